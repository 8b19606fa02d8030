"""An account with a past: three deals and cash to reckon by hand, and a year of trades for pictures."""

import random
from decimal import Decimal

from textual.pilot import Pilot

from tests.examples import AT_MS, a_closed_trade
from tests.scenes import Stage
from tui.domain.candle import DAY_MS, HOUR_MS
from tui.domain.position import ClosedTrade, Side
from tui.view.screens.history import HistoryScreen

NONE = Decimal(0)
_DAYS_SINCE_MONDAY = 2.3
_MARKETS = (("EURUSD", 5, "1.08000"), ("GOLD", 2, "2664.15"), ("US500", 1, "6012.4"), ("GBPUSD", 5, "1.27310"))


def a_deal(number: int, days_ago: float, profit: str, **changes: object) -> ClosedTrade:
    """Return a trade that ended so long ago, without swap and commission."""
    closed_at = AT_MS - int(days_ago * DAY_MS)
    plain = {"swap": NONE, "comment": "", "closed_at": closed_at, "opened_at": closed_at - 2 * HOUR_MS}
    return a_closed_trade(number, profit=Decimal(profit), **(plain | changes))


def cash(number: int, days_ago: float, amount: str, *, operation: int = 6, comment: str = "") -> ClosedTrade:
    """Return money that came or went."""
    parts = {"side": None, "symbol": "", "operation": operation, "comment": comment, "volume": NONE}
    return a_deal(number, days_ago, amount, **parts)


def few() -> list[ClosedTrade]:
    """Return what the tests reckon by hand: +30, -20, +50 with swap and commission, a deposit, a withdrawal, a credit.

    Net 56.00 of gross 60.00; 2 of 3 won; the fall from +30 to +8.50 is 21.50.
    """
    return [
        cash(1, 9, "1000.00", comment="wire"),
        a_deal(312408001, 8, "30.00", comment="[T/P]"),
        a_deal(312408002, 7, "-20.00", swap=Decimal("-1.50"), comment="[S/L]", symbol="GOLD", digits=2, side=Side.SELL),
        cash(2, 6, "-200.00"),
        cash(3, 5, "25.00", operation=7),
        a_deal(312408003, 4, "50.00", commission=Decimal("-2.50"), comment="[S/O 12%]"),
    ]


def year() -> list[ClosedTrade]:
    """Return a year of trades as a retail trader has it."""
    chance = random.Random(11)
    rows = [cash(1, 330, "5000.00", comment="wire"), cash(2, 40, "-800.00"), cash(3, 12, "150.00", operation=7)]
    for number in range(420):
        # The markets are closed on Saturday and Sunday; AT_MS is a Wednesday.
        weeks, day = divmod(number * 0.6 + chance.random() * 0.4, 5)
        days_ago = weeks * 7 + day + (2 if day > _DAYS_SINCE_MONDAY else 0)
        symbol, digits, price = chance.choice(_MARKETS)
        point, moved = Decimal(1).scaleb(-digits), Decimal(chance.randrange(-160, 190))
        side = chance.choice(list(Side))
        rows.append(
            a_deal(
                312400000 - number,
                days_ago,
                str(moved * Decimal("0.31")),
                symbol=symbol,
                digits=digits,
                side=side,
                volume=Decimal(chance.randrange(1, 30)) / 100,
                open_price=Decimal(price),
                close_price=Decimal(price) + side.sign * moved * point,
                swap=Decimal(-chance.randrange(0, 90)) / 100,
                comment=_end(moved, chance.random()) if number != 60 else "[S/O]",
            )
        )
    return rows


def _end(moved: Decimal, chance: float) -> str:
    """Return the comment of a trade: its own stop loss or take profit, or nothing where the user ended it."""
    return "" if chance < 0.4 else "[T/P]" if moved > 0 else "[S/L]"


async def show_history(stage: Stage, pilot: Pilot[None], rows: list[ClosedTrade], *days: str) -> HistoryScreen:
    """Log in to an account with this past and go to its history."""
    stage.broker.closed = rows
    await stage.log_in(pilot)
    await pilot.press("H")
    await read(stage, pilot)
    screen = stage.app.tabs.current
    assert isinstance(screen, HistoryScreen)
    for words in days:
        screen.command_days(words)
        await read(stage, pilot)
    return screen


async def read(stage: Stage, pilot: Pilot[None], frames: int = 6) -> None:
    """Let what is asked for come, and show it."""
    for _ in range(frames):
        await stage.frame(pilot)
