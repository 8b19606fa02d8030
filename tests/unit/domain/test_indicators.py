"""Indicators against talipp, which shares no code with them, and against figures worked out by hand."""

import warnings
from decimal import Decimal
from random import Random

import pytest

from tests.examples import AT_MS
from tui.domain.candle import DAY_MS, HOUR_MS, MINUTE_MS, Candle, Period
from tui.domain.indicators import Study, StudyError, StudyKind, StudyRun, parse_study

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from talipp.indicators import ATR, BB, EMA, MACD, RSI, SMA, VWAP
    from talipp.ohlcv import OHLCV


def a_walk(count: int = 600, seed: int = 7, start_ms: int = AT_MS) -> list[Candle]:
    chance, close, candles = Random(seed), 1.08, []
    for at in range(count):
        opened, close = close, close + chance.gauss(0, 0.0004)
        high, low = max(opened, close) + chance.random() / 3000, min(opened, close) - chance.random() / 3000
        prices = (Decimal(f"{price:.5f}") for price in (opened, high, low, close))
        candles.append(Candle(start_ms + at * MINUTE_MS, *prices, Decimal(chance.randint(0, 90))))
    return candles


def run(text: str, candles: list[Candle], period: Period = Period.M1) -> tuple[list[float | None], ...]:
    return StudyRun(parse_study(text), period).update(candles)


def closes(candles: list[Candle]) -> list[float]:
    return [float(candle.close) for candle in candles]


def bars(candles: list[Candle]) -> list[OHLCV]:
    return [OHLCV(*(float(v) for v in (c.open, c.high, c.low, c.close, c.volume))) for c in candles]


def agree(ours: list[float | None], theirs: list[float | None], within: float = 1e-9) -> None:
    assert len(ours) == len(theirs)
    assert [value is None for value in ours] == [value is None for value in theirs]
    known = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    assert known
    assert max(abs(a - b) for a, b in known) < within


@pytest.mark.parametrize("period", [2, 20, 200])
def test_averages_agree_with_an_independent_implementation(period: int) -> None:
    candles = a_walk()
    agree(run(f"SMA {period}", candles)[0], list(SMA(period, input_values=closes(candles))))
    agree(run(f"EMA {period}", candles)[0], list(EMA(period, input_values=closes(candles))))


def test_bollinger_bands_agree_with_an_independent_implementation() -> None:
    candles = a_walk()
    theirs = list(BB(20, 2.5, input_values=closes(candles)))
    for ours, name in zip(run("BB 20 2.5", candles), ("cb", "ub", "lb"), strict=True):
        agree(ours, [None if each is None else getattr(each, name) for each in theirs])


def test_macd_agrees_with_an_independent_implementation() -> None:
    candles = a_walk()
    theirs = list(MACD(12, 26, 9, input_values=closes(candles)))
    for ours, name in zip(run("MACD", candles), ("macd", "signal", "histogram"), strict=True):
        agree(ours, [None if each is None else getattr(each, name) for each in theirs])


def test_the_true_range_agrees_with_an_independent_implementation() -> None:
    candles = a_walk()
    agree(run("ATR 14", candles)[0], list(ATR(14, input_values=bars(candles))))


def test_a_day_s_volume_weighted_price_agrees_with_an_independent_implementation() -> None:
    candles = a_walk(500)
    agree(run("VWAP", candles)[0], list(VWAP(input_values=bars(candles))))


def test_the_strength_index_agrees_once_the_other_s_shorter_beginning_has_faded() -> None:
    candles = a_walk()
    theirs = list(RSI(14, input_values=closes(candles)))
    agree(run("RSI 14", candles)[0][400:], theirs[400:], within=1e-8)


def test_the_strength_index_begins_with_the_mean_of_the_first_changes() -> None:
    # Four changes: +2, -1, +1, 0: mean gain 3/4, mean loss 1/4; then +3: (3/4 * 3 + 3) / 4 and (1/4 * 3) / 4.
    candles = [_flat(at, close) for at, close in enumerate((10, 12, 11, 12, 12, 15))]
    ours = run("RSI 4", candles)[0]
    assert ours[:4] == [None] * 4
    assert ours[4] == pytest.approx(75)
    assert ours[5] == pytest.approx(100 - 100 / (1 + 5.25 / 0.75))


