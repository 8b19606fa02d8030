"""Freshness, margin alarms, close reasons and estimates."""

from decimal import Decimal

import pytest

from tests.examples import a_closed_trade, a_position, an_instrument
from tui.domain.account import AccountFigures, MarginAlarm, margin_alarm
from tui.domain.estimates import margin_estimate, position_pips
from tui.domain.freshness import Evidence, Freshness, judge
from tui.domain.position import CloseReason, Side


@pytest.mark.parametrize(
    ("evidence", "freshness"),
    [
        (Evidence(link_up=False, feed_age_s=1, tick_age_s=1, market_open=False), Freshness.DOWN),
        (Evidence(link_up=True, feed_age_s=None, tick_age_s=1, market_open=True), Freshness.WAITING),
        (Evidence(link_up=True, feed_age_s=7, tick_age_s=1, market_open=True), Freshness.STALE),
        (Evidence(link_up=True, feed_age_s=7, tick_age_s=1, market_open=False), Freshness.STALE),
        (Evidence(link_up=True, feed_age_s=1, tick_age_s=4000, market_open=False), Freshness.CLOSED),
        (Evidence(link_up=True, feed_age_s=1, tick_age_s=61, market_open=True), Freshness.QUIET),
        (Evidence(link_up=True, feed_age_s=1, tick_age_s=61, market_open=None), Freshness.QUIET),
        (Evidence(link_up=True, feed_age_s=1, tick_age_s=None, market_open=True), Freshness.WAITING),
        (Evidence(link_up=True, feed_age_s=6.9, tick_age_s=59, market_open=True), Freshness.LIVE),
        (Evidence(link_up=True, feed_age_s=1, tick_age_s=1, market_open=True, polled=True), Freshness.POLLED),
        (Evidence(link_up=True, feed_age_s=7, tick_age_s=1, market_open=True, polled=True), Freshness.STALE),
        (Evidence(link_up=True, feed_age_s=1, tick_age_s=1, market_open=False, polled=True), Freshness.CLOSED),
    ],
)
def test_the_worst_cause_of_doubt_names_the_picture(evidence: Evidence, freshness: Freshness) -> None:
    assert judge(evidence) is freshness


def test_only_live_quiet_and_polled_prices_can_be_traded_on() -> None:
    trusted = {Freshness.LIVE, Freshness.QUIET, Freshness.POLLED}
    assert {freshness for freshness in Freshness if freshness.trustworthy} == trusted


def figures(level: str, margin: str = "100") -> AccountFigures:
    return AccountFigures(*(Decimal(0),) * 3, Decimal(margin), Decimal(0), Decimal(level))


@pytest.mark.parametrize(
    ("level", "alarm"),
    [
        ("1000", MarginAlarm.NONE),
        ("200", MarginAlarm.NONE),
        ("199.99", MarginAlarm.WATCH),
        ("119.99", MarginAlarm.WARNING),
        ("79.99", MarginAlarm.DANGER),
        ("0", MarginAlarm.DANGER),
    ],
)
def test_the_margin_alarm_rises_as_the_level_falls(level: str, alarm: MarginAlarm) -> None:
    assert margin_alarm(figures(level)) is alarm


def test_an_account_without_positions_is_not_in_danger_at_level_zero() -> None:
    assert margin_alarm(figures("0", margin="0")) is MarginAlarm.NONE


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("", CloseReason.USER),
        ("Web Trader", CloseReason.USER),
        ("[S/L]", CloseReason.STOP_LOSS),
        ("mine [T/P]", CloseReason.TAKE_PROFIT),
        ("[S/O -1968861.79% -24217.00 / 1.23 (USD)]", CloseReason.STOP_OUT),
        ("(S/L)", CloseReason.STOP_LOSS),
    ],
)
def test_the_comment_tells_why_a_trade_ended(comment: str, reason: CloseReason) -> None:
    assert a_closed_trade(comment=comment).reason is reason


def test_the_margin_of_a_currency_pair_is_counted_in_its_base_currency() -> None:
    position = a_position(volume=Decimal("0.10"), margin_rate=Decimal("1.0"))
    assert margin_estimate(position, an_instrument(leverage_percent=Decimal(5))) == Decimal(500)


def test_the_margin_of_a_stock_is_counted_at_its_open_price() -> None:
    position = a_position(volume=Decimal(3), open_price=Decimal("200"), margin_rate=Decimal("0.5"))
    instrument = an_instrument(currency_pair=False, contract_size=Decimal(1), leverage_percent=Decimal(100))
    assert margin_estimate(position, instrument) == Decimal(300)


def test_without_a_margin_rate_there_is_no_estimate() -> None:
    assert margin_estimate(a_position(margin_rate=None), an_instrument()) is None


def test_a_falling_price_is_a_gain_in_pips_for_a_seller() -> None:
    position = a_position(side=Side.SELL, open_price=Decimal("1.08400"))
    assert position_pips(position, an_instrument(), Decimal("1.08300")) == Decimal("10.0")
