"""Which keys are in force: those of the table, a preset's and the user's, and how people write keys.

It loads nothing of Textual, so that a start and `tradedeck check` can say what is wrong with a config at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui.errors import ConfigError
from tui.view.command import Command, Scope
from tui.view.commands import COMMANDS, command, in_lineage
from tui.view.key_names import BadKeyError, key_name, written

if TYPE_CHECKING:
    from tui.config.ui import KeyPreset, UiSettings


def keys_of(each: Command, preset: KeyPreset) -> tuple[str, ...]:
    """Return the keys of a command in a preset: the vim one has further keys, and takes none away."""
    return (*each.keys, *each.vim) if preset == "vim" else each.keys


class Keymap:
    """The keys in force: those of the preset with the user's changes over them.

    `overrides` maps a command id to its keys in the config's spelling (`"ctrl+k"`, `"?"`, several with commas).
    `place` says where the config names a command, for messages; `plain` writes keys in ASCII. Raises `ConfigError`
    with a line for each unknown command, each key that does not exist, and each two commands of one pane on the same
    key.
    """

    def __init__(
        self,
        overrides: Mapping[str, str | Iterable[str]] | None = None,
        preset: KeyPreset = "standard",
        place: Callable[[str], str] = lambda _: "",
        *,
        plain: bool = False,
    ) -> None:
        self._keys = {each.id: keys_of(each, preset) for each in COMMANDS}
        self._place = place
        self._plain = plain
        self._changed = frozenset(overrides or {})
        self._problems: list[str] = []
        for command_id, keys in (overrides or {}).items():
            self._override(command_id, keys)
        self._find_clashes()
        if self._problems:
            many = len(self._problems)
            raise ConfigError(
                f"The keys of the config have {f'{many} errors' if many > 1 else 'an error'}",
                "\n".join(self._problems),
                "The README and `?` in the dashboard list commands and their keys.",
            )
        self.overrides = {
            each.id: ",".join(self._keys[each.id]) or f"<{each.id}>"
            for each in COMMANDS
            if self._keys[each.id] != each.keys
        }
        """What differs from the table, in the form that Textual's keymaps have."""

    def keys(self, command_id: str) -> tuple[str, ...]:
        """Return the keys of a command in Textual's names."""
        return self._keys[command_id]

    @property
    def has_alt(self) -> bool:
        """Whether any command has a key with Alt."""
        return any("alt" in key.split("+")[:-1] for keys in self._keys.values() for key in keys)

    def written(self, command_id: str, limit: int = 9) -> str:
        """Return the keys of a command as people write them, separated by spaces; empty when it has none."""
        return " ".join(written(key, plain=self._plain) for key in self._keys[command_id][:limit])

    def sign(self, key: str) -> str:
        """Return one key as people write it."""
        return written(key, plain=self._plain)

    def loud(self, command_id: str) -> str:
        """Return the first key of a command; a capital has the sign of Shift, lest it is read as the small letter."""
        first = next(iter(self._keys[command_id]), "")
        return self.sign(f"shift+{first}" if len(first) == 1 and first.isupper() else first)

    def _say(self, command_id: str, problem: str) -> None:
        place = self._place(command_id)
        self._problems.append(f"{place}: {problem}" if place else problem)

    def _override(self, command_id: str, keys: str | Iterable[str]) -> None:
        from difflib import get_close_matches

        if command_id not in self._keys:
            near = get_close_matches(command_id, self._keys, 1) or get_close_matches(
                command_id.rpartition(".")[2], self._keys, 1, 0.4
            )
            cure = f"did you mean {near[0]}?" if near else "`?` in the dashboard lists the names"
            self._say(command_id, f"{command_id} is no command; {cure}")
            return
        parsed: list[str] = []
        for key in split_keys(keys):
            try:
                parsed.append(key_name(key))
            except BadKeyError as error:
                self._say(command_id, f"{command_id}: {error}")
        bare = [key for key in parsed if len(key) == 1 and not key.isupper()]
        if command(command_id).sends_money and bare:
            cure = f"write {bare[0].upper()} (with Shift) or ctrl+{bare[0]}"
            self._say(command_id, f"{command_id} sends an order at once and cannot have the bare key {bare[0]}; {cure}")
        self._keys[command_id] = tuple(dict.fromkeys(parsed))

    def _find_clashes(self) -> None:
        told: set[tuple[str, str, str]] = set()
        for scope in Scope:
            owners: dict[str, str] = {}
            for each in in_lineage(scope):
                for key in self._keys[each.id]:
                    other = owners.setdefault(key, each.id)
                    # Esc means "one level back" at every level, each level takes it in turn.
                    if other == each.id or key == "escape" or (key, other, each.id) in told:
                        continue
                    told.add((key, other, each.id))
                    mine, theirs = (each.id, other) if each.id in self._changed else (other, each.id)
                    self._say(mine, self._clash(key, mine, theirs, scope))

    def _clash(self, key: str, mine: str, theirs: str, scope: Scope) -> str:
        place = self._place(theirs) if theirs in self._changed else ""
        whose = f"set in {place}" if place else "by default"
        cure = f"give {mine} another key, or {theirs} one of its own"
        title = command(theirs).title
        return f"{mine}: the key {written(key)} is also {theirs} ({title}, {whose}) in “{scope.title}”; {cure}"


def split_keys(keys: str | Iterable[str]) -> list[str]:
    """Return the single keys of a value of the config; a comma alone is the key of that name."""
    parts = (
        keys.split(",") if isinstance(keys, str) and keys.strip() != "," else [keys] if isinstance(keys, str) else keys
    )
    return [part.strip() for part in parts if part.strip()]


def parse_keys(keys: str | Iterable[str]) -> tuple[str, ...]:
    """Return Textual's names of keys as a person writes them in the config. Raises BadKeyError."""
    return tuple(key_name(key) for key in split_keys(keys))


def configured_keymap(ui: UiSettings, file: Path | None = None, *, plain: bool = False) -> Keymap:
    """Return the keymap of a config; with its file, messages name the lines. Raises ConfigError."""

    def place(command_id: str) -> str:
        from tui.config.places import place_in

        return place_in(file, "ui", "keys", command_id) if file is not None else ""

    return Keymap(ui.keys, ui.keymap, place, plain=plain)
