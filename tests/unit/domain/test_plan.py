"""Plans over several positions, break-even, reversal, and levels that move by keys."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import a_position
from tests.unit.domain.tickets import EURUSD, USDJPY, facts
from tui.domain.entry import Field
from tui.domain.facts import Facts, Origin
from tui.domain.intent import Action
from tui.domain.nudge import last_price, step_price, step_text
from tui.domain.plan import (
    Selection,
    Which,
    break_even_plan,
    break_even_price,
    close_plan,
    reverse_plan,
    select,
)
from tui.domain.position import Position, Side

D = Decimal
WINNER = a_position(1, profit=D("9.41"), swap=D("-0.12"))
LOSER = a_position(2, side=Side.SELL, profit=D("-5.00"), swap=D(0))
EATEN = a_position(3, profit=D("0.10"), swap=D("-0.12"))
"""In profit, but its swap has eaten it."""
YEN = a_position(4, symbol="USDJPY", profit=D("3.00"), swap=D(0))
NOT_TOLD = a_position(5, profit=None)
BOOK = (WINNER, LOSER, EATEN, YEN, NOT_TOLD)


def numbers(positions: tuple[Position, ...]) -> list[int]:
    return [position.position for position in positions]


@pytest.mark.parametrize(
    ("selection", "expected", "undecided"),
    [
        (Selection(), [1, 2, 3, 4, 5], []),
        (Selection(which=Which.WINNERS), [1, 4], [5]),
        (Selection(which=Which.LOSERS), [2, 3], [5]),
        (Selection(symbol="USDJPY"), [4], []),
        (Selection(side=Side.SELL), [2], []),
        (Selection(marked=frozenset({2, 4})), [2, 4], []),
        (Selection(which=Which.LOSERS, symbol="USDJPY"), [], []),
    ],
)
def test_positions_are_chosen_by_result_symbol_side_and_mark(
    selection: Selection, expected: list[int], undecided: list[int]
) -> None:
    fitting, unclear = select(BOOK, selection)
    assert numbers(fitting) == expected
    assert numbers(unclear) == undecided


def known(known_symbols: tuple[str, ...] = ("EURUSD", "USDJPY")) -> Callable[[Position], Facts | None]:
    instruments = {"EURUSD": EURUSD, "USDJPY": USDJPY}
    return lambda position: facts(instruments[position.symbol]) if position.symbol in known_symbols else None


def test_a_plan_lists_each_close_with_its_result_and_the_sum() -> None:
    plan = close_plan((WINNER, LOSER), Selection(), known())
    assert [item.result.value for item in plan.items] == [D("9.29"), D("-5.00")]
    assert (plan.total.value, plan.total.origin) == (D("4.29"), Origin.BROKER)
    assert [item.close.wish("p1").plan for item in plan.ready if item.close] == ["p1", "p1"]


def test_what_cannot_be_closed_stays_in_the_plan_with_its_obstacle() -> None:
    plan = close_plan((WINNER, YEN), Selection(), known(("EURUSD",)))
    assert [item.obstacle for item in plan.items] == ["", "nothing is known of this symbol yet"]
    assert [item.position.position for item in plan.ready] == [1]
    assert plan.total.value == D("9.29")
    dead = close_plan((WINNER,), Selection(), lambda _: facts(read_only=True))
    assert dead.items[0].obstacle == "read-only: this program sends no orders"
    assert dead.total.value is None


def test_one_unknown_result_makes_the_sum_unknown() -> None:
    blind = a_position(6, symbol="USDJPY", profit=None)
    plan = close_plan((WINNER, blind), Selection(), known())
    assert len(plan.ready) == 2
    assert plan.total.value is None


def test_a_reversal_closes_and_opens_the_same_volume_on_the_other_side() -> None:
    plan = reverse_plan(WINNER, facts())
    assert plan.ready
    assert plan.close.wish("r").action is Action.CLOSE
    opening = plan.opening.wish("r")
    assert (opening.action, opening.side, opening.volume, opening.price) == (
        Action.OPEN, Side.SELL, D("0.10"), D("1.08412"),
    )  # fmt: skip
    assert (opening.stop_loss, opening.take_profit, opening.plan) == (None, None, "r")
    assert not reverse_plan(WINNER, facts(replace(EURUSD, short_selling=False))).ready


def test_break_even_is_the_open_price_and_with_costs_a_little_beyond() -> None:
    costly = replace(WINNER, swap=D("-1.00"), commission=D("-2.00"))
    assert break_even_price(costly, facts(), with_costs=False) == D("1.08310")
    # 3 EUR are 3.2526 USD at the ask, 0.00032526 a unit of 10,000: up to the next point.
    assert break_even_price(costly, facts()) == D("1.08343")
    assert break_even_price(replace(costly, side=Side.SELL), facts()) == D("1.08277")
    assert break_even_price(costly, facts(currency="PLN")) is None


@given(costs=st.decimals(-200, 200, places=2), side=st.sampled_from(Side), currency=st.sampled_from(["EUR", "USD"]))
def test_a_stop_at_break_even_never_ends_in_a_loss(costs: Decimal, side: Side, currency: str) -> None:
    position = replace(WINNER, side=side, swap=costs, commission=D(0))
    market = facts(currency=currency)
    price = break_even_price(position, market)
    assert price is not None
    gain = (price - position.open_price) * side.sign * position.volume * EURUSD.contract_size
    rates = (D(1), D(1)) if currency == "USD" else (1 / D("1.08420"), 1 / D("1.08412"))
    assert min(gain * rate for rate in rates) + costs >= D("-1e-20")


def test_moving_to_break_even_changes_nothing_else_and_waits_for_the_market() -> None:
    plan = break_even_plan(replace(WINNER, swap=D(0)), facts())
    assert plan.wish().stop_loss == D("1.08310")
    assert plan.wish().take_profit == D("1.08800")
    under_water = replace(WINNER, open_price=D("1.08500"))
    problem = break_even_plan(under_water, facts(), with_costs=False).problem(Field.STOP_LOSS)
    assert problem is not None
    assert problem.text == "must lie below the bid 1.08412"
    assert break_even_plan(WINNER, facts(currency="PLN")).problem(Field.STOP_LOSS) is not None


def test_a_step_is_a_pip_and_a_fine_one_the_smallest_tick() -> None:
    assert step_price(D("1.08412"), 1, EURUSD) == D("1.08422")
    assert step_price(D("1.08412"), -2, EURUSD, fine=True) == D("1.08410")
    assert step_price(D("151.204"), -1, USDJPY) == D("151.194")
    assert step_price(D("0.00004"), -1, EURUSD) == D("0.00001")
    assert step_price(D(100), 1, replace(EURUSD, digits=2, pip_digits=2, tick_size=D("0.25"))) == D("100.25")


@pytest.mark.parametrize(
    ("field", "text", "steps", "expected"),
    [
        (Field.STOP_LOSS, "1.08220", 1, "1.08230"),
        (Field.STOP_LOSS, "20p", -1, "19p"),
        (Field.STOP_LOSS, "1p", -1, "1p"),
        (Field.STOP_LOSS, "1%", 1, "1.1%"),
        (Field.TAKE_PROFIT, "2R", 1, "2.5R"),
        (Field.TAKE_PROFIT, "50 eur", 1, "55 eur"),
        (Field.PRICE, "-10p", 1, "-9p"),
        (Field.TRAILING, "150", 1, "151"),
        (Field.VOLUME, "0.10", 1, "0.11"),
        (Field.VOLUME, "0.01", -1, "0.01"),
        (Field.VOLUME, "100", 1, "100"),
        (Field.VOLUME, "1%", 1, "1.1%"),
        (Field.VOLUME, "", 1, "0.01"),
        (Field.STOP_LOSS, "", 1, "1.08412"),
        (Field.PRICE, "", 1, "1.08420"),
        (Field.TRAILING, "", 1, ""),
        (Field.STOP_LOSS, "1,234", 1, "1,234"),
    ],
)
def test_a_text_moves_in_its_own_unit(field: Field, text: str, steps: int, expected: str) -> None:
    assert step_text(field, text, steps, Side.BUY, facts()) == expected


def test_the_last_price_is_the_one_that_would_close_or_open() -> None:
    assert last_price(Field.STOP_LOSS, Side.BUY, facts()) == "1.08412"
    assert last_price(Field.STOP_LOSS, Side.SELL, facts()) == "1.08420"
    assert last_price(Field.PRICE, Side.BUY, facts()) == "1.08420"
    assert last_price(Field.PRICE, Side.SELL, facts(bid=None)) == ""
