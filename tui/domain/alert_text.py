"""Reading what a user types as an alert: `EURUSD bid >= 1.09 repeat until 18:00 note: take half`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from tui.domain.alerts import LONGEST_NOTE, Alert, Condition, Relation, Subject
from tui.domain.candle import MINUTE_MS
from tui.errors import UsageError

EXAMPLES = (
    "EURUSD bid >= 1.09",
    "GOLD spread > 30 pips repeat",
    "US500 change <= -2%",
    "margin level < 150%",
    "profit #312408331 <= -50",
    "feed age > 10s",
    "release US high in 15m",
)
"""One for each subject; with `repeat`, `until 18:00`, `until 2026-03-06`, `for 3h`, `note: …` behind."""

_HINT = "For example: " + " · ".join(EXAMPLES[:4])
_SIGNS = {"≥": ">=", "≤": "<=", "=>": ">=", "=<": "<="}
_SIGN = re.compile(r"(>=|<=|=>|=<|≥|≤|>|<)")
_SUBJECTS = {
    "bid": Subject.BID,
    "ask": Subject.ASK,
    "spread": Subject.SPREAD,
    "change": Subject.CHANGE,
    "day": Subject.CHANGE,
    "day change": Subject.CHANGE,
    "margin": Subject.MARGIN_LEVEL,
    "level": Subject.MARGIN_LEVEL,
    "margin level": Subject.MARGIN_LEVEL,
    "feed": Subject.FEED_AGE,
    "feed age": Subject.FEED_AGE,
}
_UNITS = {
    Subject.SPREAD: ("pips", "pip", "p"),
    Subject.CHANGE: ("%",),
    Subject.MARGIN_LEVEL: ("%",),
    Subject.FEED_AGE: ("s", "sec"),
}
_IMPACTS = {"low": 1, "medium": 2, "high": 3}
# Without a colon the word needs quotes behind it: releases have it in their titles.
_NOTE = re.compile(r"\bnote\s*:\s*(.*)$|\s+(?:note\s*)?(?:\"([^\"]*)\"|'([^']*)')\s*$", re.IGNORECASE | re.DOTALL)
_UNTIL = re.compile(r"\buntil\s+(\d{4}-\d{2}-\d{2})?(?:[T ]?(\d{1,2}:\d{2}))?\s*$", re.IGNORECASE)
_FOR = re.compile(r"\bfor\s+(\d+)\s*(m|min|h|d)\s*$", re.IGNORECASE)
_REPEAT = re.compile(r"\b(repeat|repeating|every time|once)\s*$", re.IGNORECASE)
_RELEASE = re.compile(r"^(?:release|calendar)\b(.*?)\s*\bin\s+(\d+)\s*(m|min|h)\s*$", re.IGNORECASE)
_PROFIT = re.compile(
    r"^(?:profit\s+(?:of\s+)?(?:position\s+)?#?(\d+)|(?:position\s+)?#?(\d+)\s+profit)$", re.IGNORECASE
)
_NUMBER = re.compile(r"([+\-−]?[\d\s]*\d(?:[.,]\d+)?|[+\-−]?[.,]\d+)\s*([a-z%]*)", re.IGNORECASE)
_SPANS = {"m": 1, "min": 1, "h": 60, "d": 1440}


class AlertError(UsageError):
    """The text is no alert; `detail` says what is wrong with it and `hint` how one looks.

    `part` is the piece of the text that is wrong, empty where something is missing.
    """

    def __init__(self, detail: str, part: str = "") -> None:
        super().__init__("That is no alert", detail, _HINT)
        self.part = part


def parse_alert(text: str, number: int, now_ms: int, zone: tzinfo, symbols: Iterable[str] = ()) -> Alert:
    """Read an alert. `symbols` are the known ones: upper and lower case do not matter, an unknown one is refused.

    Without any known symbol, before the list is loaded, every name is taken as it stands. Raises AlertError.
    """
    rest, note = _note(text.strip())
    rest, repeat, expires_ms = _tail(rest, now_ms, zone)
    if expires_ms is not None and expires_ms <= now_ms:
        raise AlertError("that moment has passed", "until")
    return Alert(number, _condition(rest, list(symbols)), now_ms, repeat, expires_ms, note)


def alert_line(alert: Alert, now_ms: int, zone: tzinfo) -> str:
    """Return an alert as it is typed; `parse_alert` reads it back. An expiry that has passed is left out."""
    parts = [alert.condition.words]
    if alert.repeat:
        parts.append("repeat")
    if alert.expires_ms is not None and alert.expires_ms > now_ms:
        minutes = -(-alert.expires_ms // MINUTE_MS)
        parts.append(datetime.fromtimestamp(minutes * 60, zone).strftime("until %Y-%m-%d %H:%M"))
    if alert.note:
        parts.append(f"note: {alert.note}")
    return " ".join(parts)


def _note(text: str) -> tuple[str, str]:
    found = _NOTE.search(text)
    if found is None:
        return text, ""
    note = next((each for each in found.groups() if each is not None), "").strip()
    return text[: found.start()].strip(), note[:LONGEST_NOTE]


def _tail(text: str, now_ms: int, zone: tzinfo) -> tuple[str, bool, int | None]:
    repeat, expires_ms = False, None
    while True:
        if found := _REPEAT.search(text):
            repeat = found[1].lower() != "once"
        elif found := _FOR.search(text):
            expires_ms = now_ms + int(found[1]) * _SPANS[found[2].lower()] * 60_000
        elif (found := _UNTIL.search(text)) and (found[1] or found[2]):
            expires_ms = _moment(found[1], found[2], now_ms, zone)
        else:
            return text, repeat, expires_ms
        text = text[: found.start()].strip(" ,")


def _moment(day: str | None, clock: str | None, now_ms: int, zone: tzinfo) -> int:
    now = datetime.fromtimestamp(now_ms / 1000, zone)
    try:
        on = datetime.fromisoformat(day).date() if day else now.date()
        hour, minute = (int(part) for part in clock.split(":")) if clock else (0, 0)
        moment = datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone)
    except ValueError:
        typed = " ".join(part for part in (day, clock) if part)
        raise AlertError(f"{typed} is no date or time", typed) from None
    if day and not clock:
        # The day itself still counts.
        moment += timedelta(days=1)
    elif not day and moment <= now:
        moment += timedelta(days=1)
    return int(moment.timestamp() * 1000)


def _condition(text: str, symbols: list[str]) -> Condition:
    if release := _RELEASE.match(text):
        return _release(release[1], int(release[2]) * _SPANS[release[3].lower()])
    parts = _SIGN.split(text, maxsplit=1)
    if len(parts) != 3:
        raise AlertError(_what_is_missing(text, symbols))
    left, sign, right = (part.strip() for part in parts)
    relation = Relation(_SIGNS.get(sign, sign))
    if profit := _PROFIT.match(left):
        return Condition(Subject.PROFIT, relation, _number(right, Subject.PROFIT), position=int(profit[1] or profit[2]))
    subject, symbol = _subject(left, symbols)
    threshold = _number(right, subject)
    if subject in (Subject.BID, Subject.ASK) and threshold <= 0:
        raise AlertError("a price is above zero", right)
    return Condition(subject, relation, threshold, symbol=symbol)


def _release(words: str, minutes: int) -> Condition:
    rest = words.split()
    impact = next((_IMPACTS[word.lower()] for word in rest if word.lower() in _IMPACTS), 1)
    text = " ".join(word for word in rest if word.lower() not in _IMPACTS)
    return Condition(Subject.RELEASE, Relation.AT_MOST, Decimal(minutes), text=text, impact=impact)


def _subject(left: str, symbols: list[str]) -> tuple[Subject, str]:
    words = left.split()
    for count in (2, 1):
        subject = _SUBJECTS.get(" ".join(words[-count:]).lower()) if len(words) >= count else None
        if subject is None:
            continue
        name = " ".join(words[:-count])
        if not subject.of_symbol:
            if name:
                raise AlertError(f"the {subject.value} belongs to no symbol", name)
            return subject, ""
        if not name:
            raise AlertError(f"of which symbol? Write it before {subject.value}, as in EURUSD {subject.value}")
        return subject, _symbol(name, symbols)
    if _known(left, symbols):
        raise AlertError(f"what of {left}? Write bid, ask, spread or change behind it", left)
    if left.casefold() == "profit":
        raise AlertError("of which position? Write its number, as in profit #312408331", left)
    raise AlertError(f"{left or 'nothing'} is nothing that can be watched", left)


def _symbol(name: str, symbols: list[str]) -> str:
    if not symbols:
        return name
    found = _known(name, symbols)
    if not found:
        # Comparing thousands of names at each key takes too long; the first letter is rarely the wrong one.
        alike = [symbol for symbol in symbols if symbol[:1].casefold() == name[:1].casefold()]
        near = get_close_matches(name.upper(), alike, 3, 0.7)
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        raise AlertError(f"there is no symbol {name}{meant}", name)
    return found


def _known(name: str, symbols: list[str]) -> str:
    """Return the symbol of that name, empty when there is none."""
    return name if name in symbols else next((each for each in symbols if each.casefold() == name.casefold()), "")


def _what_is_missing(text: str, symbols: list[str]) -> str:
    if not text:
        return "it is empty"
    if text.casefold().startswith(("release", "calendar")):
        return "how long before it? Write in 15m, or in 1h, at the end"
    if _known(text, symbols):
        return f"what of {text}? Write bid, ask, spread or change behind it"
    return "there is no >= or <= in it"


def _number(text: str, subject: Subject) -> Decimal:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise AlertError(f"{text} is no number" if text else "the number is missing", text)
    unit = found[2].lower()
    # A profit may be followed by the account's currency.
    if unit and unit not in _UNITS.get(subject, ()) and not (subject is Subject.PROFIT and len(unit) == 3):
        remedy = "; it is a price. Pips belong to the spread" if subject in (Subject.BID, Subject.ASK) else ""
        raise AlertError(f"the {subject.value} is not in {unit}{remedy}", found[2])
    digits = re.sub(r"\s", "", found[1]).replace("−", "-").replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise AlertError(f"{text} is no number", text) from None
