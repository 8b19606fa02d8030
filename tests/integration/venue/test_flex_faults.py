"""What the Flex pages can be told to do wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from tests.integration.venue import flex as them
from tests.integration.venue.flex import RANGE, FlexClient, code_of, flex_venue
from tests.integration.venue.harness import post
from tui.simulator.flex.codes import MESSAGES

pytestmark = pytest.mark.anyio


@pytest.fixture
async def flex() -> AsyncIterator[FlexClient]:
    async with flex_venue(with_past=False) as client:
        yield client


def broken(text: str) -> bool:
    """Tell whether a text is no XML."""
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return True
    return False


@pytest.mark.parametrize("code", [*MESSAGES, 1002, 9999])
async def test_every_code_comes_on_demand_as_often_as_it_is_told_to(flex: FlexClient, code: int) -> None:
    wish = {"fault": "flex_error", "code": code, "count": 1}
    assert (await post(flex.venue, "/faults", {"set": [wish]})).status_code == 200
    reply = (await flex.ask("SendRequest", q=them.YEAR)).text
    assert code_of(reply) == code
    assert MESSAGES.get(code, "Unknown error.") in reply
    assert ("<Status>Warn</Status>" in reply) == (code == 1019)
    assert await flex.code("SendRequest", q=them.YEAR) == 0


async def test_an_error_is_for_one_page_and_one_query_and_says_what_it_is_told_to(flex: FlexClient) -> None:
    code = await flex.reference(them.CSV)
    flex.venue.faults.set(
        "flex_error", command="GetStatement", query=them.CSV, code=1019, status="Fail", message="Not <yet>"
    )
    assert await flex.code("SendRequest", q=them.CSV) == 0
    assert await flex.code("GetStatement", q=await flex.reference(them.YEAR)) == 0
    reply = (await flex.ask("GetStatement", q=code)).text
    assert "<Status>Fail</Status>" in reply
    assert "<ErrorMessage>Not &lt;yet&gt;</ErrorMessage>" in reply


@pytest.mark.parametrize(
    ("how", "status", "begins"),
    [
        ("html", 200, "<!DOCTYPE html>"),
        ("not_found", 404, "<!DOCTYPE html>"),
        ("unavailable", 500, "Our services are temporarily unavailable."),
        ("plain", 200, "Please try again later"),
        ("empty", 200, ""),
        ("version_2", 200, "<FlexStatementResponse"),
    ],
)
async def test_something_else_answers(flex: FlexClient, how: str, status: int, begins: str) -> None:
    flex.venue.faults.set("flex_answer", how=how)
    for page in ("SendRequest", "GetStatement"):
        reply = await flex.ask(page, q=them.YEAR)
        assert (reply.status_code, reply.text.startswith(begins)) == (status, True)
        assert bool(reply.text) == (how != "empty")
    assert (await flex.venue.ledger())["http"][0]["status"] == status


@pytest.mark.parametrize(
    ("how", "has"),
    [
        ("double_quotes", '<FlexStatementResponse timestamp="05 January'),
        ("declaration", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("odd_zone", "AM GMT+25'>"),
        ("extra", "<Hint level='info'>"),
        ("one_line", "</Status><ReferenceCode>"),
        ("reference_missing", "<Status>Success</Status>\n<Url>"),
        ("reference_empty", "<ReferenceCode></ReferenceCode>"),
        ("reference_text", "<ReferenceCode>Report #12 &lt;b&gt;soon&lt;/b&gt;</ReferenceCode>"),
    ],
)
async def test_replies_are_spelled_in_other_ways(flex: FlexClient, how: str, has: str) -> None:
    flex.venue.faults.set("flex_reply", how=how)
    reply = (await flex.ask("SendRequest", q=them.YEAR)).text
    assert has in reply
    assert not broken(reply)


@pytest.mark.parametrize(
    ("how", "has"),
    [
        ("lower", "<url>http://127.0.0.1:"),
        ("padded", "<Url>\n\n    http://127.0.0.1:"),
        ("missing", "</ReferenceCode>\n</FlexStatementResponse>"),
        ("empty", "<Url></Url>"),
        ("relative", "<Url>/flex/AccountManagement/FlexWebService/GetStatement</Url>"),
        ("hostile", "<Url>https://flex.example.net/flex/"),
        ("named", "<Url>http://www.interactivebrokers.com@127.0.0.1:"),
        ("dead", "<Url>http://127.0.0.1:1/flex/"),
    ],
)
async def test_the_address_to_follow_is_spelled_wrong_or_elsewhere(flex: FlexClient, how: str, has: str) -> None:
    flex.venue.faults.set("flex_url", how=how)
    reply = (await flex.ask("SendRequest", q=them.YEAR)).text
    assert has in reply
    assert not broken(reply)


@pytest.mark.parametrize("works", ["url", "base"])
async def test_only_one_of_both_hosts_has_the_statement(flex: FlexClient, works: str) -> None:
    code = await flex.reference()
    base, url = "GetStatement", "AccountManagement/FlexWebService/GetStatement"
    good, other = (url, base) if works == "url" else (base, url)
    flex.venue.faults.set("flex_host", works=works)
    assert [await flex.code(good, q=code), await flex.code(other, q=code)] == [0, 1019]
    flex.venue.faults.clear()
    flex.venue.faults.set("flex_host", works=works, other="not_found")
    assert (await flex.ask(other, q=code)).status_code == 404


async def test_a_statement_takes_an_hour(flex: FlexClient) -> None:
    flex.venue.faults.set("flex_generation", takes_s=3600, count=1)
    code = await flex.reference()
    assert await flex.code("GetStatement", q=code) == 1019
    flex.venue.clock.advance(3500)
    assert await flex.code("GetStatement", q=code) == 1019
    flex.venue.clock.advance(100)
    assert await flex.code("GetStatement", q=code) == 0


async def test_a_statement_is_blown_up_and_its_sums_stay_true() -> None:
    async with flex_venue() as flex:
        plain = list((await flex.tree(**RANGE)).iter("Trade"))
        flex.venue.faults.set("flex_rows", parts=7)
        many = list((await flex.tree(**RANGE)).iter("Trade"))
    assert len(many) == 7 * len(plain)
    assert len({trade.get("transactionID") for trade in many}) == len(many)
    for name in ("quantity", "proceeds", "ibCommission", "fifoPnlRealized", "cost"):
        assert total(many, name) == total(plain, name)


def total(rows: list[ElementTree.Element], name: str) -> Any:
    """Return an exact sum."""
    from decimal import Decimal

    return sum(Decimal(row.get(name) or "0") for row in rows)


@pytest.mark.parametrize("end", ["reset", "fin"])
async def test_the_connection_ends_in_the_middle_of_a_statement_and_the_next_try_is_whole(
    flex: FlexClient, end: str
) -> None:
    code = await flex.reference(**RANGE)
    flex.venue.faults.set("flex_cut", bytes=600, end=end, count=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await flex.ask("GetStatement", q=code)
    assert (await flex.venue.ledger())["http"][-1]["effect"].endswith(", 600 bytes, cut")
    assert (await flex.ask("GetStatement", q=code)).text.endswith("</FlexQueryResponse>\n")


async def test_a_statement_stops_in_the_middle_and_the_venue_lives_on(flex: FlexClient) -> None:
    code = await flex.reference(**RANGE)
    flex.venue.faults.set("flex_hang", bytes=600)
    flex.venue.clock.advance(7)
    wish = {"t": them.TOKEN, "v": "3", "q": code}
    async with flex.http.stream("GET", f"{flex.venue.flex_url}/GetStatement", params=wish) as statement:
        reading = asyncio.create_task(statement.aread())
        _, waiting = await asyncio.wait((reading,), timeout=0.3)
        assert waiting == {reading}
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading
    assert await flex.code("SendRequest", q=them.YEAR) == 0


async def test_a_statement_comes_on_a_narrow_line(flex: FlexClient) -> None:
    whole = (await flex.statement(**RANGE)).content
    flex.venue.faults.set("flex_slow", bytes_per_s=4 * len(whole))
    flex.venue.clock.advance(60)
    code = await flex.reference(**RANGE)
    flex.venue.clock.advance(7)
    pieces = []
    wish = {"t": them.TOKEN, "v": "3", "q": code}
    async with flex.http.stream("GET", f"{flex.venue.flex_url}/GetStatement", params=wish) as statement:
        async for chunk in statement.aiter_raw():
            pieces.append(chunk)
    assert len(b"".join(pieces)) == len(whole)
    assert len(pieces) > 3


@pytest.mark.parametrize("how", ["truncated", "malformed", "control"])
async def test_a_statement_is_no_xml_and_begins_well(flex: FlexClient, how: str) -> None:
    flex.venue.faults.set("flex_damage", how=how, bytes=900)
    text = (await flex.statement(**RANGE)).text
    assert text.startswith("<FlexQueryResponse ")
    assert broken(text)
    assert (len(text) == 900) == (how == "truncated")


async def test_a_statement_announces_one_more_than_there_is(flex: FlexClient) -> None:
    flex.venue.faults.set("flex_damage", how="wrong_count")
    root = await flex.tree(them.ALL)
    statements = root.find("FlexStatements")
    assert statements is not None
    assert (statements.get("count"), len(statements)) == ("4", 3)


async def test_a_statement_has_entities_or_is_deep(flex: FlexClient) -> None:
    flex.venue.faults.set("flex_damage", how="entities", bytes=900, count=1)
    text = (await flex.statement(**RANGE)).text
    assert text.startswith("<!DOCTYPE FlexQueryResponse [")
    assert "&h;" in text
    flex.venue.faults.set("flex_damage", how="deep", bytes=900)
    assert "<d>" * 100_000 in (await flex.statement(**RANGE)).text
