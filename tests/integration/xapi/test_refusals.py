"""A broker that refuses any one command: what was to be read says so with code and words, and the rest goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle

from tests.integration.xapi.virtual import Trader, trade
from tui.desk.log import PLAIN
from tui.domain.candle import DAY_MS, Period
from tui.domain.events import LinkState
from tui.domain.facts import Question, QuestionKind
from tui.domain.freshness import Freshness
from tui.domain.position import Side
from tui.domain.traffic import Exchanged, Outcome

HELD_ELSEWHERE = {"login", "logout", "tradeTransaction", "tradeTransactionStatus"}
"""A refused login has tests of the session, refused orders have those of the orders."""

PRICE = Decimal("1.1")


@dataclass(frozen=True)
class Case:
    """What a user does, and where he is then told; without `told` it is only a line of the log."""

    do: Callable[[Trader], object]
    told: Callable[[Trader], str] | None = None


def sheet(fact: str) -> Case:
    return Case(
        lambda trader: trader.desk.sheets.show("EURUSD", anew=True),
        lambda trader: trader.store.sheets.facts["EURUSD"].problems.get(fact, ""),
    )


def again(reading: str) -> Case:
    return Case(lambda trader: trader.desk.refresh(), lambda trader: trader.desk.problem(reading))


def month(trader: Trader) -> tuple[int, int]:
    now_ms = trader.clock.now_ms()
    return now_ms - 30 * DAY_MS, now_ms


def asks_profit(trader: Trader) -> None:
    question = Question(QuestionKind.TARGET, "EURUSD", PRICE, Side.BUY, PRICE, PRICE, 2 * PRICE)
    trader.desk.calculator.want([question], "typed", trader.clock.now_ms())


def forget_hours(trader: Trader) -> None:
    trader.store.market.hours.clear()
    trader.desk.market.load_facts()


CASES = {
    "getAllSymbols": Case(lambda trader: trader.desk.refresh(), lambda trader: trader.store.market.listing.text),
    "getCalendar": Case(lambda trader: trader.desk.calendar.refresh(), lambda trader: trader.store.calendar.fetch.text),
    "getChartRangeRequest": Case(
        lambda trader: trader.desk.show_chart("main", "GOLD", Period.H1),
        lambda trader: trader.desk.problem(("chart", ("GOLD", Period.H1))),
    ),
    "getChartLastRequest": Case(
        lambda trader: trader.desk.charts.refresh(),
        lambda trader: trader.desk.problem(("chart", ("GOLD", Period.H1))),
    ),
    "getCommissionDef": sheet("commission"),
    "getCurrentUserData": again("profile"),
    "getIbsHistory": Case(
        lambda trader: trader.desk.ib.load(*month(trader)), lambda trader: trader.store.ib.fetch.text
    ),
    "getMarginLevel": again("figures"),
    "getMarginTrade": sheet("margin"),
    "getNews": Case(lambda trader: trader.desk.news.refresh(), lambda trader: trader.store.news.fetch.text),
    "getProfitCalculation": Case(
        asks_profit, lambda trader: "".join(answer.text for answer in trader.desk.calculator.answers().values())
    ),
    "getServerTime": again("clock"),
    "getStepRules": Case(lambda trader: trader.desk.costs.step_rule(1)),
    "getSymbol": sheet("symbol"),
    "getTickPrices": again("prices"),
    "getTradeRecords": Case(lambda trader: trader.desk.records.ask(1), lambda trader: trader.desk.records.problem(1)),
    "getTrades": again("resync"),
    "getTradesHistory": Case(
        lambda trader: trader.desk.history.load(*month(trader)), lambda trader: trader.store.history.fetch.text
    ),
    "getTradingHours": Case(forget_hours, lambda trader: trader.desk.problem("hours")),
    "getVersion": again("version"),
    "ping": Case(lambda _: None),
}


def test_every_command_of_the_screens_has_a_case() -> None:
    assert CASES.keys() | HELD_ELSEWHERE == PLAIN.keys()


def test_one_refused_command_is_told_where_it_is_missed_and_stops_nothing_else() -> None:
    async def story(trader: Trader) -> None:
        await trader.until(lambda: trader.freshness("EURUSD") is Freshness.LIVE)
        for (command, case), code in zip(CASES.items(), cycle(("BE115", "EX001")), strict=False):
            await refused(trader, command, code, case)
        assert trader.store.link.current.epoch == 1

    trade(story, "EURUSD", "GOLD")


async def refused(trader: Trader, command: str, code: str, case: Case) -> None:
    trader.venue.faults.set("error", socket="main", command=command, code=code, message="not today")
    case.do(trader)
    told = case.told
    if told is None:
        await trader.until(lambda: refusals(trader, command) == {code}, command)
    else:
        await trader.until(lambda: code in told(trader), command)
    assert trader.store.link.current.state is LinkState.READY, command
    trader.venue.faults.clear()
    trader.desk.refresh()
    case.do(trader)
    if told is not None:
        await trader.until(lambda: not told(trader), f"{command} again")
    tick = trader.store.market.prices["EURUSD"].quote.at_ms
    await trader.until(lambda: trader.store.market.prices["EURUSD"].quote.at_ms > tick)


def refusals(trader: Trader, command: str) -> set[str]:
    facts = [line.fact for line in trader.store.traffic.lines if isinstance(line.fact, Exchanged)]
    return {fact.code for fact in facts if fact.name == command and fact.outcome is Outcome.REFUSED}


def test_a_login_without_the_open_trades_shows_everything_else_and_waits_for_them() -> None:
    async def story(trader: Trader) -> None:
        store = trader.store
        trader.venue.faults.set("error", socket="main", command="getTrades", code="EX001", message="not today")
        trader.desk.reconnect()
        await trader.until(lambda: "EX001: not today" in trader.desk.problem("resync").replace(" –", ":"))
        trader.heard.clear()
        await asyncio.sleep(20)
        assert store.link.current.state is LinkState.SYNCING
        assert trader.freshness("EURUSD") is Freshness.LIVE
        asked = [sum(name in data for data in trader.heard) for name in (b'"getTrades"', b'"getAllSymbols"')]
        assert asked[0] in (3, 4)
        assert asked[1] <= 1
        assert len(store.news) > 0
        trader.venue.faults.clear()
        await trader.until(lambda: store.link.current.state is LinkState.READY)
        assert trader.desk.problem("resync") == ""

    trade(story, "EURUSD")
