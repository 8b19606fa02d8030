"""The indicators that a chart can show: how they are named, written, remembered and kept up with the candles."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from tui.domain.candle import DAY_MS, HOUR_MS, SERVER_ZONE, Candle, Period
from tui.domain.indicators_math import Atr, Bar, Bollinger, Calculator, Ema, Macd, Rsi, Sma, Values, Vwap

LONGEST_PERIOD = 1000


class StudyError(ValueError):
    """What was typed names no indicator; the text says what would."""


class StudyKind(enum.Enum):
    """The indicators there are; the value is the word that a user types."""

    SMA = "SMA"
    EMA = "EMA"
    BOLLINGER = "BB"
    VWAP = "VWAP"
    RSI = "RSI"
    MACD = "MACD"
    ATR = "ATR"


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str
    usual: tuple[float, ...]
    lines: tuple[str, ...]
    on_price: bool
    levels: tuple[float, ...]
    make: Callable[[tuple[float, ...]], Calculator]


_FACTS = {
    StudyKind.SMA: _Facts("simple moving average", (20,), ("SMA",), True, (), lambda p: Sma(int(p[0]))),
    StudyKind.EMA: _Facts("exponential moving average", (20,), ("EMA",), True, (), lambda p: Ema(int(p[0]))),
    StudyKind.BOLLINGER: _Facts(
        "Bollinger bands", (20, 2), ("middle", "upper", "lower"), True, (), lambda p: Bollinger(int(p[0]), p[1])
    ),
    StudyKind.VWAP: _Facts("volume-weighted average price", (), ("VWAP",), True, (), lambda p: Vwap()),
    StudyKind.RSI: _Facts("relative strength index", (14,), ("RSI",), False, (30, 70), lambda p: Rsi(int(p[0]))),
    StudyKind.MACD: _Facts(
        "moving average convergence/divergence",
        (12, 26, 9),
        ("MACD", "signal", "histogram"),
        False,
        (0,),
        lambda p: Macd(int(p[0]), int(p[1]), int(p[2])),
    ),
    StudyKind.ATR: _Facts("average true range", (14,), ("ATR",), False, (), lambda p: Atr(int(p[0]))),
}
_WORDS = {kind.value: kind for kind in StudyKind} | {"BOLL": StudyKind.BOLLINGER, "BOLLINGER": StudyKind.BOLLINGER}


@dataclass(frozen=True, slots=True)
class Study:
    """One indicator with its parameters: periods in candles, for Bollinger bands also the width in σ."""

    kind: StudyKind
    parameters: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """How it is written and remembered; `parse_study` reads it back."""
        return " ".join([self.kind.value, *(f"{each:g}" for each in self.parameters)])

    @property
    def title(self) -> str:
        """Its name in plain words."""
        return _FACTS[self.kind].title

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of its lines, in the order of the values."""
        return _FACTS[self.kind].lines

    @property
    def on_price(self) -> bool:
        """Whether it is drawn over the candles; the others need a pane and a scale of their own."""
        return _FACTS[self.kind].on_price

    @property
    def levels(self) -> tuple[float, ...]:
        """Levels that its pane marks."""
        return _FACTS[self.kind].levels


def parse_study(text: str) -> Study:
    """Read what a user types: `EMA 20`, `ema20`, `BB 20 2.5`, `MACD 12,26,9`, `VWAP`. Raises StudyError.

    Parameters that are left out are the usual ones.
    """
    words = text.replace(",", " ").upper().split()
    name = words[0] if words else ""
    letters = name.rstrip("0123456789.")
    kind = _WORDS.get(letters)
    if kind is None:
        raise StudyError(f"there is no indicator {text.strip()!r}; there are {', '.join(_WORDS)}")
    given = [*([name[len(letters) :]] if name != letters else []), *words[1:]]
    usual = _FACTS[kind].usual
    if len(given) > len(usual):
        example = Study(kind, usual).text
        raise StudyError(f"{kind.value} takes {len(usual) or 'no'} numbers, as in {example}")
    numbers = [_number(kind, at, word) for at, word in enumerate(given)]
    parameters = (*numbers, *usual[len(numbers) :])
    if kind is StudyKind.MACD and parameters[0] >= parameters[1]:
        raise StudyError("the first period of MACD is the faster one, as in MACD 12 26 9")
    return Study(kind, parameters)


def _number(kind: StudyKind, at: int, word: str) -> float:
    fraction = kind is StudyKind.BOLLINGER and at == 1
    try:
        number = float(word) if fraction else float(int(word))
    except ValueError:
        raise StudyError(f"{word} is no {'number' if fraction else 'number of candles'}") from None
    if fraction and not 0 < number <= 10:
        raise StudyError("the width of the bands is between 0 and 10")
    if not fraction and not 1 <= number <= LONGEST_PERIOD:
        raise StudyError(f"a period has between 1 and {LONGEST_PERIOD} candles")
    return number


@lru_cache(maxsize=4096)
def _server_day(hour_start_ms: int) -> tuple[int, int, int]:
    local = datetime.fromtimestamp(hour_start_ms / 1000, UTC).astimezone(SERVER_ZONE)
    return local.toordinal(), local.year * 12 + local.month, local.year


def anchor_of(period: Period, start_ms: int) -> int:
    """Return what a volume-weighted average runs over: the broker's day, for daily candles its month, else its year."""
    day, month, year = _server_day(start_ms - start_ms % HOUR_MS)
    if period.length_ms < DAY_MS:
        return day
    return month if period is Period.D1 else year


class StudyRun:
    """One indicator over one series of candles, kept up to date: a tick costs one step, a new history all of it."""

    def __init__(self, study: Study, period: Period) -> None:
        self.study = study
        self._period = period
        self._begin()

    def _begin(self) -> None:
        self._settled: list[Candle] = []
        self._state = _FACTS[self.study.kind].make(self.study.parameters)
        self._lines: tuple[list[float | None], ...] = tuple([] for _ in self.study.lines)

    def update(self, candles: Sequence[Candle]) -> tuple[list[float | None], ...]:
        """Return one list per line, each as long as `candles`, which ascend; the last one may still be forming.

        The lists are the run's own: they are for reading, until the next call.
        """
        known = len(self._settled)
        if known >= len(candles) or self._settled != list(candles[:known]):
            self._begin()
            known = 0
        for line in self._lines:
            del line[known:]
        for candle in candles[known:-1]:
            self._append(self._state.step(self._bar(candle)))
            self._settled.append(candle)
        if candles:
            # The last candle may change with the next tick, so its step is taken by a copy.
            self._append(self._state.fork().step(self._bar(candles[-1])))
        return self._lines

    def _append(self, values: Values) -> None:
        for line, value in zip(self._lines, values, strict=True):
            line.append(value)

    def _bar(self, candle: Candle) -> Bar:
        anchor = anchor_of(self._period, candle.start_ms) if self.study.kind is StudyKind.VWAP else 0
        return Bar(float(candle.high), float(candle.low), float(candle.close), float(candle.volume), anchor)
