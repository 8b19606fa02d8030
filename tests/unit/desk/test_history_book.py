"""What the History screen shows of a span: months in the user's zone, and the balance before it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.examples import AT_MS
from tests.history_examples import a_deal, few
from tui.desk.history_book import MOST_POINTS, Wish, figures_of, rows_of
from tui.domain.candle import DAY_MS
from tui.domain.position import ClosedTrade
from tui.domain.statistics import Moment

BERLIN = ZoneInfo("Europe/Berlin")


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC).timestamp() * 1000)


def a_wish(rows: list[ClosedTrade], balance: str | None = None, span: tuple[int, int] = (0, 2 * AT_MS)) -> Wish:
    known = {(row.position, row.request_id, row.closed_at): row for row in rows}
    return Wish(known, span, BERLIN, Moment.CLOSED, None if balance is None else Decimal(balance))


def test_months_are_those_of_the_users_zone_and_cash_is_not_theirs() -> None:
    ends = ("2025-11-30 23:59", "2025-12-01 00:00", "2025-12-31 23:59", "2026-03-29 03:30")
    rows = [replace(a_deal(at, 0, f"{10**at}"), closed_at=moment(end)) for at, end in enumerate(ends)]
    figures = figures_of(a_wish([*rows, *few()[:1]]), rows_of(a_wish([*rows, *few()[:1]])))
    assert figures.months == [("2025-11", Decimal(1)), ("2025-12", Decimal(110)), ("2026-03", Decimal(1000))]


def test_the_balance_before_the_span_counts_what_came_after_it_too() -> None:
    span = (AT_MS - 10 * DAY_MS, AT_MS - 6 * DAY_MS - DAY_MS // 2)
    wish = a_wish(few(), "10000.00", span)
    rows = rows_of(wish)
    assert [row.position for row in rows] == [312408002, 312408001, 1]
    # Since then +56.00 of trades and +800.00 of cash; the credit is apart.
    assert figures_of(wish, rows).before == Decimal("9144.00")
    assert figures_of(a_wish(few(), None, span), rows).before is None


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    wish = a_wish([a_deal(number, number / 10, "1.00") for number in range(3000)])
    curve = figures_of(wish, rows_of(wish)).curve
    assert len(curve) <= MOST_POINTS
    assert (curve[0].net, curve[-1].net) == (Decimal(1), Decimal(3000))


def test_days_without_a_trade_have_no_months() -> None:
    wish = a_wish(few()[:1])
    assert figures_of(wish, rows_of(wish)).months == []
