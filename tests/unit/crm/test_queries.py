"""The filters and their pair rules, checked before anything is sent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.crm.service import FakeCrm
from tui.crm.errors import QueryError
from tui.crm.queries import Query, Report, Span, problems

DAYS = st.none() | st.dates(date(2025, 12, 28), date(2026, 1, 5))
JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31))


def fields(query: Query) -> list[str]:
    return [problem.field for problem in problems(query)]


@settings(max_examples=100)
@given(
    st.sampled_from(list(Report)),
    st.tuples(*[DAYS] * 8),
    st.sampled_from(["", "mt4-1"]),
    st.sampled_from([None, True, False]),
    st.integers(-1, 1002),
)
def test_exactly_what_the_spec_allows_can_be_sent(
    report: Report, days: tuple[date | None, ...], tag: str, fake: bool | None, size: int
) -> None:
    pairs = [days[at : at + 2] for at in (0, 2, 4, 6)]
    mine = {"leads": [0, 1], "registrations": [0, 1], "transactions": [2], "servers": [], "positions": [3]}[
        report.value
    ]
    whole = [None not in pair and pair[0] <= pair[1] for pair in pairs]  # type: ignore[operator]
    empty = [pair == (None, None) for pair in pairs]
    fine = (
        all(empty[at] or (at in mine and whole[at]) for at in range(4))
        and (not mine or any(whole[at] for at in mine))
        and bool(tag) == (report is Report.POSITIONS)
        and (fake is None or report is Report.TRANSACTIONS)
        and 1 <= size <= 1000
    )
    query = Query(report, *days, server_tag=tag, include_fake=fake, page_size=size)
    assert (problems(query) == ()) is fine


def test_half_a_pair_is_told_at_the_missing_half() -> None:
    assert fields(Query(Report.LEADS, registration_from=JANUARY.first)) == ["registrationDateTo"]
    assert fields(Query(Report.TRANSACTIONS, transaction_to=JANUARY.last)) == ["transactionDateFrom"]


def test_a_day_before_its_first_a_missing_tag_and_a_huge_page_are_told_at_their_fields() -> None:
    turned = Query(Report.POSITIONS, close_from=JANUARY.last, close_to=JANUARY.first, page_size=5000)
    assert fields(turned) == ["positionCloseDateTo", "serverTag", "pageSize"]
    assert "is before" in problems(turned)[0].message


def test_what_is_sent_has_the_names_of_the_spec() -> None:
    assert Query.registered(Report.LEADS, JANUARY, 500).parameters(3) == (
        ("registrationDateFrom", "2026-01-01"),
        ("registrationDateTo", "2026-01-31"),
        ("page", "3"),
        ("pageSize", "500"),
    )
    assert ("includeFake", "true") in Query.transactions(JANUARY, include_fake=True).parameters(1)
    assert ("serverTag", "mt5 live") in Query.positions(JANUARY, "mt5 live").parameters(1)
    assert Query(Report.SERVERS).parameters(1) == ()


@pytest.mark.anyio
async def test_a_wrong_query_never_reaches_the_network() -> None:
    crm = FakeCrm()
    with pytest.raises(QueryError):
        await crm.client().page(Query(Report.LEADS, modified_from=JANUARY.first), 1)
    assert crm.asked == []


def test_a_span_counts_both_of_its_ends() -> None:
    assert JANUARY.days == 31
    assert JANUARY.last in JANUARY
    assert JANUARY.last + timedelta(1) not in JANUARY
