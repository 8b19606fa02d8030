"""Failure cases are found by status and reason, whatever the spelling and the method."""

from __future__ import annotations

import pytest

from tui.dxfeed.client import DxfeedClient
from tui.dxfeed.methods import Effect, Method
from tui.dxfeed.reasons import CASES, Case, Kind, find_case


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method.name}-{case.status}-{case.reason}")
def test_every_case_of_the_pages_is_found_by_what_the_server_says(case: Case) -> None:
    said = case.message.replace("<accountId>", "abc").replace("<feedName>", "CME").replace("<email>", "a@b.de")
    assert find_case(case.method, case.status, case.reason.replace("_", " "), said) == case


def test_no_case_is_in_the_table_twice() -> None:
    assert len({(c.method, c.status, c.reason, c.message) for c in CASES}) == len(CASES)


def test_a_reason_of_another_page_is_understood() -> None:
    case = find_case(Method.EXTEND, 422, "ACCOUNT_IS_BLOCKED", "Account abc has been blocked")
    assert (case.kind, case.documented, case.method) == (Kind.BLOCKED, False, Method.EXTEND)


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (401, "", Kind.STOP),
        (403, "FORBIDDEN", Kind.STOP),
        (429, "", Kind.BUSY),
        (400, "SOMETHING_NEW", Kind.INPUT),
        (404, "ORDER_LOST", Kind.NOT_FOUND),
        (418, "TEAPOT", Kind.OTHER),
        (403, "authentication failed", Kind.STOP),
    ],
)
def test_what_no_page_lists_is_told_by_its_status(status: int, reason: str, kind: Kind) -> None:
    case = find_case(Method.CANCEL, status, reason, "whatever")
    assert (case.kind, case.documented) == (kind, False)


def test_five_conflicts_of_subscriber_status_are_told_apart() -> None:
    messages = {case.message for case in CASES if case.kind is Kind.VENDOR}
    assert len(messages) == 5


def test_every_method_has_a_shape_and_the_client_has_it() -> None:
    for method in Method:
        assert callable(getattr(DxfeedClient, method.shape.call))
        assert method.shape.verb == "POST" or method.shape.effect is Effect.READ
    assert len({method.shape.call for method in Method}) == len(Method)
