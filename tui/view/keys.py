"""Keys from the command table: Textual bindings, the user's keymap, and how keys are written for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from textual.binding import Binding, BindingType

from tui.errors import ConfigError
from tui.view.commands import COMMANDS, Scope, in_lineage, in_scope

_WRITTEN = {
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "tab": "Tab",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "insert": "Ins",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "Bksp",
}
_NAMED = {written: name for name, written in _WRITTEN.items() if len(written) == 1}


def bindings_for(*scopes: Scope) -> list[BindingType]:
    """Return the bindings of these scopes; the binding's id is the command's id, so that a keymap can move it.

    Each key is bound twice. The first binding acts as soon as the key is read, so that keys typed ahead meet what the
    keys before them opened (`:chart GOLD` in one packet of a slow link). The second takes keys that a text field let
    pass. Esc has only the second: several levels share it and the innermost comes first.
    """
    found: list[BindingType] = []
    for command in (each for scope in scopes for each in in_scope(scope)):
        keys = command.keys or (f"<{command.id}>",)
        early = ",".join(key for key in keys if key != "escape")
        for text, priority in ((early, True), (",".join(keys), False)):
            if text:
                action = f"command('{command.id}')"
                found.append(Binding(text, action, command.title, show=False, priority=priority, id=command.id))
    return found


class Keymap:
    """The keys in force: the defaults with the user's changes over them.

    `overrides` maps a command id to its keys in the config's spelling (`"ctrl+k"`, `"?"`, several with commas).
    Raises `ConfigError` for an unknown command and for two commands of one pane on the same key.
    """

    def __init__(self, overrides: Mapping[str, str | Iterable[str]] | None = None) -> None:
        self._keys: dict[str, tuple[str, ...]] = {command.id: command.keys for command in COMMANDS}
        self.overrides: dict[str, str] = {}
        for command_id, keys in (overrides or {}).items():
            self._override(command_id, keys)
        self._refuse_clashes()

    def _override(self, command_id: str, keys: str | Iterable[str]) -> None:
        if command_id not in self._keys:
            near = get_close_matches(command_id, self._keys, 1)
            hint = f"Did you mean “{near[0]}”?" if near else "The help screen (?) lists the names."
            raise ConfigError("Unknown command in the keymap", f"keys: {command_id!r} is not a command.", hint)
        parsed = parse_keys(keys)
        self._keys[command_id] = parsed
        self.overrides[command_id] = ",".join(parsed) or f"<{command_id}>"

    def _refuse_clashes(self) -> None:
        for scope in Scope:
            owners: dict[str, str] = {}
            for command in in_lineage(scope):
                for key in self._keys[command.id]:
                    other = owners.setdefault(key, command.id)
                    # Esc means "one level back" at every level, each level takes it in turn.
                    if other != command.id and key != "escape":
                        raise ConfigError(
                            "Two commands share a key",
                            f"keys: {written(key)} is both {other} and {command.id} in {scope.title}.",
                            "Give one of them another key.",
                        )

    def keys(self, command_id: str) -> tuple[str, ...]:
        """Return the keys of a command in Textual's names."""
        return self._keys[command_id]

    def written(self, command_id: str, limit: int = 9) -> str:
        """Return the keys of a command as people write them, separated by spaces; empty when it has none."""
        return " ".join(written(key) for key in self._keys[command_id][:limit])


def parse_keys(keys: str | Iterable[str]) -> tuple[str, ...]:
    """Return Textual's key names for keys as a person writes them in the config."""
    parts = keys.split(",") if isinstance(keys, str) else list(keys)
    return tuple(_textual_name(part.strip()) for part in parts if part.strip())


def _textual_name(key: str) -> str:
    *modifiers, last = key.replace("^", "ctrl+", 1).split("+") if key not in {"+", "^"} else [key]
    last = _NAMED.get(last, last)
    return "+".join([*(modifier.lower() for modifier in modifiers), last])


def written(key: str) -> str:
    """Return a key as people write it: `^p`, `⇧Tab`, `?`."""
    *modifiers, last = key.split("+")
    text = _WRITTEN.get(last, last.upper() if len(last) > 1 and last[0] == "f" else last)
    for modifier in reversed(modifiers):
        text = {"ctrl": "^", "shift": "⇧", "alt": "M-"}.get(modifier, f"{modifier}+") + text
    return text
