"""Instruments, prices and accounts that the tests of the ticket reckon with by hand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.examples import AT_MS, a_profile, an_instrument, figures
from tui.domain.facts import Cross, Facts
from tui.domain.freshness import Freshness
from tui.domain.instrument import Instrument
from tui.domain.position import OrderKind, Side
from tui.domain.ticket import TicketInput, TicketPlan, solve_ticket

D = Decimal

EURUSD = an_instrument()
USDJPY = an_instrument(symbol="USDJPY", currency="USD", profit_currency="JPY", digits=3, pip_digits=2)
GOLD = an_instrument(
    symbol="GOLD", category="CMD", currency="USD", profit_currency="USD", digits=2, pip_digits=1, contract_size=D(100),
    currency_pair=False, margin_mode=103, leverage_percent=D(5),
)  # fmt: skip
US500 = an_instrument(
    symbol="US500", category="IND", currency="USD", profit_currency="USD", digits=1, pip_digits=0, contract_size=D(50),
    currency_pair=False, margin_mode=102, leverage_percent=D(5),
)  # fmt: skip
SAP = an_instrument(
    symbol="SAP.DE_9", category="STC", currency="EUR", profit_currency="EUR", digits=2, pip_digits=2,
    contract_size=D(1), currency_pair=False, margin_mode=104, leverage_percent=D(100), lot_min=D(1), lot_step=D(1),
    lot_max=D(10_000), long_only=True, short_selling=False, trailing_enabled=False, swap_enabled=False,
)  # fmt: skip

PRICES = {
    "EURUSD": (D("1.08412"), D("1.08420")),
    "USDJPY": (D("151.204"), D("151.216")),
    "GOLD": (D("2664.15"), D("2664.45")),
    "US500": (D("6012.4"), D("6012.9")),
    "SAP.DE_9": (D("219.00"), D("219.44")),
}
EURUSD_CROSS = Cross("EUR", "USD", *PRICES["EURUSD"])
USDPLN_CROSS = Cross("USD", "PLN", D("3.9870"), D("3.9901"))


def facts(instrument: Instrument = EURUSD, currency: str = "EUR", **changes: Any) -> Facts:
    """A living market and an account of 10,000 in `currency` with nothing open."""
    bid, ask = PRICES[instrument.symbol]
    account = figures(equity=D(10_000), margin=D(0), free_margin=D(10_000), margin_level=D(0))
    known = Facts(
        instrument=instrument,
        bid=bid,
        ask=ask,
        price_age_s=0.4,
        freshness=Freshness.LIVE,
        market_open=True,
        now_ms=AT_MS,
        profile=a_profile(currency=currency, leverage_multiplier=None),
        figures=account,
    )
    return replace(known, **changes)


def solve(known: Facts, side: Side = Side.BUY, kind: OrderKind | None = None, **texts: str) -> TicketPlan:
    """Solve a ticket with these texts on it."""
    return solve_ticket(TicketInput(side=side, kind=kind, **texts), known)


def complaints(plan: TicketPlan) -> list[tuple[str, str]]:
    """The blocking problems as (field, text)."""
    return [(problem.field.value, problem.said()) for problem in plan.problems if problem.blocking]
