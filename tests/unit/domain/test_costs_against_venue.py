"""Our estimates against the venue's own formulas, which were written apart from them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import a_profile, an_instrument
from tests.unit.domain.tickets import D
from tui.domain.costs import Sized, profit_between, ticket_figures
from tui.domain.facts import Cross, Facts
from tui.domain.freshness import Freshness
from tui.domain.instrument import Instrument
from tui.domain.position import Side
from tui.simulator.exchange import money
from tui.simulator.market import Symbol
from tui.simulator.market.catalogue import build_catalogue

SYMBOLS = [entry.symbol for entry in build_catalogue()]
RATES = {"USD": D("0.92"), "EUR": D(1), "PLN": D("0.23"), "GBP": D("1.15"), "JPY": D("0.006")}
"""What one unit is worth in euros; bid and ask are the same, so that nothing is left to the side of a quote."""

CENT = D("0.01")


def instrument_of(symbol: Symbol) -> Instrument:
    same = [
        "category",
        "group",
        "currency",
        "digits",
        "pip_digits",
        "lot_min",
        "lot_max",
        "lot_step",
        "leverage_percent",
        "swap_enabled",
        "swap_long",
        "swap_short",
        "swap_type",
        "currency_pair",
        "margin_mode",
    ]
    return an_instrument(
        symbol=symbol.name,
        profit_currency=symbol.currency_profit,
        contract_size=D(symbol.contract_size),
        **{name: getattr(symbol, name) for name in same},
    )


def facts_of(instrument: Instrument, price: Decimal) -> Facts:
    others = tuple(Cross(name, "EUR", rate, rate) for name, rate in RATES.items() if name != "EUR")
    return Facts(
        instrument=instrument, bid=price, ask=price, freshness=Freshness.LIVE, crosses=others,
        profile=a_profile(currency="EUR", leverage_multiplier=D("0.5")),
    )  # fmt: skip


def usable(symbol: Symbol) -> bool:
    return symbol.currency_profit in RATES and not symbol.currency_pair


@given(
    symbol=st.sampled_from([symbol for symbol in SYMBOLS if usable(symbol)]),
    points=st.integers(100, 500_000),
    move=st.integers(-2000, 2000),
    steps=st.integers(1, 500),
    side=st.sampled_from(Side),
)
def test_profit_margin_and_swap_are_what_the_venue_would_reckon(
    symbol: Symbol, points: int, move: int, steps: int, side: Side
) -> None:
    instrument = instrument_of(symbol)
    price, close, volume = symbol.price(points), symbol.price(points + move), symbol.lot_step * steps
    known, rate = facts_of(instrument, price), RATES[symbol.currency_profit]
    buy = side is Side.BUY
    own = profit_between(side, volume, price, close, known).value
    venue = money.profit(
        symbol, is_buy=buy, opened=points, closed=points + move, volume=volume, open_rate=rate, rate=rate
    )
    assert own is not None
    assert abs(own - venue) <= CENT
    figures = ticket_figures(Sized(side, volume, price), known)
    assert figures.margin.value is not None
    assert abs(figures.margin.value - money.margin(symbol, points, volume, rate, D("0.5"))) <= CENT
    swap = money.swap(
        symbol, is_buy=buy, points=points, volume=volume, profit_rate=rate, base_rate=rate, dollar_rate=D("0.92")
    )
    assert figures.swap_per_night.value is not None
    assert abs(figures.swap_per_night.value - swap) <= CENT


@given(
    symbol=st.sampled_from([symbol for symbol in SYMBOLS if symbol.currency_pair and symbol.currency == "EUR"]),
    points=st.integers(50_000, 500_000),
    move=st.integers(-2000, 2000),
    steps=st.integers(1, 500),
    side=st.sampled_from(Side),
)
def test_a_pair_on_the_account_s_currency_is_what_the_venue_would_reckon(
    symbol: Symbol, points: int, move: int, steps: int, side: Side
) -> None:
    price, volume = symbol.price(points), symbol.lot_step * steps
    known = Facts(
        instrument=instrument_of(symbol), bid=price, ask=price, freshness=Freshness.LIVE,
        profile=a_profile(currency="EUR", leverage_multiplier=D("0.5")),
    )  # fmt: skip
    own = profit_between(side, volume, price, symbol.price(points + move), known).value
    venue = money.profit(
        symbol, is_buy=side is Side.BUY, opened=points, closed=points + move, volume=volume, open_rate=1 / price,
        rate=1 / price,
    )  # fmt: skip
    assert own is not None
    assert abs(own - venue) <= CENT
    margin = ticket_figures(Sized(side, volume, price), known).margin.value
    assert margin is not None
    assert abs(margin - money.margin(symbol, points, volume, D(1), D("0.5"))) <= CENT
