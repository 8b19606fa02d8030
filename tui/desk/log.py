"""What the log says of the line to the broker: commands in plain words, error codes, the link's history, the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tui.domain.events import LinkChanged, LinkState
from tui.domain.traffic import Exchanged, Outcome
from tui.store.store import Store
from tui.store.traffic import LogLine, Received
from tui.xapi.codes import ALL_CODES, CodeClass, lookup
from tui.xapi.codes import CodeInfo as CodeInfo  # noqa: PLC0414 - the screen knows it from here
from tui.xapi.login_guard import BUDGET_LOGINS, BUDGET_SPAN_S
from tui.xapi.pacing import INTERVAL_S

PLAIN = {
    "login": "Log in",
    "logout": "Log out",
    "getAllSymbols": "All symbols",
    "getCalendar": "Economic calendar",
    "getChartLastRequest": "Candles up to now",
    "getChartRangeRequest": "Candles of a span",
    "getCommissionDef": "Commission and rate of exchange",
    "getCurrentUserData": "Data of the account",
    "getIbsHistory": "IB history",
    "getMarginLevel": "Balance, equity and margin",
    "getMarginTrade": "Margin of a trade",
    "getNews": "News of a span",
    "getProfitCalculation": "Profit between two prices",
    "getServerTime": "Server time",
    "getStepRules": "Volume steps",
    "getSymbol": "One symbol",
    "getTickPrices": "Current prices",
    "getTradeRecords": "Trades by number",
    "getTrades": "Open positions and pending orders",
    "getTradesHistory": "Closed trades of a span",
    "getTradingHours": "Trading hours",
    "getVersion": "API version",
    "ping": "Sign of life",
    "tradeTransaction": "Trade request",
    "tradeTransactionStatus": "Verdict on a trade request asked for",
}
"""What each command asks for (XAPI 5)."""

STREAMS = {
    "Balance": "balance",
    "Candles": "candles",
    "KeepAlive": "signs of life",
    "News": "news",
    "Profits": "profits",
    "TickPrices": "prices",
    "Trades": "trades",
    "TradeStatus": "verdicts",
}
"""What each stream brings (XAPI 6)."""

RECORDS = {
    "tickPrices": "prices",
    "candle": "candles",
    "keepAlive": "signs of life",
    "balance": "balance",
    "profit": "profits",
    "news": "news",
    "trade": "trades",
    "tradeStatus": "verdicts",
}
"""What each kind of record tells."""


class Told(NamedTuple):
    """A line of the log in plain words; `took_ms` is None where nothing was waited for."""

    sign: str
    what: str
    symbols: tuple[str, ...]
    about: str
    result: str
    code: str
    detail: str
    took_ms: int | None
    bad: bool
    command: str


def told(line: LogLine) -> Told:
    """Return a line in plain words; the sign is `>` for what we sent and `<` for what came by itself."""
    fact = line.fact
    if isinstance(fact, Received):
        return Told("<", fact.what, fact.symbols, "", fact.result, "", fact.detail, None, fact.bad, "")
    what = _stream_words(fact.name) if fact.stream else PLAIN.get(fact.name, fact.name)
    took = None if fact.stream or fact.asked is None else round((fact.received - fact.asked) * 1000)
    bad = fact.outcome not in {Outcome.ANSWERED, Outcome.WRITTEN}
    return Told(">", what, fact.symbols, fact.about, _result(fact), fact.code, fact.detail, took, bad, fact.name)


def _stream_words(name: str) -> str:
    if name == "ping":
        return "Sign of life on the stream"
    verb, topic = ("Stop", name[4:]) if name.startswith("stop") else ("Stream", name[3:])
    return f"{verb} {STREAMS.get(topic, topic)}"


def _result(fact: Exchanged) -> str:
    if fact.outcome is Outcome.WRITTEN:
        return "asked for"
    if fact.outcome is Outcome.REFUSED:
        return f"refused: {fact.code}"
    if fact.outcome is Outcome.ANSWERED and fact.rows is not None:
        return f"{fact.rows} record{'' if fact.rows == 1 else 's'}"
    if fact.outcome is Outcome.ANSWERED and fact.detail:
        return fact.detail
    return str(fact.outcome.value)


def code_info(code: str) -> CodeInfo:
    """Return what is known of an error code; unknown ones say so."""
    return lookup(code.strip().upper())


PROOFS = {
    CodeClass.REFUSED: "The command was refused and not carried out.",
    CodeClass.MARKET_MOVED: "The command was refused: price or pace did not allow it.",
    CodeClass.AMBIGUOUS: "It says nothing certain about what became of the command.",
    CodeClass.SESSION: "It is about the login or the session, not about the command.",
}
"""What a code proves about the command that it answers."""


def all_codes() -> list[str]:
    """Return every code that is known by name, sorted."""
    return sorted(ALL_CODES)


@dataclass(frozen=True, slots=True)
class LinkSpan:
    """How long the session stood in a state; `seconds` runs on for the last one."""

    state: LinkState
    since: float
    seconds: float
    host: str
    detail: str


def link_spans(past: Iterable[LinkChanged], now: float) -> list[LinkSpan]:
    """Return the states of the link with their durations, the newest first; repeats of a state are one span."""
    found: list[LinkSpan] = []
    until = now
    pending = list(_joined(past))
    for event, since in reversed(pending):
        found.append(LinkSpan(event.state, since, max(0.0, until - since), event.host, event.detail))
        until = since
    return found


def _joined(past: Iterable[LinkChanged]) -> Iterator[tuple[LinkChanged, float]]:
    held: tuple[LinkChanged, float] | None = None
    for event in past:
        same = held is not None and (held[0].state, held[0].detail) == (event.state, event.detail)
        if held is not None and same:
            held = (event, held[1])
            continue
        if held is not None:
            yield held
        held = (event, event.received)
    if held is not None:
        yield held


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of what the broker allows was used."""

    written: int
    """Commands on the main socket in the last minute."""
    most: int
    """How many our pace lets through in a minute."""
    logins: int
    """Logins in the last `span_s` seconds."""
    most_logins: int
    span_s: float


def budget(store: Store, now: float) -> Budget:
    """Return the use of the pace (XAPI 4.1: 200 ms between commands) and of the logins that we allow ourselves."""
    logins = {
        event.epoch
        for event in store.link.past
        if event.state is LinkState.LOGGING_IN and event.received > now - BUDGET_SPAN_S
    }
    written = store.traffic.written_since(now - 60)
    return Budget(written, int(60 / INTERVAL_S), len(logins), BUDGET_LOGINS, BUDGET_SPAN_S)
