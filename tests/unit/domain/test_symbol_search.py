"""Symbols are found by what a person types of them."""

import pytest

from tests.examples import an_instrument
from tui.domain.symbol_search import SymbolIndex, folded

LISTED = {
    "EURUSD": "Euro to American Dollar",
    "GBPUSD": "British Pound to American Dollar",
    "USDJPY": "American Dollar to Yen",
    "US500": "Standard & Poor's 500 index",
    "GOLD": "Spot gold",
    "OIL.WTI": "Crude oil, West Texas",
    "AAPL.US_9": "Apple Inc",
    "ŻYWIEC.PL": "Żywiec brewery",
    "BRK B.US": "Berkshire Hathaway",
    "GOLDMAN.US_9": "Goldman Sachs",
}


@pytest.fixture
def index() -> SymbolIndex:
    return SymbolIndex(an_instrument(symbol=symbol, description=text) for symbol, text in LISTED.items())


def names(index: SymbolIndex, query: str) -> list[str]:
    return [found.instrument.symbol for found in index.search(query)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("eurusd", "EURUSD"),
        ("EUR/USD", "EURUSD"),
        ("gold", "GOLD"),
        ("goldm", "GOLDMAN.US_9"),
        ("apple", "AAPL.US_9"),
        ("aapl us", "AAPL.US_9"),
        ("oilwti", "OIL.WTI"),
        ("zywiec", "ŻYWIEC.PL"),
        ("Żyw", "ŻYWIEC.PL"),
        ("brk b", "BRK B.US"),
        ("eusd", "EURUSD"),
        ("crude", "OIL.WTI"),
        ("dollar pound", "GBPUSD"),
        ("us5", "US500"),
    ],
)
def test_what_is_meant_comes_first(index: SymbolIndex, typed: str, first: str) -> None:
    assert names(index, typed)[0] == first


def test_exact_comes_before_prefix_before_description_before_letters(index: SymbolIndex) -> None:
    assert names(index, "gold") == ["GOLD", "GOLDMAN.US_9"]
    assert names(index, "us") == ["US500", "USDJPY", *names(index, "us")[2:]]
    assert names(index, "dollar")[:3] == ["EURUSD", "GBPUSD", "USDJPY"]


def test_what_fits_nothing_finds_nothing(index: SymbolIndex) -> None:
    assert names(index, "xyzzy") == []
    assert names(index, "...") == []
    assert names(index, "(*[") == []


def test_an_empty_text_shows_all(index: SymbolIndex) -> None:
    assert len(names(index, "  ")) == len(index) == len(LISTED)


def test_typing_on_and_taking_back_finds_what_a_fresh_search_finds(index: SymbolIndex) -> None:
    for typed in (
        "u",
        "us",
        "usd",
        "us",
        "u",
        "g",
        "go",
        "gol",
        "gold",
        "goldm",
        "american d",
        "american dollar t",
        "eu",
        ".",
        ".g",
        "/u",
    ):
        fresh = SymbolIndex(found.instrument for found in index.search(""))
        assert names(index, typed) == names(fresh, typed), typed


def test_the_typed_places_are_marked(index: SymbolIndex) -> None:
    assert index.search("usd")[0].positions == (0, 1, 2)
    assert index.search("oilw")[0].positions == (0, 1, 2, 4)
    assert index.search("eusd")[0].positions == (0, 1, 4, 5)
    assert index.search("apple")[0].positions == ()


def test_a_limit_keeps_the_best(index: SymbolIndex) -> None:
    assert [found.instrument.symbol for found in index.search("gold", limit=1)] == ["GOLD"]


def test_folding_keeps_the_number_of_characters() -> None:
    for text in ("EURUSD", "Żółć", "ﬁne", "ß", "İstanbul", "日経"):
        assert len(folded(text)) == len(text)
