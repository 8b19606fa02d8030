"""What the screens keep between starts: from the state file, and back into it."""

from __future__ import annotations

from dataclasses import replace

from tui.config.state import State
from tui.view.kept import Kept

_PANE, _ZOOM, _CHOICE = "pane.", "zoom.", "choice."
_OURS = (_PANE, _ZOOM, _CHOICE)


def kept_from(state: State) -> Kept:
    """Return what the state remembers of the screens."""
    return Kept(
        pane_sizes={name: size for name, size in _below(state, _PANE) if isinstance(size, int)},
        zooms={name: pane for name, pane in _below(state, _ZOOM) if isinstance(pane, str)},
        choices={name: word for name, word in _below(state, _CHOICE) if isinstance(word, str)},
        tables=dict(state.tables),
        draft=state.drafts[0] if state.drafts else None,
        gauge=state.layout.get("gauge") is True,
    )


def state_with(state: State, kept: Kept) -> State:
    """Return the state with what the screens keep now."""
    layout = {name: value for name, value in state.layout.items() if not name.startswith(_OURS)}
    for start, values in ((_PANE, kept.pane_sizes), (_ZOOM, kept.zooms), (_CHOICE, kept.choices)):
        layout |= {f"{start}{name}": value for name, value in values.items()}
    return replace(
        state,
        layout={**layout, "gauge": kept.gauge},
        tables=dict(kept.tables),
        drafts=[kept.draft] if kept.draft is not None else [],
    )


def _below(state: State, start: str) -> list[tuple[str, str | int | bool]]:
    return [(name.removeprefix(start), value) for name, value in state.layout.items() if name.startswith(start)]
