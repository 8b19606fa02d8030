"""Sums over the trades of an introducing broker's clients."""

from decimal import Decimal

from tui.domain.ib import IbDeal, IbGroup, ib_sums, ib_total
from tui.domain.position import Side

D = Decimal


def deal(login: str | None, symbol: str | None, volume: str | None, nominal: str | None, at_ms: int | None) -> IbDeal:
    amounts = (None if volume is None else D(volume), None if nominal is None else D(nominal))
    surname = None if login is None else "Kowalska"
    return IbDeal(login, surname, symbol, Side.BUY, amounts[0], D(1), D(1), amounts[1], at_ms)


DEALS = [
    deal("20001", "EURUSD", "0.5", "500", 10),
    deal("20002", "GOLD", "2", "900", 30),
    deal("20001", "GOLD", "1", "450", 20),
    deal(None, None, None, "7", None),
]


def test_deals_add_up_by_client() -> None:
    found = [(each.name, each.deals, each.volume, each.nominal, each.hidden) for each in ib_sums(DEALS, IbGroup.CLIENT)]
    assert found == [
        ("20002 Kowalska", 1, 2, 900, 0),
        ("20001 Kowalska", 2, D("1.5"), 950, 0),
        ("", 1, 0, 7, 1),
    ]


def test_deals_add_up_by_symbol_with_their_span() -> None:
    gold = ib_sums(DEALS, IbGroup.SYMBOL)[0]
    assert (gold.name, gold.volume, gold.first_ms, gold.last_ms) == ("GOLD", 3, 20, 30)


def test_the_total_counts_everything() -> None:
    assert ib_total(DEALS)[1:5] == (4, D("3.5"), 1857, 1)
    assert ib_total([]) == ("", 0, 0, 0, 0, None, None)
