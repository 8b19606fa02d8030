"""A ticket is solved from what was typed; the examples are reckoned by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import AT_MS
from tests.unit.domain.tickets import (
    EURUSD,
    EURUSD_CROSS,
    GOLD,
    SAP,
    US500,
    USDJPY,
    USDPLN_CROSS,
    complaints,
    facts,
    solve,
)
from tui.domain.entry import Field
from tui.domain.facts import Facts, Origin
from tui.domain.instrument import Instrument
from tui.domain.intent import Action, OrderWish
from tui.domain.position import OrderKind, Side
from tui.domain.volumes import in_step

D = Decimal
CENT = D("0.01")


def cents(value: Decimal | None) -> Decimal:
    assert value is not None
    return value.quantize(CENT)


def test_pips_and_r_count_from_the_price_that_would_be_paid() -> None:
    plan = solve(facts(), volume="0.10", stop_loss="20p", take_profit="2R")
    assert (plan.entry_price, plan.stop_loss, plan.take_profit) == (D("1.08420"), D("1.08220"), D("1.08820"))
    assert plan.ready
    assert plan.figures.reward.value == 2


def test_a_sale_counts_the_other_way() -> None:
    plan = solve(facts(USDJPY), Side.SELL, volume="0.5", stop_loss="30p", take_profit="1%")
    # 151.204 less 1.51204 is 149.69196; a solved level is rounded towards the entry.
    assert (plan.entry_price, plan.stop_loss, plan.take_profit) == (D("151.204"), D("151.504"), D("149.692"))


@pytest.mark.parametrize(
    ("currency", "crosses", "loss"),
    [
        ("USD", (), D("-20.00")),
        # 20 USD bought at the bid of EURUSD: 20 / 1.08412.
        ("EUR", (), D("-18.45")),
        # 20 USD at the ask of USDPLN: 20 × 3.9901.
        ("PLN", (USDPLN_CROSS,), D("-79.80")),
    ],
)
def test_the_loss_at_the_stop_is_told_in_account_currency(
    currency: str, crosses: tuple[object, ...], loss: Decimal
) -> None:
    plan = solve(facts(currency=currency, crosses=crosses), volume="0.10", stop_loss="20p")
    assert cents(plan.figures.loss_at_stop.value) == loss
    assert cents(plan.figures.risk.value) == -loss
    assert plan.figures.loss_at_stop.origin is Origin.ESTIMATE


def test_yen_reach_euros_over_the_dollar() -> None:
    plan = solve(facts(USDJPY, crosses=(EURUSD_CROSS,)), Side.SELL, volume="0.5", stop_loss="30p")
    # 0.300 × 50,000 = 15,000 JPY; 15,000 / 151.204 / 1.08412.
    assert cents(plan.figures.loss_at_stop.value) == D("-91.51")


def test_without_a_rate_money_is_unknown_and_never_guessed() -> None:
    plan = solve(facts(currency="PLN"), volume="0.10", stop_loss="20p")
    assert plan.figures.loss_at_stop.value is None
    assert plan.figures.loss_at_stop.origin is Origin.UNKNOWN
    assert "USD → PLN" in plan.figures.loss_at_stop.note
    assert plan.figures.pip_value.value is None
    assert plan.ready


def test_gold_by_percent_of_the_price() -> None:
    plan = solve(facts(GOLD, "USD"), volume="0.05", take_profit="1%")
    # 2664.45 + 26.6445 is rounded down to 2691.09; 26.64 × 0.05 × 100.
    assert plan.take_profit == D("2691.09")
    assert cents(plan.figures.profit_at_target.value) == D("133.20")
    assert plan.figures.pip_value.value == D("0.50")
    assert cents(plan.figures.spread_cost.value) == D("1.50")


def test_one_percent_of_equity_sizes_an_index() -> None:
    plan = solve(facts(US500, "USD"), volume="1%", stop_loss="20p", take_profit="2R")
    # 1 % of 10,000 is 100; 20 points × 50 is 1,000 a lot.
    assert plan.volume == D("0.10")
    assert plan.take_profit == D("6052.9")
    assert plan.figures.risk.value == 100
    assert plan.figures.risk_percent.value == 1


def test_money_at_risk_is_rounded_down_to_the_step() -> None:
    plan = solve(facts(US500, "USD"), volume="119.99 usd", stop_loss="20p")
    assert plan.volume == D("0.11")


def test_a_risk_below_the_smallest_volume_says_what_that_would_risk() -> None:
    plan = solve(facts(US500, "USD"), volume="5 usd", stop_loss="20p")
    assert plan.volume is None
    assert ("volume", "0.01 lots would risk 10.00, more than 5.00") in complaints(plan)
    problem = next(each for each in plan.problems if each.money)
    assert problem.said(lambda _: "•••") == "0.01 lots would risk •••, more than •••"


def test_a_cash_share_costs_its_value_and_cannot_be_sold_short() -> None:
    plan = solve(facts(SAP), volume="10")
    assert cents(plan.figures.value.value) == D("2194.40")
    assert cents(plan.figures.margin.value) == D("2194.40")
    assert plan.figures.swap_per_night.value == 0
    assert complaints(solve(facts(SAP), Side.SELL, volume="10")) == [
        ("side", "long only: this instrument cannot be sold short")
    ]


def test_the_margin_of_a_pair_is_counted_in_its_base_currency() -> None:
    plan = solve(facts(), volume="0.10")
    # 10,000 EUR × 3.33 %.
    assert plan.figures.margin.value == 333
    account = replace(facts().figures, equity=D(10_000), margin=D(667), free_margin=D(9_333))  # type: ignore[type-var]
    after = solve(facts(figures=account), volume="0.10").figures
    # The spread of 0.8 pips is 0.80 USD, 0.74 EUR.
    assert cents(after.free_margin_after.value) == D("8999.26")
    assert cents(after.margin_level_after.value) == D("999.93")


def test_swap_in_points_for_one_night() -> None:
    # -7.1 points × 0.00001 × 10,000 = -0.71 USD, at the bid -0.65 EUR.
    assert cents(solve(facts(), volume="0.10").figures.swap_per_night.value) == D("-0.65")
    assert cents(solve(facts(), Side.SELL, volume="0.10").figures.swap_per_night.value) == D("0.22")


def test_interest_swap_counts_the_value_of_the_position() -> None:
    instrument = replace(SAP, swap_enabled=True, swap_type=2, swap_long=D("-3.6"), long_only=False)
    # 2194.40 × -3.6 % / 360.
    assert cents(solve(facts(instrument), volume="10").figures.swap_per_night.value) == D("-0.22")


def test_money_in_a_level_is_solved_from_the_lots() -> None:
    plan = solve(facts(currency="USD"), volume="0.10", stop_loss="25 usd", take_profit="50 usd")
    assert (plan.stop_loss, plan.take_profit) == (D("1.08170"), D("1.08920"))


def test_money_in_the_stop_loss_needs_lots() -> None:
    plan = solve(facts(currency="USD"), volume="1%", stop_loss="25 usd")
    assert ("stop loss", "money needs a volume in lots") in complaints(plan)


def test_r_needs_a_stop_loss_and_a_risk_needs_one_too() -> None:
    assert ("take profit", "R counts from a stop loss on the losing side") in complaints(
        solve(facts(), volume="0.1", take_profit="2R")
    )
    assert complaints(solve(facts(), volume="1%")) == [("stop loss", "a risk needs a stop loss")]


def test_a_pending_order_counts_from_its_own_price() -> None:
    known = facts()
    plan = solve(known, kind=OrderKind.LIMIT, volume="0.1", price="-10p", stop_loss="20p", expiration="2h")
    assert (plan.entry_price, plan.stop_loss) == (D("1.08320"), D("1.08120"))
    assert plan.wish() == OrderWish(
        action=Action.PLACE,
        symbol="EURUSD",
        side=Side.BUY,
        kind=OrderKind.LIMIT,
        volume=D("0.1"),
        price=D("1.08320"),
        stop_loss=D("1.08120"),
        expires_at=AT_MS + 7_200_000,
    )


def test_a_market_order_takes_neither_price_nor_expiration_from_the_fields() -> None:
    plan = solve(facts(), volume="0.1", price="nonsense", expiration="nonsense", note=" scalp ")
    wish = plan.wish()
    assert (wish.action, wish.price, wish.expires_at, wish.note) == (Action.OPEN, D("1.08420"), None, "scalp")


def test_every_field_keeps_its_own_problem() -> None:
    plan = solve(
        facts(), kind=OrderKind.STOP, volume="1,234", price="10p", stop_loss="2R", take_profit="x", trailing="1.5",
        expiration="yesterday",
    )  # fmt: skip
    fields = {Field.VOLUME, Field.PRICE, Field.STOP_LOSS, Field.TAKE_PROFIT, Field.TRAILING, Field.EXPIRATION}
    assert all(plan.problem(field) is not None for field in fields)
    assert len(plan.problems) == len(fields)
    with pytest.raises(ValueError, match="problems"):
        plan.wish()


def test_an_empty_ticket_asks_for_a_volume_only() -> None:
    assert complaints(solve(facts())) == [("volume", "a volume is missing")]


def test_without_a_price_nothing_is_solved_from_one() -> None:
    plan = solve(facts(bid=None, ask=None), volume="1%", stop_loss="20p")
    assert ("price", "a price is missing") in complaints(plan)
    assert ("stop loss", "there is no price to count from") in complaints(plan)
    assert plan.volume is None


def test_old_equity_is_told_beside_a_volume_that_was_sized_with_it() -> None:
    problem = solve(facts(figures_stale=True), volume="1%", stop_loss="20p").problem(Field.VOLUME)
    assert problem is not None
    assert not problem.blocking


texts = st.text(st.sampled_from("0123456789.,-+ pPrR%eurls:dhm"), max_size=12)


@given(typed=st.tuples(texts, texts, texts, texts, texts), side=st.sampled_from(Side))
def test_nothing_that_can_be_typed_breaks_a_ticket(typed: tuple[str, str, str, str, str], side: Side) -> None:
    volume, price, stop, target, trailing = typed
    for kind in (None, OrderKind.LIMIT):
        plan = solve(
            facts(), side, kind, volume=volume, price=price, stop_loss=stop, take_profit=target, trailing=trailing,
            expiration=target,
        )  # fmt: skip
        if plan.ready:
            wish = plan.wish()
            assert wish.volume > 0
            assert wish.price > 0


MARKETS: list[tuple[Instrument, str, Facts]] = [
    (each, currency, facts(each, currency, crosses=(EURUSD_CROSS, USDPLN_CROSS)))
    for each in (EURUSD, USDJPY, GOLD, US500)
    for currency in ("EUR", "USD", "PLN")
]


@given(
    market=st.sampled_from(MARKETS),
    side=st.sampled_from(Side),
    pips=st.decimals(1, 2000, places=1),
    money=st.decimals(1, 5000, places=2),
)
def test_a_risk_sized_volume_never_risks_more_than_was_typed(
    market: tuple[Instrument, str, Facts], side: Side, pips: Decimal, money: Decimal
) -> None:
    instrument, currency, known = market
    plan = solve(known, side, volume=f"{money} {currency}", stop_loss=f"{pips}p")
    if plan.volume is None:
        return
    assert plan.figures.risk.value is not None
    assert plan.figures.risk.value <= money
    assert in_step(plan.volume, instrument, None)
    # One step more would have been too much.
    per_lot = plan.figures.risk.value / plan.volume
    assert per_lot * (plan.volume + D("0.01")) > money


@given(
    market=st.sampled_from(MARKETS),
    side=st.sampled_from(Side),
    pips=st.decimals("0.1", 500, places=1),
    multiple=st.decimals("0.1", 9, places=1),
)
def test_levels_solved_from_distances_lie_on_their_side_or_are_refused(
    market: tuple[Instrument, str, Facts], side: Side, pips: Decimal, multiple: Decimal
) -> None:
    instrument, _, known = market
    plan = solve(known, side, volume="0.1", stop_loss=f"{pips}p", take_profit=f"{multiple}R")
    if not plan.ready:
        return
    assert plan.stop_loss is not None
    assert plan.take_profit is not None
    closing = known.closing_price(side)
    assert closing is not None
    assert (closing - plan.stop_loss) * side.sign > 0
    assert (plan.take_profit - closing) * side.sign > 0
    assert plan.stop_loss % instrument.point == 0
    assert plan.take_profit % instrument.point == 0
