"""The only place where outside text and numbers become what the screen shows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from textual.content import Content

THIN_SPACE = "\u2009"
"""One cell wide in every terminal that knows it; the ASCII manner writes a plain space."""
MASK_SIGN = "•"
"""What masked text is written with."""

_BREAKS = {"\n", "\r", "\t", "\v", "\f", "\x85", "\u2028", "\u2029"}
# Format characters reorder or join what is seen, variation selectors make widths a matter of taste.
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return outside text without control, escape and direction characters; line breaks become spaces."""
    kept = []
    for letter in text:
        if letter in _BREAKS:
            kept.append(" ")
        elif unicodedata.category(letter) not in _DROPPED and not "\ufe00" <= letter <= "\ufe0f":
            kept.append(letter)
    return "".join(kept)


def content(*parts: str | tuple[str, str]) -> Content:
    """Return text as content that is never parsed as markup; a pair is (text, style), as in `("−3 %", "$down")`."""
    return Content.assemble(*((plain(part[0]), part[1]) if isinstance(part, tuple) else plain(part) for part in parts))


# What is left of a number that rounds to zero has none but these.
_ZERO_LETTERS = f"-0. {THIN_SPACE}"
_AGE_STEPS_S = (3, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_SIZES = ((Decimal(10) ** 9, "G"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are written; `ascii` for terminals that know nothing else, `private` to keep amounts of money hidden.

    Every method takes None for a value that is not known and then returns `missing`.
    """

    ascii: bool = False
    private: bool = False

    @property
    def hidden(self) -> str:
        """What stands for a value that is not for everybody's eyes."""
        return ("*" if self.ascii else MASK_SIGN) * 3

    @property
    def missing(self) -> str:
        """What stands for a value that is not known."""
        return "-" if self.ascii else "–"

    def arrow(self, value: Decimal | None) -> str:
        """Return the arrow of a change: up, down, or nothing for zero and unknown."""
        if value is None or not value.is_finite() or value == 0:
            return ""
        if self.ascii:
            return "^" if value > 0 else "v"
        return "▲" if value > 0 else "▼"

    def number(self, value: Decimal | None, places: int, *, signed: bool = False) -> str:
        """Return a number with thousands set apart; zero has no sign, NaN and infinities are missing."""
        if value is None or not value.is_finite():
            return self.missing
        text = f"{value:,.{max(0, places)}f}".replace(",", " " if self.ascii else THIN_SPACE)
        if not text.strip(_ZERO_LETTERS):
            return text.lstrip("-")
        return f"+{text}" if signed and value > 0 else text

    def price(self, value: Decimal | None, digits: int, pip_digits: int | None = None) -> tuple[str, str]:
        """Return a price as (main, last): `last` is what is finer than a pip, empty when nothing is."""
        text = self.number(value, digits)
        finer = 0 if pip_digits is None or text == self.missing else digits - pip_digits
        # Without decimals after the point there is nothing to set apart, nor when a pip is a whole unit.
        if not 0 < finer < digits:
            return text, ""
        return text[:-finer], text[-finer:]

    def money(self, value: Decimal | None, places: int = 2, *, signed: bool = False) -> str:
        """Return an amount of money; `signed` puts + before gains. In private, a known amount is hidden."""
        text = self.number(value, places, signed=signed)
        return self.hidden if self.private and text != self.missing else text

    def change(self, percent: Decimal | None, places: int = 2) -> str:
        """Return a change in percent with arrow and sign, as in `▲+0.21`; the unit stands in the header."""
        if percent is None or not percent.is_finite():
            return self.missing
        rounded = round(percent, places)
        return self.arrow(rounded) + self.number(rounded, places, signed=True)

    def percent(self, value: Decimal | None, places: int = 0) -> str:
        """Return a share in percent, as in `1 171 %`."""
        text = self.number(value, places)
        return text if text == self.missing else f"{text} %"

    def pips(self, value: Decimal | None, *, signed: bool = False) -> str:
        """Return a distance in pips with one place."""
        return self.number(value, 1, signed=signed)

    def lots(self, value: Decimal | None, step: Decimal | None = None) -> str:
        """Return a volume in lots with two places, or more where the step asks for it."""
        exponent = step.normalize().as_tuple().exponent if step is not None else -2
        return self.number(value, max(2, -exponent if isinstance(exponent, int) else 2))

    def size(self, value: Decimal | None) -> str:
        """Return a market volume in short: `850`, `12.5 k`, `3.5 M`."""
        if value is None or not value.is_finite():
            return self.missing
        for unit, letter in _SIZES:
            # 999 950 would read "1000.0 k"; it is a million at this precision.
            if abs(value) >= unit * Decimal("0.99995"):
                return f"{_short(value / unit)} {letter}"
        return _short(value)

    def age(self, seconds: float | None) -> str:
        """Return an age that grows in steps, so that a quiet screen rarely changes: `30 s+` is 30 s or more.

        It is empty below 3 s.
        """
        if seconds is None:
            return self.missing
        step = max((each for each in _AGE_STEPS_S if each <= seconds), default=0)
        if not step:
            return ""
        if seconds >= 86400:
            return f"{int(seconds // 86400)} d+"
        if step >= 3600:
            return f"{int(seconds // 3600)} h+"
        return f"{step // 60} m+" if step >= 60 else f"{step} s+"

    def duration(self, seconds: float | None) -> str:
        """Return a span in its two largest units: `45 s`, `12 m`, `2 h 04 m`, `3 d 04 h`."""
        if seconds is None:
            return self.missing
        whole = max(0, int(seconds))
        if whole < 60:
            return f"{whole} s"
        if whole < 3600:
            return f"{whole // 60} m"
        if whole < 86400:
            return f"{whole // 3600} h {whole % 3600 // 60:02} m"
        return f"{whole // 86400} d {whole % 86400 // 3600:02} h"


def _short(value: Decimal) -> str:
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def clock(at_ms: int, zone: tzinfo = UTC, *, seconds: bool = False) -> str:
    """Return the time of day of a UTC instant in the user's zone: `09:41` or `09:41:07`."""
    return datetime.fromtimestamp(at_ms / 1000, zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def moment(at_ms: int, zone: tzinfo = UTC) -> str:
    """Return date and time of a UTC instant in the user's zone: `2026-01-05 09:41`."""
    return datetime.fromtimestamp(at_ms / 1000, zone).strftime("%Y-%m-%d %H:%M")
