"""The ledger is the truth: every frame, every deal with its reason, and where every pending order went."""

from __future__ import annotations

import pytest

from tests.unit.simulator_exchange.helpers import PLAIN, Venue, buy
from tui.simulator.exchange import LedgerDeal, Refusal


def last_deal(venue: Venue) -> LedgerDeal:
    return max(venue.exchange.ledger(venue.now_ms).deals, key=lambda deal: deal.record.order_number)


def test_a_deal_names_the_request_that_closed_it() -> None:
    venue = Venue()
    venue.done(**buy())
    closing = venue.done(**buy(type=2, order=venue.position().position_number))
    deal = last_deal(venue)
    assert (deal.reason, deal.request, deal.record.request_number) == ("request", closing, closing)


@pytest.mark.parametrize("dialect", ["order2", "order"])
@pytest.mark.parametrize(("field", "bid", "reason"), [("sl", 108_000, "stop_loss"), ("tp", 112_000, "take_profit")])
def test_a_deal_of_the_venues_own_says_why_and_names_no_request(
    dialect: str, field: str, bid: int, reason: str
) -> None:
    venue = Venue(reply_number=dialect)
    venue.done(**buy(**{field: 1.09 if field == "sl" else 1.11}))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, bid)
    venue.pass_ms(500)
    (deal,) = [one for one in venue.exchange.ledger(venue.now_ms).deals if one.record.symbol]
    assert (deal.reason, deal.request, deal.login) == (reason, None, "1000")


def test_a_stop_out_and_a_deposit_are_told_apart() -> None:
    venue = Venue()
    venue.done(**buy(9))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 109_000)
    venue.pass_ms(5000)
    deals = venue.exchange.ledger(venue.now_ms).deals
    assert sorted(deal.reason for deal in deals) == sorted(["balance"] * len(PLAIN.accounts) + ["stop_out"])


def test_every_pending_order_that_is_gone_says_where_it_went() -> None:
    venue = Venue()
    deleted = venue.done(**buy(cmd=2, price=1.05, customComment="one"))
    expired = venue.done(**buy(cmd=2, price=1.05, expiration=venue.now_ms + 60_000))
    triggered = venue.done(**buy(cmd=2, price=1.09))
    poor = venue.done(**buy(50, cmd=2, price=1.08))
    by = venue.done(**buy(cmd=2, type=4, order=deleted))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 108_900)
    venue.pass_ms(500)
    position = next(one.position_number for one in venue.trades() if one.request_number == triggered)
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 107_900)
    venue.pass_ms(60_000)
    gone = {one.number: one for one in venue.exchange.ledger(venue.now_ms).removals}
    assert {number: one.reason for number, one in gone.items()} == {
        deleted: "deleted", expired: "expired", triggered: "triggered", poor: "no_money",
    }  # fmt: skip
    assert (gone[deleted].request, gone[deleted].custom_comment) == (by, "one")
    assert (gone[triggered].position, gone[expired].position, gone[expired].request) == (position, None, None)


def test_a_frame_that_never_reached_an_account_is_a_row_too() -> None:
    venue = Venue()
    venue.exchange.note(
        "", buy(customComment="tag"), venue.now_ms, connection="c9", frame_bytes=300,
        refusal=Refusal("BE103", "Not logged"), fault=None,
    )  # fmt: skip
    venue.exchange.note("1000", {}, venue.now_ms, connection="c9", frame_bytes=40, refusal=None, fault="cut")
    first, second = venue.exchange.ledger(venue.now_ms).transactions
    assert (first.seq, first.verdict, first.code, first.kept_comment, first.login) == (1, "refused", "BE103", "tag", "")
    assert (second.seq, second.verdict, second.code, second.fault) == (2, "refused", None, "cut")


def test_the_ledger_survives_a_restart_with_reasons_and_removals() -> None:
    venue = Venue()
    number = venue.done(**buy(cmd=2, price=1.05))
    venue.done(**buy(cmd=2, type=4, order=number))
    venue.done(**buy())
    venue.done(**buy(type=2, order=venue.position().position_number))
    before = venue.exchange.ledger(venue.now_ms)
    venue.restart()
    assert venue.exchange.ledger(venue.now_ms) == before