def test_a_price_that_never_moves_is_neither_strong_nor_weak() -> None:
    candles = [_flat(at, 5) for at in range(30)]
    assert run("RSI", candles)[0][-1] == 50
    assert run("BB", candles)[1][-1] == 5
    assert run("ATR", candles)[0][-1] == 0


def test_a_rise_without_a_fall_is_full_strength() -> None:
    assert run("RSI", [_flat(at, at + 1) for at in range(30)])[0][-1] == 100


def test_the_volume_weighted_price_begins_anew_at_the_broker_s_midnight() -> None:
    midnight = AT_MS + 13 * HOUR_MS  # 23:00 UTC is midnight in Warsaw in March
    candles = [_flat(0, 10, midnight - HOUR_MS), _flat(0, 20, midnight), _flat(0, 30, midnight + HOUR_MS)]
    assert run("VWAP", candles, Period.H1)[0] == [10, 20, 25]


def test_the_volume_weighted_price_of_daily_candles_runs_over_a_month() -> None:
    candles = [_flat(0, 10 * at, AT_MS + (25 + at) * DAY_MS) for at in range(1, 4)]  # 30 and 31 March, 1 April
    assert run("VWAP", candles, Period.D1)[0] == [10, 15, 30]


def test_without_volume_there_is_no_volume_weighted_price() -> None:
    assert run("VWAP", [_flat(0, 10, volume=0)])[0] == [None]


@pytest.mark.parametrize("kind", list(StudyKind))
def test_going_on_from_tick_to_tick_gives_what_a_fresh_start_gives(kind: StudyKind) -> None:
    study, candles = parse_study(kind.value), a_walk(90)
    kept = StudyRun(study, Period.M1)
    for count in range(1, len(candles) + 1):
        forming = candles[count - 1].with_price(candles[count - 1].high + 1)
        kept.update([*candles[: count - 1], forming])
        assert kept.update(candles[:count]) == StudyRun(study, Period.M1).update(candles[:count])


def test_older_candles_and_corrected_ones_make_it_begin_anew() -> None:
    candles = a_walk(60)
    kept = StudyRun(parse_study("EMA 5"), Period.M1)
    kept.update(candles[30:])
    assert kept.update(candles) == run("EMA 5", candles)
    corrected = [candles[0].with_price(Decimal(2)), *candles[1:40]]
    assert kept.update(corrected) == run("EMA 5", corrected)
    assert kept.update([]) == ([],)


@pytest.mark.parametrize(
    ("typed", "kind", "parameters"),
    [
        ("ema20", StudyKind.EMA, (20,)),
        ("  SMA  50 ", StudyKind.SMA, (50,)),
        ("bb", StudyKind.BOLLINGER, (20, 2)),
        ("boll 20,2.5", StudyKind.BOLLINGER, (20, 2.5)),
        ("macd 5", StudyKind.MACD, (5, 26, 9)),
        ("vwap", StudyKind.VWAP, ()),
    ],
)
def test_what_a_user_types_is_read_and_remembered(typed: str, kind: StudyKind, parameters: tuple[float, ...]) -> None:
    study = parse_study(typed)
    assert study == Study(kind, parameters)
    assert parse_study(study.text) == study


@pytest.mark.parametrize(
    "typed", ["", "KDJ", "EMA x", "EMA 0", "EMA 2.5", "EMA 1001", "VWAP 3", "BB 20 0", "MACD 26 12 9"]
)
def test_what_names_no_indicator_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(StudyError):
        parse_study(typed)


def _flat(at: int, price: int, start_ms: int = 0, volume: int = 1) -> Candle:
    value = Decimal(price)
    return Candle(start_ms + at * MINUTE_MS, value, value, value, value, Decimal(volume))
