"""What the clients of an introducing broker's account traded, for the tests and scenes of the IB history; made up."""

from __future__ import annotations

from decimal import Decimal

from tests.examples import AT_MS, a_profile
from tests.scenes import Stage
from tui.domain.candle import DAY_MS
from tui.domain.ib import IbDeal
from tui.domain.position import Side

HOUR_MS = 3_600_000

_CLIENTS = (("20001", "Kowalska"), ("20002", "=HYPERLINK(1)"), ("20003", "Mary [red]King"), (None, None))
_SYMBOLS = ("EURUSD", "GOLD", "US500")


def a_deal(number: int) -> IbDeal:
    """Return one of the deals; every fourth client is not visible, every tenth deal has no volume to be seen."""
    login, surname = _CLIENTS[number % len(_CLIENTS)]
    return IbDeal(
        login=login,
        surname=surname,
        symbol=_SYMBOLS[number % len(_SYMBOLS)],
        side=(Side.BUY, Side.SELL)[number % 2],
        volume=None if number % 10 == 9 else Decimal("0.25") * (1 + number % 3),
        open_price=Decimal("1.08412"),
        close_price=Decimal("1.08502"),
        nominal=Decimal("1000.50"),
        at_ms=AT_MS - number * 7 * HOUR_MS,
    )


def introduce(stage: Stage, count: int = 20, *, last_month: int = 3) -> None:
    """Make the stage's account an introducing broker's: `count` deals of late, and some of a month ago."""
    stage.broker.account_profile = a_profile(ib_account=True)
    recent = [a_deal(number) for number in range(count)]
    older = [a_deal(number + 90) for number in range(last_month)]
    assert not older or (older[0].at_ms or 0) < AT_MS - 20 * DAY_MS
    stage.broker.ib_deals = [*recent, *older]
