"""Choosing indicators: by the dialog, by the `:` line, each symbol and period with its own, remembered."""

import pytest

from tests.scenes import MIDDLE, make_stage
from tests.view.managing import on_stage
from tests.view.shell.desk import shown
from tui.config.state import ChartState
from tui.domain.candle import Period
from tui.domain.indicators import Study, parse_study
from tui.errors import UsageError
from tui.memory.charts import charts_with, chosen_from
from tui.view.panels.chart_studies import MOST, toggled
from tui.view.screens.indicators import IndicatorsScreen, choose_indicators

pytestmark = pytest.mark.anyio

KEY = ("EURUSD", Period.M5)


def texts(studies: tuple[Study, ...]) -> list[str]:
    return [study.text for study in studies]


async def test_the_dialog_adds_what_is_typed_or_chosen_and_the_chart_follows_at_once() -> None:
    async with on_stage(MIDDLE) as (stage, pilot):
        chosen = stage.context.selection.studies
        await pilot.press("tab", "i", "down", "enter", *"rsi 9", "enter")
        assert texts(chosen[KEY]) == ["EMA 50", "RSI 9"]
        await pilot.press(*"nonsense", "enter")
        assert "there is no indicator" in shown(stage.app)
        assert texts(chosen[KEY]) == ["EMA 50", "RSI 9"]
        await pilot.press("escape")
        await stage.frame(pilot)
        assert not isinstance(stage.app.screen, IndicatorsScreen)
        assert "RSI 9" in shown(stage.app)
        assert "EMA 50" in shown(stage.app)
        await pilot.press("i", "enter", "escape")
        await stage.frame(pilot)
        assert texts(chosen[KEY]) == ["RSI 9"]
        assert "EMA 50" not in shown(stage.app)


async def test_each_period_has_its_own_and_a_tick_moves_the_values() -> None:
    async with on_stage(MIDDLE) as (stage, pilot):
        await pilot.press("tab", "colon", *"indicator", "space", *"sma", "space", "5", "enter")
        await stage.frame(pilot)
        assert "SMA 5" in shown(stage.app)
        await pilot.press("right_square_bracket")
        await stage.frame(pilot)
        assert "SMA 5" not in shown(stage.app)
        await pilot.press("left_square_bracket")
        await stage.frame(pilot)
        assert "SMA 5" in shown(stage.app)
        await pilot.press("colon", *"indicator", "space", *"off", "enter")
        await stage.frame(pilot)
        assert "SMA 5" not in shown(stage.app)
        assert KEY not in stage.context.selection.studies


async def test_what_names_no_indicator_is_refused_in_words() -> None:
    stage = make_stage()
    with pytest.raises(UsageError, match="no indicator"):
        choose_indicators(stage.app, stage.context, KEY, "FOO 3", lambda: None)


def test_the_same_again_takes_it_away_and_of_too_many_the_oldest_goes() -> None:
    ema = parse_study("EMA 20")
    assert toggled(toggled((), ema), ema) == ()
    many: tuple[Study, ...] = ()
    for period in range(2, MOST + 4):
        many = toggled(many, parse_study(f"SMA {period}"))
    assert len(many) == MOST
    assert many[0].text == "SMA 4"


def test_what_is_chosen_outlives_a_restart_and_what_this_version_does_not_know_is_left_out() -> None:
    before = {"GOLD": ChartState("H1", "line", {"M5": ["EMA 20"], "X9": ["EMA 20"], "H1": ["FOO", "RSI 14"]})}
    chosen = chosen_from(before)
    assert {key: texts(studies) for key, studies in chosen.items()} == {
        ("GOLD", Period.M5): ["EMA 20"],
        ("GOLD", Period.H1): ["RSI 14"],
    }
    chosen["S&P 500", Period.D1] = (parse_study("BB 20 2.5"),)
    chosen["GOLD", Period.M5] = ()
    after = charts_with(before, chosen)
    assert after["GOLD"] == ChartState("H1", "line", {"H1": ["RSI 14"]})
    assert after["S&P 500"].studies == {"D1": ["BB 20 2.5"]}
    assert chosen_from(after)["S&P 500", Period.D1] == (parse_study("BB 20 2.5"),)
