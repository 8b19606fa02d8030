"""Reading what a user types as an alert: `EURUSD bid >= 1.09 repeat until 18:00 note: take half`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation

from tui.domain.alerts import LONGEST_NOTE, Alert, Condition, Relation, Subject
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
_NOTE = re.compile(r"\bnote\s*:\s*(.*)$|\s+(?:\"([^\"]*)\"|'([^']*)')\s*$", re.IGNORECASE | re.DOTALL)
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
    """The text is no alert; `detail` says what is wrong with it and `hint` how one looks."""


def parse_alert(text: str, number: int, now_ms: int, zone: tzinfo, symbols: Iterable[str] = ()) -> Alert:
    """Read an alert. `symbols` are the known ones: upper and lower case do not matter, an unknown one is refused.

    Without any known symbol, before the list is loaded, every name is taken as it stands. Raises AlertError.
    """
    rest, note = _note(text.strip())
    rest, repeat, expires_ms = _tail(rest, now_ms, zone)
    if expires_ms is not None and expires_ms <= now_ms:
        raise _wrong("that moment has passed")
    return Alert(number, _condition(rest, list(symbols)), now_ms, repeat, expires_ms, note)


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
        raise _wrong(f"{' '.join(part for part in (day, clock) if part)} is no date or time") from None
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
        raise _wrong("there is no >= or <= in it" if text else "it is empty")
    left, sign, right = (part.strip() for part in parts)
    relation = Relation(_SIGNS.get(sign, sign))
    if profit := _PROFIT.match(left):
        return Condition(Subject.PROFIT, relation, _number(right, Subject.PROFIT), position=int(profit[1] or profit[2]))
    subject, symbol = _subject(left, symbols)
    threshold = _number(right, subject)
    if subject in (Subject.BID, Subject.ASK) and threshold <= 0:
        raise _wrong("a price is above zero")
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
                raise _wrong(f"{subject.value} belongs to no symbol")
            return subject, ""
        if not name:
            raise _wrong(f"of which symbol is the {subject.value}?")
        return subject, _symbol(name, symbols)
    raise _wrong(f"{left or 'nothing'} is nothing that can be watched")


def _symbol(name: str, symbols: list[str]) -> str:
    if not symbols or name in symbols:
        return name
    found = next((symbol for symbol in symbols if symbol.casefold() == name.casefold()), None)
    if found is None:
        raise _wrong(f"there is no symbol {name}")
    return found


def _number(text: str, subject: Subject) -> Decimal:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise _wrong(f"{text or 'nothing'} is no number")
    unit = found[2].lower()
    # A profit may be followed by the account's currency.
    if unit and unit not in _UNITS.get(subject, ()) and not (subject is Subject.PROFIT and len(unit) == 3):
        raise _wrong(f"the {subject.value} is not in {unit}")
    digits = re.sub(r"\s", "", found[1]).replace("−", "-").replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise _wrong(f"{text} is no number") from None


def _wrong(detail: str) -> AlertError:
    return AlertError("That is no alert", detail, _HINT)
