"""Keys from the command table as Textual's bindings; the keymap says which keys are in force."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.view.commands import Scope, in_scope
from tui.view.key_names import written
from tui.view.keymap import Keymap, parse_keys

__all__ = ["Keymap", "bindings_for", "parse_keys", "written"]


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
