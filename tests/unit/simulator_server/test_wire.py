"""How the venue writes numbers, times and messages."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.simulator.exchange import Operation, TradeChanged, TradeRecord
from tui.simulator.market import Market, Quote
from tui.simulator.shapes import Shapes, static_symbol
from tui.simulator.ticks import TickWriter
from tui.simulator.wire import Raw, Times, encode, number, pretty


@pytest.mark.parametrize(
    ("value", "text"),
    [("32900.00000", "32900.00000"), ("1E-7", "0.0000001"), ("5", "5.0"), ("1E+3", "1000.0"), ("-0.50", "-0.50")],
)
def test_numbers_keep_their_zeros_and_never_have_an_exponent(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)


@given(JSON_VALUES)
def test_what_is_encoded_reads_back_compact_and_pretty(value: Any) -> None:
    assert json.loads(encode(value)) == value
    assert json.loads(pretty(encode(value))) == value


def test_ready_text_is_left_alone_and_strange_types_are_refused() -> None:
    assert encode({"a": Raw('{"b":1.00}')}) == '{"a":{"b":1.00}}'
    assert encode({"state": Operation.SELL_STOP}) == '{"state":5}'
    with pytest.raises(TypeError):
        encode(object())


@pytest.mark.parametrize(
    ("at_ms", "lenient", "strict", "long"),
    [
        (1_704_150_000_000, "Jan 2, 2024, 12:00:00 AM", "Jan 2, 2024 12:00:00 AM", "Tue Jan 02 00:00:00 CET 2024"),
        (1_725_141_600_000, "Sep 1, 2024, 12:00:00 AM", "Sep 1, 2024 12:00:00 AM", "Sun Sep 01 00:00:00 CEST 2024"),
        (1_715_090_460_000, "May 7, 2024, 4:01:00 PM", "May 7, 2024 4:01:00 PM", "Tue May 07 16:01:00 CEST 2024"),
    ],
)
def test_times_are_worded_in_the_brokers_zone(at_ms: int, lenient: str, strict: str, long: str) -> None:
    assert Times(strict=False).short(at_ms) == lenient
    assert Times(strict=True).short(at_ms) == strict
    assert Times(strict=False).long(at_ms) == long
    assert Times(strict=False).long(None) is None


MARKET = Market(1)


@given(
    st.sampled_from(list(MARKET.symbols)),
    st.integers(1, 10**9),
    st.integers(0, 10**4),
    st.integers(0, 4),
    st.booleans(),
)
def test_the_quick_tick_writer_says_the_same_as_exact_arithmetic(
    name: str, bid: int, spread: int, level: int, strict: bool
) -> None:
    symbol = MARKET.symbols[name]
    quote = Quote(name, level, bid, bid + spread, 5, 6, bid + 7, max(1, bid - 7), 1_700_000_000_000)
    text = TickWriter(symbol, strict).write(quote).decode()
    message = json.loads(text, parse_float=Decimal)
    assert message["command"] == "tickPrices"
    wanted = Shapes(Times(strict), strict).tick(symbol, quote)
    wanted.pop("exemode", None)
    got = message["data"]
    assert got.pop("quoteId") == symbol.quote_id
    assert got == wanted
    assert [str(got[key]) for key in ("ask", "bid", "high", "low")] == [
        number(wanted[key]) for key in ("ask", "bid", "high", "low")
    ]


def record(operation: Operation) -> TradeRecord:
    """A record with a profit."""
    price = Decimal("1.10000")
    return TradeRecord(
        operation, 1, 2, 1, "EURUSD", 5, Decimal("0.10"), price, 5, price, False, None, Decimal("0.00000"),
        Decimal("0.00000"), 0, None, Decimal("4.20"), Decimal("0.00"), Decimal("0.00"), Decimal("1.0"), None, 0,
        Decimal("0.0"), "", None, 5,
    )  # fmt: skip


def test_a_pending_trade_has_no_profit_and_a_deleted_one_says_so() -> None:
    shapes = Shapes(Times(strict=False), strict=False)
    pending = shapes.streamed_trade(TradeChanged("1000", record(Operation.BUY_LIMIT), "pending", deleted=True))
    assert (pending["profit"], pending["type"], pending["state"]) == (None, 1, "Deleted")
    opened = shapes.streamed_trade(TradeChanged("1000", record(Operation.BUY), "open"))
    assert (opened["profit"], opened["type"], opened["state"]) == (Decimal("4.20"), 0, "Modified")


def test_the_symbol_record_has_a_place_for_every_live_field() -> None:
    symbol = next(iter(MARKET.symbols.values()))
    quote = Quote(symbol.name, 0, 100, 101, 1, 1, 105, 95, 1_700_000_000_000)
    shapes = Shapes(Times(strict=False), strict=False)
    live = shapes.symbol(symbol, quote, Decimal("0.10"))
    assert list(live) == list(static_symbol(symbol))
