"""The log of a session at a whole venue: every exchange in plain words, what is not answered yet, and no secret."""

from __future__ import annotations

import asyncio
import re

from tests.integration.venue.harness import order
from tests.integration.venue.in_memory import enter
from tests.integration.xapi.virtual import Trader, trade
from tui.desk.log import Told, budget, link_spans, told
from tui.domain.events import LinkState


def lines(trader: Trader, what: str) -> list[Told]:
    """Return the lines that say this, the oldest first."""
    return [words for words in map(told, trader.store.traffic.lines) if words.what == what]


def test_the_log_tells_a_session_from_its_login_to_an_answer_that_never_came() -> None:
    async def story(trader: Trader) -> None:
        await asyncio.sleep(5)
        assert [words.result for words in lines(trader, "Log in")] == ["answered"]
        assert lines(trader, "All symbols")[0].result == f"{len(trader.venue.market.symbols)} records"
        assert "EURUSD" in {symbol for words in lines(trader, "Stream prices") for symbol in words.symbols}
        assert trader.store.traffic.counts["tickPrices"] > 0
        rival = enter(trader.venue)
        rival.hear("tradeTransaction", arguments=order(0.1, symbol="EURUSD"))
        await trader.until(lambda: bool(lines(trader, "Position opened or changed")), "a position")
        verdicts = [words.result for words in lines(trader, "Verdict on a trade request")]
        assert any(verdict.startswith("accepted · request ") for verdict in verdicts)
        await refused_and_unanswered(trader)
        assert [span.state for span in link_spans(trader.store.link.past, trader.clock.monotonic())][:1] == [
            LinkState.READY
        ]
        assert 0 < budget(trader.store, trader.clock.monotonic()).written < 100
        written = repr(trader.store.traffic.lines)
        (token,) = set(re.findall(rb'"streamSessionId":"([^"]+)"', b"".join(trader.heard)))
        assert "demo" not in written
        assert token.decode() not in written

    trade(story, "EURUSD")


async def refused_and_unanswered(trader: Trader) -> None:
    """Have one command refused, and one not answered: it is listed as waiting until it is given up."""
    trader.venue.faults.set("error", socket="main", command="getCalendar", code="EX001", message="not today")
    trader.desk.calendar.refresh()
    await trader.until(lambda: lines(trader, "Economic calendar")[-1].code == "EX001", "a refusal")
    assert lines(trader, "Economic calendar")[-1].bad
    trader.venue.faults.set("reply_lost", socket="main", command="getNews")
    trader.desk.news.refresh()
    await asyncio.sleep(4)
    (waiting,) = trader.store.traffic.waiting.values()
    assert waiting.name == "getNews"
    assert 3 < trader.clock.monotonic() - waiting.asked < 5
    await trader.until(lambda: lines(trader, "News of a span")[-1].result == "not answered", "giving it up")
    assert trader.store.traffic.waiting == {}
