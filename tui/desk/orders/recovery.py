"""What earlier runs and lost lines leave behind: orders that are never sent, or of unknown fate."""

from __future__ import annotations

from tui.desk.orders.book import OrderBook
from tui.desk.orders.ports import JournalLike
from tui.domain.order import IllegalStepError
from tui.domain.steps import OrderState, StepKind
from tui.errors import TradedeckError

_ENDED = "the program ended before it was sent"
_LINE_LOST = "the connection was lost before there was a verdict"
_ORPHANED = "the program ended before its fate was known"


async def recovered(book: OrderBook, journal: JournalLike | None, now_ms: int) -> str:
    """Fill the book from the journal; return why nothing can be written any more, empty when all is well.

    What had not left by the end of its run is denied, what may have left without a verdict is of unknown fate.
    """
    if journal is None:
        return ""
    try:
        book.load(await journal.load(), now_ms)
        problem = journal.damage
    except (TradedeckError, IllegalStepError) as error:
        problem = str(error)
    if problem:
        book.equip(None)
    for order in book.unsettled():
        if order.state in (OrderState.INTENT, OrderState.QUEUED):
            book.take(order.tag, StepKind.DENIED, reason=_ENDED)
        elif order.state.in_flight:
            book.take(order.tag, StepKind.LOST, reason=_ORPHANED)
    return problem


def line_lost(book: OrderBook) -> None:
    """Call the fate of everything unknown that was handed to a line that is gone.

    What was being written at that moment is left to its own task, which alone knows how the write ended.
    """
    for order in book.unsettled():
        if order.state in (OrderState.SENT, OrderState.ACKED, OrderState.PENDING):
            book.take(order.tag, StepKind.LOST, reason=_LINE_LOST)
