"""How keys are called: by people, by the config and by Textual; and which of them a terminal can send at all."""

from __future__ import annotations

import re
import string
import unicodedata
from difflib import get_close_matches

_PLAIN = {"hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore", "commercial_at": "at"}
_PLAIN |= {"solidus": "slash", "reverse_solidus": "backslash"}


def _character_name(letter: str) -> str:
    """Return Textual's name of the key that types a character."""
    if letter == " ":
        return "space"
    if letter.isalnum():
        return letter
    name = unicodedata.name(letter, letter).lower().replace("-", "_").replace(" ", "_")
    return _PLAIN.get(name, name)


_SIGNS = {_character_name(letter): letter for letter in string.punctuation}
_SPECIAL = {
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
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}
_MODIFIERS = {"ctrl": "^", "shift": "⇧", "alt": "M-"}
_IN_ASCII = {**_MODIFIERS, "shift": "S-"}
_ARROWS_IN_ASCII = {name: name.capitalize() for name in ("left", "right", "up", "down")}
"""In signs they would read as `<`, `>`, `^` and `v`, which are keys of their own."""
_ALIASES = {shown.casefold(): name for name, shown in _SPECIAL.items()} | {
    "return": "enter",
    "esc": "escape",
    "page_up": "pageup",
    "page_down": "pagedown",
    "pgdown": "pagedown",
    "control": "ctrl",
    "strg": "ctrl",
    "meta": "alt",
    "option": "alt",
}
_SAME = {"i": "Tab", "m": "Enter", "h": "Bksp", "left_square_bracket": "Esc"}
"""What a terminal sends for these letters with Ctrl: it is the same byte."""


class BadKeyError(ValueError):
    """Text of the config that names no key, or none that a terminal sends; its message says what to write."""


def key_name(text: str) -> str:
    """Return Textual's name of a key as a person writes it: `^p`, `Ctrl+K`, `⇧Tab`, `?`, `PgDn`. Raises BadKeyError."""
    plain = re.sub(r"^(ctrl|alt|shift)-(?=.)", r"\1+", text, flags=re.IGNORECASE)
    for name, sign in (*_MODIFIERS.items(), *_IN_ASCII.items()):
        if plain.startswith(sign) and len(plain) > len(sign):
            plain = f"{name}+{plain.removeprefix(sign)}"
    *modifiers, last = plain.split("+") if not plain.endswith("+") else [*plain[:-1].rstrip("+").split("+"), "+"]
    if plain == "+":
        modifiers = []
    held = [_ALIASES.get(each.casefold(), each.casefold()) for each in modifiers if each]
    strange = next((each for each in held if each not in _MODIFIERS), None)
    if strange is not None:
        raise BadKeyError(f"{text} is no key: {strange} is none of ctrl, shift, alt")
    return _held(text, sorted(set(held), key=list(_MODIFIERS).index), _base(text, last))


def _base(text: str, last: str) -> str:
    if len(last) == 1 and last not in _ALIASES:
        if not last.isprintable():
            raise BadKeyError(f"{text!r} is no key that can be typed")
        return _character_name(last)
    name = last.casefold()
    name = _ALIASES.get(name, name)
    if name in _SPECIAL or name in _SIGNS:
        return name
    near = get_close_matches(name, [*_SPECIAL, *_SIGNS], 1) or get_close_matches(name, _ALIASES, 1)
    raise BadKeyError(
        f"there is no key {text}; " + (f"did you mean {near[0]}?" if near else "write one like k, ^k, F5")
    )


def _held(text: str, modifiers: list[str], base: str) -> str:
    letter = len(base) == 1 and base.isalpha()
    if letter and "shift" in modifiers and "ctrl" not in modifiers:
        modifiers, base = [each for each in modifiers if each != "shift"], base.upper()
    if "ctrl" in modifiers:
        if letter:
            base = base.lower()
        if base in _SAME and modifiers == ["ctrl"]:
            raise BadKeyError(f"a terminal cannot tell {text} from {_SAME[base]}; take another key")
        if (letter and "shift" in modifiers) or base.isdigit():
            raise BadKeyError(f"terminals do not send {text}; take a letter with ctrl alone, or an F key")
    elif "shift" in modifiers and (base in _SIGNS or base.isdigit()):
        raise BadKeyError(f"{text}: write the character that the key types with Shift")
    return "+".join([*modifiers, base])


def written(key: str, *, plain: bool = False) -> str:
    """Return a key as people write it: `^p`, `⇧Tab`, `?`; `plain` for terminals without other signs: `S-Left`."""
    *modifiers, last = key.split("+")
    text = (_ARROWS_IN_ASCII.get(last) if plain else None) or _SPECIAL.get(last) or _SIGNS.get(last) or last
    for modifier in reversed(modifiers):
        text = (_IN_ASCII if plain else _MODIFIERS).get(modifier, f"{modifier}+") + text
    return text


def types_text(key: str) -> bool:
    """Whether a key types a character, and so is none where text is typed."""
    return key == "space" or key in _SIGNS or len(key) == 1


def on_every_terminal(key: str) -> bool:
    """Whether a bare text console, an old xterm and tmux all send a key and tell it from every other."""
    *modifiers, last = key.split("+")
    if not modifiers:
        return last in _SPECIAL or last in _SIGNS or (len(last) == 1 and last.isascii() and last.isprintable())
    if modifiers == ["shift"]:
        return last == "tab"
    # ^s and ^q stop and start the output of a line, ^z and ^c are the shell's; a program in raw mode gets them all the
    # same, but ^q alone is a habit of many as "quit".
    return modifiers == ["ctrl"] and len(last) == 1 and last.isalpha() and last not in {*_SAME, "c", "s", "z"}
