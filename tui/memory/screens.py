"""What the screens keep between starts: from the state file, and back into it."""

from __future__ import annotations

from dataclasses import replace

from tui.config.state import State
from tui.view.kept import Kept

_PANE = "pane."


def kept_from(state: State) -> Kept:
    """Return what the state remembers of the screens."""
    return Kept(
        pane_sizes={
            name.removeprefix(_PANE): size
            for name, size in state.layout.items()
            if name.startswith(_PANE) and isinstance(size, int)
        },
        tables=dict(state.tables),
        draft=state.drafts[0] if state.drafts else None,
        gauge=state.layout.get("gauge") is True,
    )


def state_with(state: State, kept: Kept) -> State:
    """Return the state with what the screens keep now."""
    layout = {name: value for name, value in state.layout.items() if not name.startswith(_PANE)}
    sizes = {f"{_PANE}{name}": size for name, size in kept.pane_sizes.items()}
    return replace(
        state,
        layout={**layout, **sizes, "gauge": kept.gauge},
        tables=dict(kept.tables),
        drafts=[kept.draft] if kept.draft is not None else [],
    )
