"""What some commands of XAPI answer, in the domain's own values."""

from __future__ import annotations

from tui.domain.ib import IbDeal
from tui.domain.position import Side
from tui.domain.releases import Release
from tui.xapi.replies import CalendarEntry, IbTrade

_SIDES = {0: Side.BUY, 1: Side.SELL}


def release(entry: CalendarEntry) -> Release:
    """Return a row of the calendar (5.3.2)."""
    return Release(
        at_ms=entry.at_ms,
        country=entry.country,
        title=entry.title,
        impact=entry.impact,
        period=entry.period,
        previous=entry.previous,
        forecast=entry.forecast,
        current=entry.current,
    )


def ib_deal(trade: IbTrade) -> IbDeal:
    """Return a client's trade (5.3.7); a side that the document does not know is none."""
    return IbDeal(
        login=trade.login,
        surname=trade.surname,
        symbol=trade.symbol,
        side=None if trade.side is None else _SIDES.get(trade.side),
        volume=trade.volume,
        open_price=trade.open_price,
        close_price=trade.close_price,
        nominal=trade.nominal,
        at_ms=trade.at_ms,
    )
