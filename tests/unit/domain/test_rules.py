"""Each rule of an order, with the field it stands beside and its reason."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import AT_MS, a_profile
from tests.unit.domain.tickets import EURUSD, SAP, USDJPY, complaints, facts, solve
from tui.domain.facts import StepRule, VolumeStep
from tui.domain.freshness import Freshness
from tui.domain.limits import TradingLimits
from tui.domain.position import OrderKind, Side
from tui.domain.ticket import TicketPlan
from tui.domain.volumes import floor_volume, in_step, instant_limit, step_at

D = Decimal
FOREX_STEPS = StepRule(1, "Forex", (VolumeStep(D("0.01"), D("0.01")), VolumeStep(D(50), D("0.1"))))


def blocked(plan: TicketPlan) -> list[str]:
    return [field for field, _ in complaints(plan)]


def warned(plan: TicketPlan) -> list[str]:
    return [problem.said() for problem in plan.problems if not problem.blocking]


@pytest.mark.parametrize("volume", ["0.01", "0.10", "100"])
def test_a_volume_within_the_bounds_passes(volume: str) -> None:
    assert blocked(solve(facts(), volume=volume)) == []


@pytest.mark.parametrize(
    ("volume", "text"),
    [
        ("0.001", "below the smallest volume 0.01"),
        ("100.01", "above the largest volume 100"),
        ("0.105", "not in steps of 0.01"),
    ],
)
def test_a_volume_out_of_bounds_says_which(volume: str, text: str) -> None:
    assert ("volume", text) in complaints(solve(facts(), volume=volume))


def test_a_step_rule_makes_large_volumes_coarser() -> None:
    known = facts(step_rule=FOREX_STEPS)
    assert complaints(solve(known, volume="50.05")) == [("volume", "not in steps of 0.1")]
    assert blocked(solve(known, volume="49.99")) == []
    assert blocked(solve(known, volume="50.1")) == []


def test_more_than_is_filled_at_once_is_for_market_orders_only() -> None:
    known = facts(replace(EURUSD, instant_max_volume=D(500)))
    assert instant_limit(known.instrument) == 5
    assert complaints(solve(known, volume="6")) == [("volume", "at most 5 lots are filled at once")]
    assert blocked(solve(known, kind=OrderKind.LIMIT, volume="6", price="-10p")) == []
    assert instant_limit(EURUSD) is None


@pytest.mark.parametrize(
    ("side", "texts", "where"),
    [
        (Side.BUY, {"stop_loss": "1.08413"}, "must lie below the bid 1.08412"),
        (Side.BUY, {"stop_loss": "1.08412"}, "must lie below the bid 1.08412"),
        (Side.BUY, {"take_profit": "1.08400"}, "must lie above the bid 1.08412"),
        (Side.SELL, {"stop_loss": "1.08420"}, "must lie above the ask 1.08420"),
        (Side.SELL, {"take_profit": "1.08500"}, "must lie below the ask 1.08420"),
    ],
)
def test_levels_lie_on_their_side_of_the_price_that_closes(side: Side, texts: dict[str, str], where: str) -> None:
    assert [text for _, text in complaints(solve(facts(), side, volume="0.1", **texts))] == [where]


@pytest.mark.parametrize(
    ("side", "kind", "price", "fine"),
    [
        (Side.BUY, OrderKind.LIMIT, "1.08419", True),
        (Side.BUY, OrderKind.LIMIT, "1.08420", False),
        (Side.BUY, OrderKind.STOP, "1.08421", True),
        (Side.BUY, OrderKind.STOP, "1.08420", False),
        (Side.SELL, OrderKind.LIMIT, "1.08413", True),
        (Side.SELL, OrderKind.LIMIT, "1.08412", False),
        (Side.SELL, OrderKind.STOP, "1.08411", True),
        (Side.SELL, OrderKind.STOP, "1.08412", False),
    ],
)
def test_a_limit_waits_for_a_better_price_and_a_stop_for_a_worse_one(
    side: Side, kind: OrderKind, price: str, fine: bool
) -> None:
    assert blocked(solve(facts(), side, kind, volume="0.1", price=price)) == ([] if fine else ["price"])


def test_the_levels_of_a_pending_order_are_seen_from_its_price() -> None:
    plan = solve(facts(), kind=OrderKind.LIMIT, volume="0.1", price="1.0800", stop_loss="1.0810", take_profit="1.0820")
    assert complaints(plan) == [("stop loss", "must lie below the order's price 1.08000")]


def test_the_stops_level_keeps_everything_at_a_distance() -> None:
    known = facts(replace(EURUSD, stops_level=D(5)))
    near = solve(known, volume="0.1", stop_loss="1.08370", take_profit="1.08461")
    assert complaints(near) == [
        ("stop loss", "at least 5 pips from the price"),
        ("take profit", "at least 5 pips from the price"),
    ]
    assert blocked(solve(known, volume="0.1", stop_loss="1.08362", take_profit="1.08462")) == []
    assert blocked(solve(known, kind=OrderKind.LIMIT, volume="0.1", price="-4.9p")) == ["price"]
    assert blocked(solve(known, kind=OrderKind.LIMIT, volume="0.1", price="-5p")) == []


def test_a_price_has_no_more_decimals_than_the_instrument() -> None:
    plan = solve(facts(), volume="0.1", stop_loss="1.082001")
    assert complaints(plan) == [("stop loss", "more than 5 decimals")]
    problem = plan.problems[0]
    assert problem.remedy == "write 1.08200"


def test_a_price_between_ticks_is_a_warning_and_solved_ones_are_on_them() -> None:
    known = facts(replace(EURUSD, tick_size=D("0.00005")))
    assert warned(solve(known, volume="0.1", stop_loss="1.08202")) == ["not in ticks of 0.00005"]
    assert solve(known, volume="0.1", stop_loss="20.1p").stop_loss == D("1.08220")


@pytest.mark.parametrize(
    ("changes", "instrument", "text"),
    [
        ({}, {}, "a trailing stop needs a stop loss to start from"),
        ({"profile": a_profile(trailing_stop=False)}, {}, "this account has no trailing stop"),
        ({"profile": None}, {}, "whether the account may trail is not known yet"),
        ({}, {"trailing_enabled": False}, "no trailing stop on this instrument"),
    ],
)
def test_a_trailing_stop_needs_leave_and_a_stop_loss(
    changes: dict[str, Any], instrument: dict[str, Any], text: str
) -> None:
    known = facts(replace(EURUSD, **instrument), **changes)
    assert ("trailing", text) in complaints(solve(known, volume="0.1", trailing="15p"))


def test_a_trailing_distance_becomes_points() -> None:
    plan = solve(facts(), volume="0.1", stop_loss="20p", trailing="15p")
    assert plan.ready
    assert plan.wish().trailing_offset == 150
    assert solve(facts(USDJPY), volume="0.1", stop_loss="20p", trailing="15p").trailing_offset == 150


def test_what_may_not_be_sold_short_says_so() -> None:
    known = facts(replace(EURUSD, short_selling=False))
    assert complaints(solve(known, Side.SELL, volume="0.1")) == [("side", "no short selling of this instrument")]
    assert blocked(solve(known, Side.BUY, volume="0.1")) == []
    assert blocked(solve(facts(SAP), Side.SELL, volume="1")) == ["side"]


@pytest.mark.parametrize("freshness", [Freshness.STALE, Freshness.DOWN, Freshness.WAITING])
def test_no_order_is_confirmed_on_a_price_that_may_not_be_believed(freshness: Freshness) -> None:
    known = facts(freshness=freshness, price_age_s=12.4)
    assert complaints(solve(known, volume="0.1")) == [("symbol", f"the price is {freshness.value}, 12 s old")]
    assert blocked(solve(known, kind=OrderKind.LIMIT, volume="0.1", price="1.08")) == ["symbol"]


def test_a_closed_market_stops_market_orders_and_warns_of_pending_ones() -> None:
    known = facts(freshness=Freshness.CLOSED, market_open=False)
    assert complaints(solve(known, volume="0.1")) == [("symbol", "the market is closed")]
    pending = solve(known, kind=OrderKind.LIMIT, volume="0.1", price="1.08")
    assert blocked(pending) == []
    assert "the market is closed" in warned(pending)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"read_only": True}, "account"),
        ({"trading_off": "open trades are being compared"}, "account"),
        ({"no_opening": "an order of unknown fate"}, "symbol"),
    ],
)
def test_trading_can_be_off_as_a_whole(changes: dict[str, Any], field: str) -> None:
    assert blocked(solve(facts(**changes), volume="0.1")) == [field]


def test_an_expired_instrument_is_not_opened() -> None:
    known = facts(replace(EURUSD, expires_at=AT_MS - 1))
    assert complaints(solve(known, volume="0.1")) == [("symbol", "the instrument has expired")]


def limited(**limits: Any) -> Any:
    return facts(currency="USD", limits=TradingLimits(**limits))


def test_own_limits_hold_for_lots_and_value() -> None:
    assert complaints(solve(limited(max_lots=D("0.5")), volume="0.51")) == [
        ("volume", "above your own limit of 0.5 lots")
    ]
    # One lot is 100,000 EUR, 108,420 USD at the ask.
    assert blocked(solve(limited(max_value=D(108_420)), volume="1")) == []
    assert complaints(solve(limited(max_value=D(108_419)), volume="1")) == [
        ("volume", "worth 108420.00 USD, above your own limit of 108419.00")
    ]


def test_a_limit_of_value_that_cannot_be_checked_blocks() -> None:
    known = facts(currency="PLN", limits=TradingLimits(max_value=D(1_000_000)))
    assert complaints(solve(known, volume="0.1")) == [("volume", "your limit of value cannot be checked")]


def test_own_limits_hold_for_the_pace_and_the_distance_to_the_market() -> None:
    known = replace(limited(max_orders_per_minute=3), orders_last_minute=3)
    assert blocked(solve(known, volume="0.1")) == ["account"]
    assert blocked(solve(replace(known, orders_last_minute=2), volume="0.1")) == []
    far = limited(max_off_market_percent=D(2))
    assert blocked(solve(far, kind=OrderKind.LIMIT, volume="0.1", price="-1.9%")) == []
    assert blocked(solve(far, kind=OrderKind.LIMIT, volume="0.1", price="-2.1%")) == ["price"]


rules = st.lists(
    st.tuples(st.decimals("0.01", 90, places=2), st.sampled_from(["0.01", "0.02", "0.05", "0.1", "0.25", "1"])),
    max_size=4,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: StepRule(1, "drawn", tuple(VolumeStep(start, D(step)) for start, step in sorted(pairs))))


@given(rule=rules, volume=st.decimals("0.001", 200, places=3))
def test_a_floored_volume_is_in_step_and_the_largest_one(rule: StepRule, volume: Decimal) -> None:
    found = floor_volume(volume, EURUSD, rule)
    assert found <= volume
    every = (D(hundredths) / 100 for hundredths in range(int(volume * 100), 0, -1))
    assert found == next((each for each in every if in_step(each, EURUSD, rule)), D(0))


@given(rule=rules, volume=st.decimals("0.001", 120, places=3))
def test_a_volume_that_passes_is_a_multiple_of_its_step_within_the_bounds(rule: StepRule, volume: Decimal) -> None:
    plan = solve(facts(step_rule=rule), volume=str(volume))
    passes = "volume" not in blocked(plan)
    step = step_at(volume, EURUSD, rule)
    assert step is not None
    assert passes == (D("0.01") <= volume <= 100 and volume % step == 0)
