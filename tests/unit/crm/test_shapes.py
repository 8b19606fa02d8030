"""Answers of any reasonable shape: the rows are found, read and lose nothing."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.crm.envelope import Envelope, NotRows, load, read_envelope
from tui.crm.errors import QueryError
from tui.crm.fields import ALIASES, check_overrides
from tui.crm.parts import Server, TradingAccount, accounts_of, servers_of, tags_of, utm_of
from tui.crm.queries import Report
from tui.crm.reader import Reader, key_of
from tui.crm.records import Person, Position, Transaction, raw_value
from tui.crm.values import flag_of, moment_of, number_of, text_of

ROWS = [{"id": 1, "amount": 0.5}, {"id": 2}]


@pytest.mark.parametrize(
    ("answer", "total"),
    [
        (ROWS, None),
        ({"data": ROWS, "total": 7}, 7),
        ({"success": True, "result": {"items": ROWS, "totalCount": "7"}}, 7),
        ({"leads": ROWS, "meta": {"total": 7, "page": 1}}, 7),
        ({"hits": {"hits": ROWS, "total": {"value": 7}}}, None),
        ({"payload": {"data": {"rows": ROWS}}, "pagination": {"totalRecords": 7}}, 7),
        ({"somethingNobodyForesaw": ROWS, "TOTAL_RECORDS": 7}, 7),
        ({"data": {"0": ROWS[0], "5": ROWS[1]}, "recordsTotal": 9, "recordsFiltered": 7}, 7),
    ],
)
def test_rows_and_total_are_found_wherever_they_are(answer: Any, total: int | None) -> None:
    found = read_envelope(json.dumps(answer, indent=1).encode())
    assert isinstance(found, Envelope)
    assert [json.loads(row) for row in found.rows] == ROWS
    assert found.total == total or total is None


def test_each_row_is_kept_as_it_was_written() -> None:
    body = b'\xef\xbb\xbf{"x": [1], "data" : [ {"a":0.10, "b":1e400,"c":NaN} , {"a":"\\ud83d"}, 3 ], "total":3}'
    found = read_envelope(body)
    assert isinstance(found, Envelope)
    assert found.rows == ('{"a":0.10, "b":1e400,"c":NaN}', '{"a":"\\ud83d"}', "3")
    assert found.strangers == 1


def test_a_count_may_mean_the_page_alone() -> None:
    found = read_envelope(json.dumps({"data": ROWS, "count": 2}).encode())
    assert isinstance(found, Envelope)
    assert (found.total, found.sure) == (2, False)


@pytest.mark.parametrize("body", [b"[]", b'{"total": 0}', b'{"data": null, "total": 0}', b'{"data": [], "x": 1}'])
def test_nothing_is_an_answer_too(body: bytes) -> None:
    found = read_envelope(body)
    assert isinstance(found, Envelope)
    assert found.rows == ()


@pytest.mark.parametrize(
    ("body", "is_json", "is_page"),
    [
        (b"<html><body>Sign in</body></html>", False, True),
        (b'{"message": "no"}', True, False),
        (b"[" * 100_000, False, False),
        (b'{"data": [{"a": 1}', False, False),
        (b"\xff\xfe\x00", False, False),
        (b"", False, False),
    ],
)
def test_what_is_no_list_is_told_apart(body: bytes, is_json: bool, is_page: bool) -> None:
    found = read_envelope(body)
    assert isinstance(found, NotRows)
    assert (found.is_json, found.is_page) == (is_json, is_page)


@settings(max_examples=100)
@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda each: (
            st.lists(each, max_size=3)
            | st.dictionaries(st.sampled_from(["data", "items", "total", "x", "tags", "utmDetails"]), each)
        ),
    )
)
def test_no_json_makes_the_reading_fail(value: Any) -> None:
    found = read_envelope(json.dumps(value).encode())
    if isinstance(found, Envelope):
        for report in ALIASES:
            for raw in found.rows:
                assert Reader(report).read(raw).raw == raw
    servers_of(value)
    tags_of(value)
    accounts_of(value)
    utm_of(value)


@given(st.binary(max_size=60))
def test_no_bytes_make_the_reading_fail(body: bytes) -> None:
    read_envelope(body)
    read_envelope(b'{"data":' + body + b"}")


def person(row: dict[str, Any], report: Report = Report.REGISTRATIONS) -> Person:
    found = Reader(report).read(json.dumps(row))
    assert isinstance(found, Person)
    return found


def test_a_registration_is_read_under_any_of_its_names() -> None:
    row = {
        "customer_id": 77,
        "LEAD-ID": "L9",
        "firstName": "Ann ",
        "lastName": "Lee",
        "email": "ann@example.com",
        "registration_date": "2026-01-02 03:04:05",
        "User additional ID": "(12345, mt4, live),(9, mt5-live, live)",
        "utmDetails": {"affiliate_id": "A1", "utm_campaign": "spring", "utm_medium": "cpc"},
        "tags": [{"category": "Desk", "tags": ["North", {"name": "VIP"}]}],
        "favouriteColour": "blue",
        "middleName": None,
    }
    found = person(row)
    assert (found.id, found.lead_id, found.who.name) == ("77", "L9", "Ann Lee")
    assert found.registered == datetime.fromisoformat("2026-01-02T03:04:05")
    assert found.accounts == (TradingAccount("12345", "mt4", "live"), TradingAccount("9", "mt5-live", "live"))
    assert (found.whence.affiliate, found.whence.campaign) == ("A1", "spring")
    assert found.whence.tags == (("Desk", ("North", "VIP")),)
    assert dict(found.utm)["utm_medium"] == "cpc"
    assert dict(found.extras) == {"favouriteColour": "blue", "utmDetails.utm_medium": "cpc"}
    assert raw_value(found)["favouriteColour"] == "blue"


def test_a_value_that_cannot_be_read_stays_to_be_seen() -> None:
    found = person({"id": 1, "registrationDate": "01/02/2026"})
    assert found.registered is None
    assert found.extras == (("registrationDate", "01/02/2026"),)


def test_what_lies_in_an_object_of_any_name_is_found() -> None:
    found = person({"id": 5, "contact": {"email": "a@b.c", "firstName": "Ann"}, "origin": {"id": 7, "ibName": "Bo"}})
    assert (found.id, found.who.email, found.who.first_name, found.whence.ib) == ("5", "a@b.c", "Ann", "Bo")
    assert found.extras == (("origin.id", "7"),)


def test_two_columns_of_one_meaning_are_both_kept() -> None:
    found = person({"customerId": "77", "id": "row-1", "affiliate": "", "affiliateId": "A2"})
    assert (found.id, found.whence.affiliate) == ("77", "A2")
    assert ("id", "row-1") in found.extras


def test_markup_escapes_and_direction_marks_do_not_come_through() -> None:
    found = person({"id": "1", "email": "a\x1b[31m@\u202eb.c[bold]", "firstName": "=HYPERLINK()\n"})
    assert found.who.email == "a[31m@b.c[bold]"
    assert found.who.first_name == "=HYPERLINK()"


def test_a_transaction_keeps_its_cents_and_says_when_it_does_not_say_fake() -> None:
    reader = Reader(Report.TRANSACTIONS)
    found = reader.read('{"id": 5, "amount": "1,000.10", "currency": "eur", "isFake": "true", "productId": "N/A"}')
    assert isinstance(found, Transaction)
    assert (found.amount, found.currency, found.is_fake, found.product_id) == (Decimal("1000.10"), "EUR", True, "")
    unsaid = reader.read('{"id": 6, "amount": 0.30, "customer": {"id": 4, "email": "x@y.z"}}')
    assert isinstance(unsaid, Transaction)
    assert (unsaid.is_fake, unsaid.amount) == (None, Decimal("0.30"))
    assert (unsaid.who.customer_id, unsaid.who.email) == ("4", "x@y.z")


def test_a_position_without_a_server_is_of_the_one_that_was_asked() -> None:
    found = Reader(Report.POSITIONS).read('{"ticket": 1, "login": 5, "volume": "0.10", "profit": -3.20}', "mt4-1")
    assert isinstance(found, Position)
    assert (found.account.server, found.lots, found.volume, found.profit) == (
        "mt4-1",
        None,
        Decimal("0.10"),
        Decimal("-3.20"),
    )
    assert key_of(found) == "mt4-1\x1f1"


def test_a_user_can_name_the_column_himself() -> None:
    own = {"positions": {"lots": "Volume"}}
    check_overrides(own)
    found = Reader(Report.POSITIONS, own).read('{"ticket": 1, "volume": 2, "lots": 9}')
    assert isinstance(found, Position)
    assert found.lots == 2
    with pytest.raises(QueryError, match=r"fields\.positions\.lot: is no meaning"):
        check_overrides({"positions": {"lot": "x"}})
    with pytest.raises(QueryError, match="is no report"):
        check_overrides({"orders": {}})


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ([{"category": "Desk", "tags": ["a", "b"]}], (("Desk", ("a", "b")),)),
        ([{"tagCategory": "Desk", "values": "a, b"}], (("Desk", ("a", "b")),)),
        ({"Desk": ["a"], "Tier": [{"name": "gold"}]}, (("Desk", ("a",)), ("Tier", ("gold",)))),
        (["a", "b"], (("", ("a", "b")),)),
        ("a,b", (("", ("a", "b")),)),
        ([{"name": "a", "category": "Desk"}], (("Desk", ("a",)),)),
        ({"category": "Desk", "tags": ["a"]}, (("Desk", ("a",)),)),
        (None, ()),
    ],
)
def test_tags_of_any_shape(value: Any, tags: object) -> None:
    assert tags_of(value) == tags


@pytest.mark.parametrize(
    ("value", "accounts"),
    [
        ("12345, mt4, live", [("12345", "mt4", "live")]),
        ("1,mt4,live,2,mt5,live", [("1", "mt4", "live"), ("2", "mt5", "live")]),
        ([["1", "mt4", "live"]], [("1", "mt4", "live")]),
        ([{"loginId": 1, "server": "mt4", "type": "live"}], [("1", "mt4", "live")]),
        ("12345", [("12345", "", "")]),
        ("N/A", []),
    ],
)
def test_additional_ids_of_any_shape(value: Any, accounts: list[tuple[str, str, str]]) -> None:
    assert [(each.login, each.server, each.kind) for each in accounts_of(value)] == accounts


def test_an_additional_id_without_triples_is_kept_as_text() -> None:
    assert accounts_of("1,2,3,4") == (TradingAccount("", text="1, 2, 3, 4"),)


@pytest.mark.parametrize(
    "answer",
    [
        '{"mt4":["a","b"],"mt5":["c"]}',
        '{"mt4":[{"tag":"a"},{"id":"b"}],"mt5":[{"name":"c"}]}',
        '{"data":{"mt4":["a","b"],"mt5":["c"]},"total":3}',
        '[{"platform":"mt4","servers":["a","b"]},{"type":"mt5","tags":["c"]}]',
        '{"servers":[{"platform":"mt4","servers":[{"tag":"a"},{"tag":"b"}]},{"platform":"mt5","servers":["c"]}]}',
        '[{"tag":"a","platform":"mt4"},{"tag":"b","platform":"mt4"},{"tag":"c","platform":"mt5"}]',
    ],
)
def test_servers_of_any_shape(answer: str) -> None:
    assert servers_of(load(answer)) == (Server("mt4", "a"), Server("mt4", "b"), Server("mt5", "c"))


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31 10:20:30",
        "2026-01-31T10:20:30Z",
        "2026/1/31 10:20:30",
        "31.01.2026 10:20:30",
        1769854830,
        "1769854830000",
    ],
)
def test_moments_are_read_as_written(value: object) -> None:
    assert moment_of(value) == datetime.fromisoformat("2026-01-31T10:20:30")


@pytest.mark.parametrize("value", ["01/02/2026", "soon", "", None, True, 12, 10**40, "2026-02-30", [], "9" * 13])
def test_what_has_two_readings_or_none_is_no_moment(value: object) -> None:
    assert moment_of(value) is None or value == "9" * 13


def test_numbers_and_flags() -> None:
    assert number_of("-1,234.50") == Decimal("-1234.50")
    assert [number_of(each) for each in ("1,23", "", "N/A", True, None, "1e99", 10**40, {})] == [None] * 8
    assert [flag_of(each) for each in (True, 0, "Yes", "n", "maybe", None)] == [True, False, True, False, None, None]
    assert text_of(10**70) == "…"
