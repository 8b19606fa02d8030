"""One table: every error code that can answer an order, and the order that gets it, or why none can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.simulator_exchange.codes import ELSEWHERE, ON_THE_LINE, ONLY_BY_FAULT
from tests.unit.simulator_exchange.helpers import PLAIN, Venue, buy

STRICT = {"document_codes": True, "require_command": True, "require_expiration": True, "check_market_price": True}


def refused(login: str = "1000", settings: dict[str, object] | None = None, **info: object) -> str:
    return Venue(**(settings or {})).code(login, **info)


def with_account(**changes: object) -> Venue:
    """A venue whose first account differs."""
    first = replace(PLAIN.accounts[0], **changes)  # type: ignore[arg-type]
    return Venue(accounts=(first, PLAIN.accounts[1]))


def closing_what_waits() -> str:
    venue = Venue()
    return venue.code(**buy(type=2, order=venue.done(**buy(cmd=2, price=1.09))))


def closing_twice(**settings: object) -> str:
    venue = Venue(**settings)
    venue.done(**buy(price=1.1001))
    held = venue.position().position_number
    venue.done(**buy(type=2, order=held))
    return venue.code(**buy(type=2, order=held))


def in_a_closed_market() -> str:
    venue = Venue()
    venue.market.closed.add("EURUSD")
    return venue.code(**buy())


def changing_what_is_about_to_fill() -> str:
    venue = Venue(freezes_near_market=True)
    number = venue.done(**buy(1, symbol="US500", cmd=2, price=5990.0))
    venue.market.set_bid("US500", venue.now_ms + 500, 59_905)
    venue.pass_ms(500)
    changed = venue.code(**buy(1, symbol="US500", cmd=2, type=3, price=5980.0, order=number))
    assert venue.code(**buy(1, symbol="US500", cmd=2, type=4, price=5990.0, order=number)) == changed
    return changed


def against_an_own_position() -> str:
    venue = with_account(hedging=False)
    venue.done(**buy())
    return venue.code(**buy(cmd=1))


def at_a_price_that_moves_on_the_way() -> str | None:
    venue = Venue(check_market_price=True)
    venue.pass_ms(450)
    venue.market.set_bid("EURUSD", venue.now_ms + 50, 110_400)
    return venue.rejected(**buy(price=1.1001))


def right_behind_another() -> str:
    venue = Venue(least_gap_ms=1000)
    venue.done(**buy())
    code = venue.code(**buy())
    venue.pass_ms(1000)
    venue.done(**buy())
    return code


def while_too_many_are_under_way() -> str:
    venue = Venue(most_waiting=2)
    for _ in range(2):
        venue.taken(**buy())
    code = venue.code(**buy())
    venue.pass_ms(500)
    venue.done(**buy())
    return code


def of_an_account_that_may_only_look_on() -> str:
    return with_account(trading=False).code(**buy())


DESERVED: dict[str, Callable[[], str | None]] = {
    "BE001": lambda: refused(**buy(price=0)),
    "BE002": lambda: refused(**buy(sl=1.2)),
    "BE003": lambda: refused(**buy(0.001)),
    "BE006": in_a_closed_market,
    "BE007": lambda: refused(**buy(cmd=2, price=1.09, expiration=1)),
    "BE008": changing_what_is_about_to_fill,
    "BE009": lambda: Venue().rejected(**buy(11.0)),
    "BE011": against_an_own_position,
    "BE012": lambda: refused(**buy(1, symbol="AAPL.US_9", cmd=1)),
    "BE013": at_a_price_that_moves_on_the_way,
    "BE014": right_behind_another,
    "BE016": while_too_many_are_under_way,
    "BE018": lambda: refused(settings={"disabled_symbols": frozenset({"EURUSD"})}, **buy()),
    "BE094": lambda: refused("1001", **buy(symbol="US500")),
    "BE095": lambda: refused("1001", **buy(symbol="BITCOIN")),
    "BE096": closing_what_waits,
    "BE097": lambda: closing_twice(**STRICT),
    "BE098": lambda: refused(**buy(type=4, order=12345)),
    "BE101": lambda: refused(**buy(symbol="NOWHERE")),
    "BE102": lambda: refused(**buy(type=9)),
    "EX000": lambda: refused(**buy(volume="0.1")),
    "EX011": of_an_account_that_may_only_look_on,
    "BE11": lambda: refused(**buy(type=2, order=12345)),
    "BE51": closing_twice,
    "SE199": lambda: refused(**buy(type=2)),
}

DOCUMENTED = (
    {f"BE{number:03}" for number in (*range(1, 15), *range(16, 38), *range(94, 100), 101, 102, 103, 104, 105, 106, 110)}
    | {"BE000", "BE115", "BE116", "BE117", "BE118", "BE200"}
    | {f"EX{number:03}" for number in range(12)}
)
"""Section 7 of the document."""


@pytest.mark.parametrize("code", DESERVED)
def test_the_code_goes_to_the_order_that_deserves_it(code: str) -> None:
    assert DESERVED[code]() == code


def test_every_documented_code_has_its_place_in_the_table() -> None:
    places = [set(DESERVED), set(ON_THE_LINE), set(ONLY_BY_FAULT), ELSEWHERE]
    assert set().union(*places) >= DOCUMENTED
    assert sum(map(len, places)) == len(set().union(*places))


def test_the_venues_own_trader_is_not_held_up_by_rules_for_clients() -> None:
    venue = Venue(scripted_trader=True, least_gap_ms=600_000, most_waiting=0)
    venue.exchange.user_data("1000")
    for _ in range(100):
        venue.pass_ms(1000)
    made = venue.exchange.ledger(venue.now_ms).transactions
    assert made
    assert {one.verdict for one in made} <= {"accepted", "pending"}


def test_a_price_that_did_not_fit_at_once_is_invalid_and_has_not_changed() -> None:
    assert refused(settings={"check_market_price": True}, **buy(price=1.0)) == "BE001"


def test_without_hedging_the_same_side_may_grow_and_be_closed() -> None:
    venue = with_account(hedging=False)
    venue.done(**buy())
    venue.done(**buy())
    held = venue.trades()[0]
    venue.done(**buy(type=2, cmd=1, order=held.position_number))
    assert [one.volume for one in venue.trades()] == [Decimal("0.1")]
