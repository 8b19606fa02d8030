"""The Flex pages as a client meets them: requests, codes, pace, references, and every layout."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from tests.integration.venue import flex as them
from tests.integration.venue.flex import RANGE, FlexClient, code_of, flex_venue
from tests.integration.venue.harness import MONDAY_MS, PATIENCE_S
from tui.simulator.options import SimulatorOptions

pytestmark = pytest.mark.anyio

SERVLETS = "Universal/servlet/FlexStatementService."


@pytest.fixture
async def flex() -> AsyncIterator[FlexClient]:
    async with flex_venue() as client:
        yield client


async def test_a_request_is_answered_with_a_reference_and_another_address_of_the_venue(flex: FlexClient) -> None:
    reply = await flex.ask("SendRequest", q=them.YEAR)
    assert reply.headers["content-type"].startswith("text/xml")
    assert reply.text.startswith("<FlexStatementResponse timestamp='05 January, 2026 04:50 AM EST'>\n")
    root = ElementTree.fromstring(reply.text)
    assert root.findtext("Status") == "Success"
    assert (root.findtext("ReferenceCode") or "").isdigit()
    url = root.findtext("Url") or ""
    assert url == f"{flex.venue.flex_url}/AccountManagement/FlexWebService/GetStatement"
    flex.venue.clock.advance(10)
    followed = await flex.http.get(url, params={"t": them.TOKEN, "q": root.findtext("ReferenceCode"), "v": "3"})
    assert followed.text.startswith('<FlexQueryResponse queryName="Activity, year to date" type="AF">')


@pytest.mark.parametrize("base", ["", "AccountManagement/FlexWebService/", SERVLETS, "FlexStatementService."])
async def test_every_path_serves_the_same_statement(flex: FlexClient, base: str) -> None:
    code = await flex.reference()
    flex.venue.clock.advance(2)
    first = await flex.ask("GetStatement", q=code)
    assert (await flex.ask(f"{base}SendRequest", q=them.YEAR)).text.count("GetStatement</Url>") == 1
    assert (await flex.ask(f"{base}GetStatement", q=code)).text == first.text


async def test_a_statement_in_the_making_is_a_warning_until_its_time_has_come(flex: FlexClient) -> None:
    reply = ElementTree.fromstring((await flex.ask("SendRequest", q=them.YEAR)).text)
    early = await flex.ask("GetStatement", q=reply.findtext("ReferenceCode"))
    assert "<Status>Warn</Status>" in early.text
    assert code_of(early.text) == 1019
    assert await flex.code("GetStatement", q=reply.findtext("ReferenceCode")) == 0


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"t": None}, 1015),
        ({"t": "1"}, 1015),
        ({"t": them.REPLACED}, 1015),
        ({"t": them.EXPIRED}, 1012),
        ({"t": them.BOUND}, 1013),
        ({"t": them.INACTIVE}, 1011),
        ({"q": "1"}, 1014),
        ({"q": None}, 1014),
        ({"q": them.OTHERS}, 1014),
        ({"t": them.SECOND}, 1014),
        ({"t": them.SECOND, "q": them.OTHERS}, 0),
        ({"q": them.LEGACY}, 1010),
        ({"q": them.CLOSED}, 1016),
        ({"q": them.NEW}, 1020),
        ({"v": "2"}, 1001),
        ({"v": None}, 1001),
        ({"fd": "20251201"}, 1020),
        ({"td": "20251201"}, 1020),
        ({"fd": "20251201", "td": "20251130"}, 1020),
        ({"fd": "2025-12-01", "td": "20251231"}, 1020),
        ({"fd": "20250104", "td": "20260104"}, 1020),
        ({"fd": "20250105", "td": "20260104"}, 0),
        ({"fd": "20251201", "td": "20260105"}, 1003),
        ({"p": "0"}, 1020),
        ({"p": "366"}, 1020),
        ({"p": "x"}, 1020),
        ({"p": "365"}, 0),
        ({"p": "x", **RANGE}, 0),
    ],
)
async def test_each_wrong_request_has_its_code(flex: FlexClient, wish: dict[str, str | None], code: int) -> None:
    assert await flex.code("SendRequest", **{"q": them.YEAR, **wish}) == code


async def test_a_brand_new_query_heals_by_itself(flex: FlexClient) -> None:
    flex.venue.clock.advance(7200)
    assert await flex.code("SendRequest", q=them.NEW) == 0


async def test_yesterday_is_not_final_before_the_nights_run(flex: FlexClient) -> None:
    # 22:30 UTC is half past eleven in Warsaw: half an hour later it is the sixth, four hours later the fifth is final.
    flex.venue.clock.set_now(1_767_652_200_000)
    span = {"fd": "20260105", "td": "20260105"}
    assert await flex.code("SendRequest", q=them.YEAR, **span) == 1003
    flex.venue.clock.advance(4 * 3600)
    assert await flex.code("SendRequest", q=them.YEAR, **span) == 1003
    flex.venue.clock.advance(1800)
    assert await flex.code("SendRequest", q=them.YEAR, **span) == 0


async def test_a_reference_is_good_for_its_token_only_and_not_for_ever(flex: FlexClient) -> None:
    code = await flex.reference()
    assert await flex.code("GetStatement", q="123") == 1017
    assert await flex.code("GetStatement", q=code, t=them.SECOND) == 1017
    flex.venue.clock.advance(3500)
    assert await flex.code("GetStatement", q=code) == 0
    flex.venue.clock.advance(100)
    assert await flex.code("GetStatement", q=code) == 1017


async def test_a_second_request_in_one_second_is_one_too_many_and_so_is_the_eleventh_in_a_minute(
    flex: FlexClient,
) -> None:
    async def code(token: str = them.TOKEN) -> int:
        return code_of((await flex.at_once("GetStatement", q="1", t=token)).text)

    assert [await code(), await code(), await code(them.SECOND)] == [1017, 1018, 1017]
    for _ in range(9):
        flex.venue.clock.advance(1)
        assert await code() == 1017
    flex.venue.clock.advance(1)
    assert await code() == 1018
    flex.venue.clock.advance(49)
    assert await code() == 1017


async def test_whoever_does_not_say_who_it_is_gets_a_page_and_no_reply(flex: FlexClient) -> None:
    flex.http.headers["User-Agent"] = ""
    reply = await flex.ask("SendRequest", q=them.YEAR)
    assert reply.status_code == 403
    assert "<html>" in reply.text


async def test_a_strict_venue_knows_the_documents_user_agents_only() -> None:
    async with flex_venue(SimulatorOptions(strict=True)) as strict:
        assert await strict.code("SendRequest", q=them.YEAR) == 0
        strict.http.headers["User-Agent"] = "Python/3.14"
        assert (await strict.ask("SendRequest", q=them.YEAR)).status_code == 403


@pytest.mark.parametrize(
    ("query", "wish", "days"),
    [
        (them.YEAR, {}, ("20260101", "20260104")),
        (them.YEAR, RANGE, ("20251101", "20260104")),
        (them.YEAR, {"p": "30"}, ("20251206", "20260104")),
        (them.YEAR, {"p": "30", **RANGE}, ("20251101", "20260104")),
        (them.THIRTY, {}, ("20260104", "20260104")),
        (them.THIRTY, {"p": "30"}, ("20251206", "20260104")),
        (them.ALL, {}, ("20251201", "20251231")),
        (them.CONFIRMS, {}, ("20260101", "20260105")),
        (them.YEAR, {"fd": "20240105", "td": "20250103"}, ("20240105", "20250103")),
    ],
)
async def test_the_days_are_those_of_the_range_else_of_p_else_of_the_query(
    flex: FlexClient, query: str, wish: dict[str, str], days: tuple[str, str]
) -> None:
    found = (await flex.tree(query, **wish)).iter("FlexStatement")
    assert {(one.get("fromDate"), one.get("toDate")) for one in found} == {days}


async def test_a_query_of_several_accounts_has_a_statement_for_each(flex: FlexClient) -> None:
    root = await flex.tree(them.ALL)
    statements = root.findall("FlexStatements/FlexStatement")
    assert [one.get("accountId") for one in statements] == ["U9001000", "U9001001", "U9001002"]
    assert [one.find("AccountInformation").get("currency") for one in statements] == ["EUR", "USD", "PLN"]  # type: ignore[union-attr]
    assert root.find("FlexStatements").get("count") == "3"  # type: ignore[union-attr]


async def test_a_breakout_by_day_has_a_statement_for_each_day_that_go_on_from_each_other(flex: FlexClient) -> None:
    changes = list((await flex.tree(them.DAILY)).iter("ChangeInNAV"))
    assert [one.get("fromDate") for one in changes] == [
        "20251229", "20251230", "20251231", "20260101", "20260102", "20260103", "20260104",
    ]  # fmt: skip
    values = [one.get("endingValue") for one in changes]
    assert [one.get("startingValue") for one in changes][1:] == values[:-1]


async def test_trade_confirmations_are_a_kind_of_their_own(flex: FlexClient) -> None:
    root = await flex.tree(them.CONFIRMS, **RANGE)
    assert root.get("type") == "TCF"
    (statement,) = root.iter("FlexStatement")
    assert [section.tag for section in statement] == ["TradeConfirms"]
    assert len(list(root.iter("TradeConfirm"))) > 20


async def test_plain_csv_is_one_header_row_after_another(flex: FlexClient) -> None:
    reply = await flex.statement(them.CSV, **RANGE)
    assert reply.headers["content-type"].startswith("text/csv")
    rows = reply.text.splitlines()
    assert rows[0].startswith('"ClientAccountID","AcctAlias"')
    assert sum(row.startswith('"ClientAccountID"') for row in rows) > 8
    assert any('"2026-01-04"' in row for row in rows)


async def test_csv_with_records_frames_accounts_and_sections_and_counts_rows(flex: FlexClient) -> None:
    rows = (await flex.statement(them.RECORDS, **RANGE)).text.splitlines()
    assert rows[0].startswith('"BOF","U9001000","Activity as CSV with records","2","20251101","20260104"')
    assert rows[-1] == '"EOF"'
    assert [row for row in rows if row.startswith('"BOA"')] == ['"BOA","U9001000"', '"BOA","U9001001"']
    trades = [row for row in rows if row.startswith('"DATA","TRNT"')]
    ends = [row.split(",") for row in rows if row.startswith('"EOS","TRNT"')]
    assert sum(int(row[2].strip('"')) for row in ends) == len(trades) > 0


async def test_text_has_pipes_between_its_columns(flex: FlexClient) -> None:
    reply = await flex.statement(them.PIPES, **RANGE)
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.text.startswith("ClientAccountID|AcctAlias|")


async def test_the_ledger_tells_every_visit_and_no_token(flex: FlexClient) -> None:
    code = await flex.reference(**RANGE)
    size = len((await flex.ask("GetStatement", q=code)).content)
    await flex.ask("GetStatement", q=them.TOKEN)
    await flex.ask("SendRequest", t=them.EXPIRED)
    await flex.ask("SendRequest", t="mistyped")
    visits = (await flex.venue.ledger())["http"]
    assert visits[0] == {
        "at_ms": MONDAY_MS + 7000,
        "system": "flex",
        "method": "GET",
        "path": "/flex/SendRequest?v=3&q=700101&fd=20251101&td=20260104",
        "status": 200,
        "effect": f"reference {code}",
    }
    assert visits[1]["effect"] == f"statement of 700101, 2025-11-01 to 2026-01-04, {size} bytes"
    assert [visit["effect"] for visit in visits[2:]] == ["1017", "1012", "1015"]
    assert not any(token in str(visits) for token in (them.TOKEN, them.EXPIRED, "mistyped"))


async def test_the_same_seed_and_clock_give_the_same_bytes() -> None:
    found: list[tuple[str, bytes]] = []
    for _ in range(2):
        async with flex_venue() as one:
            code = await one.reference(them.ALL)
            found.append((code, (await one.ask("GetStatement", q=code)).content))
    assert found[0] == found[1]


async def test_a_reference_outlives_a_venue_with_a_folder_unless_it_starts_fresh(tmp_path: Path) -> None:
    async with flex_venue(SimulatorOptions(folder=tmp_path)) as one:
        code = await one.reference(**RANGE)
        before = (await one.ask("GetStatement", q=code)).text
    async with flex_venue(SimulatorOptions(folder=tmp_path)) as one:
        assert await one.code("GetStatement", q=code) == 1019
        one.venue.clock.advance(30)
        assert (await one.ask("GetStatement", q=code)).text == before
        assert await one.reference() != code
    async with flex_venue(SimulatorOptions(folder=tmp_path, fresh=True)) as one:
        assert await one.code("GetStatement", q=code) == 1017


async def test_a_large_statement_comes_while_others_are_answered(flex: FlexClient) -> None:
    flex.venue.faults.set("flex_rows", parts=200, count=1)
    code = await flex.reference(**RANGE)
    flex.venue.clock.advance(7)
    size, meanwhile = 0, 0
    async with (
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as other,
        flex.http.stream(
            "GET", f"{flex.venue.flex_url}/GetStatement", params={"t": them.TOKEN, "v": "3", "q": code}
        ) as statement,
    ):
        async for chunk in statement.aiter_bytes():
            size += len(chunk)
            if meanwhile < 3:
                meanwhile += (await other.get(flex.venue.control_url + "/health")).status_code == 200
    assert meanwhile == 3
    assert size > 5_000_000
