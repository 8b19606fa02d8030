"""Every request-reply command (spec section 5): from a parsed object to the text of its reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tui.simulator import charts, reading
from tui.simulator.arguments import Arguments
from tui.simulator.context import Job, MainSession, VenueContext, new_token
from tui.simulator.exchange import USUAL, Course, Refusal
from tui.simulator.logins import LoginVerdict
from tui.simulator.market import Market
from tui.simulator.reading import granted
from tui.simulator.refusals import (
    ALREADY_LOGGED,
    BAD_FORMAT,
    INTERNAL_ERROR,
    LOCKED_PASSWORD,
    NO_SUCH_METHOD,
    WRONG_PASSWORD,
    ApiError,
    not_logged,
)
from tui.simulator.wire import encode, pretty

Handler = Callable[[MainSession, Arguments], Any]

READERS: Final[dict[str, Handler]] = {
    "getAllSymbols": reading.all_symbols,
    "getCalendar": reading.calendar,
    "getChartLastRequest": charts.chart_last,
    "getChartRangeRequest": charts.chart_range,
    "getCommissionDef": reading.commission_def,
    "getCurrentUserData": reading.current_user,
    "getIbsHistory": reading.ibs_history,
    "getMarginLevel": reading.margin_level,
    "getMarginTrade": reading.margin_trade,
    "getNews": reading.news,
    "getProfitCalculation": reading.profit_calculation,
    "getServerTime": reading.server_time,
    "getStepRules": reading.step_rules,
    "getSymbol": reading.one_symbol,
    "getTickPrices": reading.tick_prices,
    "getTradeRecords": reading.trade_records,
    "getTrades": reading.trades,
    "getTradesHistory": reading.trades_history,
    "getTradingHours": reading.trading_hours,
    "getVersion": reading.version,
    "tradeTransactionStatus": reading.transaction_status,
}
TRADE: Final = "tradeTransaction"
PLAIN: Final = ("ping", "logout", "login", TRADE)
COMMANDS: Final = frozenset((*READERS, *PLAIN))
ON_THE_BOOK: Final = frozenset(
    [
        "getCommissionDef",
        "getCurrentUserData",
        "getIbsHistory",
        "getMarginLevel",
        "getMarginTrade",
        "getProfitCalculation",
        "getTradeRecords",
        "getTrades",
        "getTradesHistory",
        "tradeTransaction",
        "tradeTransactionStatus",
    ]
)
"""The commands that need the exchange; all others are answered while its book is still being opened."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The text to send for one command; with `ends` the connection closes after it.

    `request` is the number of the order that was taken, if one was.
    """

    text: str
    ends: bool = False
    request: int | None = None


@dataclass(frozen=True, slots=True)
class SlowReply:
    """A reply that has to be worked out on a market first, and what to say when that breaks."""

    work: Callable[[Market], Reply]
    broken: Reply


class MainDialogue:
    """What one main connection may say and is answered: nothing but `login` until logged in.

    `started` is called with a new session, so that its stream token becomes valid.
    """

    def __init__(self, context: VenueContext, connection: str, started: Callable[[MainSession], None]) -> None:
        self._context = context
        self._connection = connection
        self._started = started
        self.session: MainSession | None = None

    def answer(self, command: Mapping[str, Any], size_bytes: int, course: Course = USUAL) -> Reply | SlowReply:
        """Return the reply to one command of so many bytes; an order takes this course."""
        name = command.get("command")
        number: int | None = None
        try:
            if not isinstance(name, str):
                raise BAD_FORMAT()
            if name == TRADE:
                number = self._trade(command, size_bytes, course)
                fields: dict[str, Any] = {"returnData": {"order": number}}
            else:
                fields = self._run(name, command)
        except ApiError as error:
            return error_reply(command, error)
        job = fields.get("returnData")
        if isinstance(job, Job):
            return _later(job, command)
        reply = _finish({"status": True, **_tag(command), **fields}, command, ends=name == "logout")
        return reply if number is None else replace(reply, request=number)

    def note(
        self, command: Mapping[str, Any], size_bytes: int, refusal: Refusal | None, fault: str | None = None
    ) -> None:
        """Put an order in the ledger that is not carried out; other commands leave no trace there."""
        office = self._context.office
        if command.get("command") != TRADE:
            return
        if not office.is_open:
            office.when_open(lambda: self.note(command, size_bytes, refusal, fault))
            return
        arguments = command.get("arguments")
        info = arguments.get("tradeTransInfo") if isinstance(arguments, dict) else None
        office.exchange.note(
            "" if self.session is None else self.session.login,
            info if isinstance(info, dict) else {},
            self._context.clock.now_ms(),
            connection=self._connection,
            frame_bytes=size_bytes,
            refusal=refusal,
            fault=fault,
        )

    def _run(self, name: str, command: Mapping[str, Any]) -> dict[str, Any]:
        if name not in COMMANDS:
            raise NO_SUCH_METHOD()
        if name == "login":
            return self._login(Arguments.of(command))
        if self.session is None:
            raise not_logged(name)
        arguments = Arguments.of(command)
        reader = READERS.get(name)
        return {} if reader is None else {"returnData": reader(self.session, arguments)}

    def _login(self, arguments: Arguments) -> dict[str, Any]:
        if self.session is not None:
            raise ALREADY_LOGGED()
        login, password = arguments.text("userId"), arguments.text("password")
        verdict = self._context.logins.try_login(login, password)
        if verdict is LoginVerdict.LOCKED:
            raise LOCKED_PASSWORD()
        if verdict is LoginVerdict.WRONG:
            raise WRONG_PASSWORD()
        token = new_token(self._context.strict, self._context.random)
        self.session = MainSession(self._context, self._connection, login, token)
        self._started(self.session)
        return {"streamSessionId": token}

    def _trade(self, command: Mapping[str, Any], size_bytes: int, course: Course) -> int | None:
        """Submit an order; what does not even get there is in the ledger as well."""
        session = self.session
        try:
            if session is None:
                raise not_logged(TRADE)
            info = Arguments.of(command).mapping("tradeTransInfo")
        except ApiError as error:
            self.note(command, size_bytes, Refusal(error.code, error.text), course.fault)
            raise
        number = self._context.exchange.submit(
            session.login,
            info,
            self._context.clock.now_ms(),
            connection=self._connection,
            frame_bytes=size_bytes,
            course=course,
        )
        return granted(number)


def _later(job: Job, command: Mapping[str, Any]) -> SlowReply:
    head = {"status": True, **_tag(command)}
    return SlowReply(
        work=lambda market: _finish({**head, "returnData": job.work(market)}, command, ends=False),
        broken=error_reply(command, INTERNAL_ERROR()),
    )


def error_reply(command: Mapping[str, Any], error: ApiError) -> Reply:
    """Return the reply of a refused command; the tag comes before the code, as real servers send it."""
    fields = {"status": False, **_tag(command), "errorCode": error.code, "errorDescr": error.text}
    return _finish(fields, command, ends=False)


def _tag(command: Mapping[str, Any]) -> dict[str, Any]:
    return {"customTag": command["customTag"]} if "customTag" in command else {}


def _finish(fields: Mapping[str, Any], command: Mapping[str, Any], *, ends: bool) -> Reply:
    text = encode(fields)
    return Reply(pretty(text) if command.get("prettyPrint") is True else text, ends)
