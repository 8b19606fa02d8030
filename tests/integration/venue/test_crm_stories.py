"""The CRM's people: their stories hang together from the first click to the last trade, whoever tells them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.venue.crm import CrmClient, crm_venue, days

pytestmark = pytest.mark.anyio

YEAR = ("2025-01-01", "2025-12-31")
NOVEMBER = ("2025-11-01", "2025-11-30")
LONG = ("2024-07-01", "2026-01-05")
"""Whoever does something in November became a customer, and whoever came in November did everything, in these days."""


class Reader(CrmClient):
    """Reads what does not change, as the clock stands still, once."""

    read: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
async def crm() -> AsyncIterator[Reader]:
    async with crm_venue() as client:
        reader = Reader(client.venue, client.http)
        reader.headers, reader.read = client.headers, {}
        yield reader


async def rows_of(crm: Reader, report: str, span: tuple[str, str] = YEAR, **more: Any) -> list[dict[str, Any]]:
    """Return all rows of a report, with exact numbers."""
    key = f"{report} {span} {more}"
    if key not in crm.read:
        crm.read[key] = await read(crm, report, span, **more)
    return crm.read[key]


async def read(crm: Reader, report: str, span: tuple[str, str], **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in range(1, 100):
        reply = await crm.get(report, **days(report, *span, page=page, **more))
        body = json.loads(reply.text, parse_float=Decimal)
        found += body["data"]
        if len(found) == body["total"]:
            break
    return found


async def test_a_year_has_thousands_of_people_and_every_stage_of_the_funnel(crm: Reader) -> None:
    leads = await rows_of(crm, "leads")
    customers = await rows_of(crm, "registrations")
    people = await crm.people(*YEAR)
    assert len(leads) == len(people) > 3000
    assert len(leads) / 6 < len(customers) < len(leads) / 2
    funded = [one for one in people if one["funded_ms"] is not None]
    traded = [one for one in people if one["traded_ms"] is not None]
    assert len(customers) / 4 < len(funded) < 3 * len(customers) / 4
    assert len(funded) / 2 < len(traded) < len(funded)
    assert len({row["currency"] for row in await rows_of(crm, "transactions")}) == 5


async def test_every_step_comes_after_the_one_before(crm: Reader) -> None:
    for one in await crm.people(*YEAR):
        steps = [one[name] for name in ("lead_ms", "registered_ms", "funded_ms", "traded_ms")]
        known = [step for step in steps if step is not None]
        assert steps[: len(known)] == known == sorted(known)


async def test_a_registration_is_of_a_lead_with_the_same_name_source_and_tags(crm: Reader) -> None:
    leads = {row["id"]: row for row in await rows_of(crm, "leads", LONG)}
    for row in await rows_of(crm, "registrations", NOVEMBER):
        lead = leads[row["leadId"]]
        assert lead["customerId"] == row["id"]
        for name in ("firstName", "lastName", "email", "ibId", "affiliateId", "campaign", "tags", "utmDetails"):
            assert row[name] == lead[name]
        assert row["registrationDate"] >= lead["registrationDate"]


async def test_money_and_trades_are_of_customers_and_their_accounts(crm: Reader) -> None:
    customers = {row["id"]: row for row in await rows_of(crm, "registrations", LONG)}
    for row in await rows_of(crm, "transactions", NOVEMBER):
        customer = customers[row["customerId"]]
        assert row["email"] == customer["email"]
        assert row["transactionDate"] >= customer["registrationDate"]
        assert row["productId"] == "N/A" or f"({row['productId']}, " in customer["userAdditionalId"]
    for row in await rows_of(crm, "positions", NOVEMBER):
        customer = customers[row["customerId"]]
        assert f"({row['login']}, {row['serverTag']}, live)" in customer["userAdditionalId"]
        assert customer["registrationDate"] <= row["openDate"] < row["closeDate"]


async def test_nobody_loses_or_withdraws_more_than_is_there(crm: Reader) -> None:
    since, servers = ("2025-07-01", LONG[1]), ("mt4-live-1", "xs-live-1")
    owned = [one for person in await crm.people(*since) for one in person["accounts"]]
    accounts = {one["login"] for one in owned if one["server"] in servers}
    events: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    for row in await rows_of(crm, "transactions", since):
        if row["productId"] == "N/A":
            accounts -= {one for one in accounts if (one - 20_000_000) // 4 == row["customerId"] - 500_000_000}
        else:
            events[int(row["productId"])].append((row["transactionDate"], row["amount"]))
    for tag in servers:
        for row in await rows_of(crm, "positions", since, serverTag=tag):
            events[row["login"]].append((row["closeDate"], row["profit"] + row["swap"] + row["commission"]))
    seen = [login for login in events if login in accounts]
    assert len(seen) > 40
    for login in seen:
        balance = Decimal(0)
        for _, amount in sorted(events[login], key=lambda move: move[0]):
            balance += amount
            assert balance >= 0, login


async def test_profits_follow_from_prices(crm: Reader) -> None:
    rows = await rows_of(crm, "positions", NOVEMBER)
    assert len(rows) > 200
    for row in rows:
        gained = (row["closePrice"] - row["openPrice"]) * (1 if row["side"] == "buy" else -1)
        assert gained * row["profit"] >= 0
        if row["symbol"] == "EURUSD" and row["currency"] == "USD":
            assert abs(gained * 100_000 * row["volume"] - row["profit"]) <= Decimal("0.01")


async def test_one_partner_brings_many_who_never_pay(crm: Reader) -> None:
    people = [one for one in await crm.people("2025-10-01", "2025-12-31") if one["customer"] is not None]
    unfunded = Counter(one["partner"] for one in people if one["funded_ms"] is None and one["partner"] is not None)
    (worst, most), (_, second) = unfunded.most_common(2)
    assert worst == "IB-104"
    assert most > 2 * second


async def test_a_few_names_and_addresses_are_what_no_program_likes(crm: Reader) -> None:
    rows = await rows_of(crm, "leads", LONG)
    texts = {row[name] for row in rows for name in ("firstName", "lastName", "email")}
    for part in ("<script>", "[red]", "\x1b[2J", "\n", "\u202e", '=HYPERLINK("', "DROP TABLE", "@SUM"):
        assert any(part in text for text in texts), part
    odd = [row for row in rows if not row["firstName"].replace(" ", "").isalpha()]
    assert 0 < len(odd) < len(rows) / 20
    assert any(row["ibName"] == "O'Neill & Sons <FX>" for row in rows)
    assert any(row["affiliateName"] == "=SUM(Deals)" for row in rows)


async def test_the_truth_s_sums_are_those_of_the_rows(crm: Reader) -> None:
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in await rows_of(crm, "transactions", includeFake="true"):
        into = sums[row["currency"]]
        kind = "fake" if row["isFake"] else "deposits" if row["type"] == "Deposit" else "withdrawals"
        into[kind] += row["amount"]
        into["fakes"] += row["isFake"]
    truth = await crm.http.get(
        f"{crm.venue.control_url}/crm/transactions", params=days("transactions", *YEAR, includeFake="true")
    )
    told = json.loads(truth.text, parse_float=Decimal)["sums"]
    for currency, parts in told.items():
        assert {name: value for name, value in sums[currency].items() if value} == parts
    assert set(told) == set(sums)
