"""Whatever is ordered and however the market moves, the books balance."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.simulator_exchange.helpers import Venue, buy

_STEPS = st.one_of(
    st.tuples(st.just("open"), st.integers(0, 1), st.integers(1, 400)),
    st.tuples(st.just("wait"), st.integers(2, 5), st.integers(1, 50)),
    st.tuples(st.just("close"), st.integers(0, 5), st.integers(1, 100)),
    st.tuples(st.just("modify"), st.integers(0, 5), st.integers(0, 3)),
    st.tuples(st.just("delete"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("move"), st.integers(-1500, 1500), st.integers(1, 4)),
    st.tuples(st.just("jump"), st.integers(1, 30), st.just(0)),
)


def act(venue: Venue, step: tuple[str, int, int]) -> None:
    kind, first, second = step
    login = "1000" if second % 2 else "1001"
    trades = venue.trades(login)
    target = trades[first % len(trades)].position_number if trades else 1
    bid = venue.market.quote("EURUSD", venue.now_ms).bid
    if kind == "open":
        venue.send(login, **buy(second / 100, cmd=first, sl=(bid + (900 if first else -900)) / 100_000))
    elif kind == "wait":
        away = -second * 20 if first in (2, 5) else second * 20 + 10
        venue.send(login, **buy(second / 100, cmd=first, price=(bid + away) / 100_000))
    elif kind == "close":
        venue.send(login, **buy(second / 100, type=2, order=target))
    elif kind == "modify":
        price = {"price": (bid - 300) / 100_000} if second & 2 else {}
        venue.send(login, **buy(type=3, order=target, tp=(bid + 700) / 100_000 if second & 1 else None, **price))
    elif kind == "delete":
        venue.send(login, **buy(type=4, order=target))
    elif kind == "jump":
        venue.pass_ms(first * 3_600_000)
    else:
        venue.market.set_bid("EURUSD", venue.now_ms + 500, max(50_000, bid + first))
        venue.pass_ms(500 * second)


def check(venue: Venue) -> None:
    ledger = venue.exchange.ledger(venue.now_ms)
    for login in ("1000", "1001"):
        figures = venue.exchange.margin_level(login, venue.now_ms)
        deals = [deal.record for deal in ledger.deals if deal.login == login]
        held = [record for owner, record in ledger.positions if owner == login]
        assert figures.balance == sum(one.profit + (one.commission or 0) + one.swap for one in deals)
        open_result = sum((one.profit + (one.commission or 0) + one.swap for one in held), Decimal(0))
        assert figures.equity == figures.balance + figures.credit + open_result
        assert figures.free_margin == min(figures.balance, figures.equity) - figures.margin
    assert all(record.volume > 0 for _, record in ledger.positions + ledger.pending)
    requests = [one.request for one in ledger.transactions if one.request is not None]
    assert requests == sorted(set(requests))
    opened = [record.position_number for _, record in ledger.positions]
    closings = Counter(deal.record.order_number for deal in ledger.deals)
    assert len(set(opened)) == len(opened)
    assert not set(opened) & set(requests)
    assert set(closings.values()) == {1}
    sold: Counter[int] = Counter()
    for record in (deal.record for deal in ledger.deals):
        sold[record.position_number] += int(record.volume * 100)
    asked = {one.request: one.info for one in ledger.transactions if one.verdict == "accepted"}
    for _, record in ledger.positions:
        info = asked[record.request_number]
        assert sold[record.position_number] + int(record.volume * 100) == round(float(str(info["volume"])) * 100)


@settings(max_examples=60, deadline=None)
@given(st.lists(_STEPS, max_size=25))
def test_balance_equity_volumes_and_numbers_always_agree(steps: list[tuple[str, int, int]]) -> None:
    venue = Venue()
    for step in steps:
        act(venue, step)
        check(venue)
    before = venue.exchange.ledger(venue.now_ms)
    venue.restart()
    assert venue.exchange.ledger(venue.now_ms) == before


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["cmd", "symbol", "volume", "type", "price", "order", "sl", "tp", "offset",
                                        "expiration", "customComment", "extra"]),
                       st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
                                 st.lists(st.integers(), max_size=2))))  # fmt: skip
def test_no_order_however_odd_breaks_the_venue(info: dict[str, object]) -> None:
    venue = Venue()
    venue.done(**buy(0.1))
    venue.send(**info)
    venue.pass_ms(500)
    check(venue)
