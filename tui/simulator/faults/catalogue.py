"""Every fault that the venue can be told to have, with its failure number, its meaning and its own settings."""

from __future__ import annotations

from collections.abc import Mapping

from tui.simulator.faults.crm import CRM
from tui.simulator.faults.dxfeed import DXFEED
from tui.simulator.faults.flex import FLEX
from tui.simulator.faults.kind import FaultKind

_ENDS = {"end": ("reset", "fin")}

_LINK = (
    FaultKind("refuse", "F01", "link", "new connections are reset before a word; those that stand stay"),
    FaultKind("reset", "F05", "link", "connections break with RST, now; with seconds new ones too", one_shot=True),
    FaultKind("fin", "F06", "link", "connections end with FIN and no goodbye, now", one_shot=True),
    FaultKind("half_open", "F07 F08", "link", "bytes vanish and the connection stays, both ways or one"),
    FaultKind("latency", "F09", "link", "bytes arrive later, in order", {"ms": 200, "jitter_ms": 0}),
    FaultKind("stall", "F10", "link", "bytes are held, then all come at once"),
    FaultKind("slow", "F11", "link", "a narrow line", {"bytes_per_s": 1000}),
    FaultKind("slice", "F12", "link", "every write is cut into small ones", {"bytes": 1}),
    FaultKind(
        "truncate",
        "F14",
        "link",
        "the connection is cut after so many more bytes; with command they count from the first byte of the next frame "
        "of that command (to_server, which is then carried out only when it came whole) or of its reply (to_client)",
        {"bytes": 0, "end": "reset"},
        _ENDS,
    ),
    FaultKind(
        "cut",
        "F14 A6",
        "server",
        "the connection is cut when a command has been read: before it is carried out, or with executed after that and "
        "before its reply",
        {"executed": False, "end": "reset"},
        _ENDS,
    ),
)

_REPLIES = (
    FaultKind("reply_lost", "F20", "server", "commands are executed, their replies never leave"),
    FaultKind("reply_delayed", "F21", "server", "replies leave later", {"ms": 1000}),
    FaultKind("reply_doubled", "F22", "server", "replies come twice"),
    FaultKind(
        "reply_swapped",
        "F23",
        "server",
        "a reply leaves behind the next one of its connection, or after ms when there is none",
        {"ms": 5000},
    ),
    FaultKind("tag_missing", "F24", "server", "replies do not carry the customTag"),
    FaultKind("tag_wrong", "F24", "server", "replies carry another customTag", {"tag": "not-yours"}),
    FaultKind(
        "event_first",
        "F25",
        "server",
        "the number of an order is replied only when its verdict has been told on the streams, and ms later",
        {"ms": 0},
    ),
)

_STREAMS = (
    FaultKind("statuses_stop", "F26", "server", "tradeStatus messages are lost"),
    FaultKind("verdicts_stop", "F26", "server", "verdicts are lost on tradeStatus, while PENDING is told"),
    FaultKind("status_doubled", "F26", "server", "tradeStatus messages come twice"),
    FaultKind(
        "status_contradicts",
        "F26",
        "server",
        "instead of the verdict of a request these states are told, one message each: 3,4 or 3,1 or 4,3 or others",
        {"sequence": "3,4"},
    ),
    FaultKind("trades_stop", "F27", "server", "trade messages are lost while keepAlive lives"),
    FaultKind("records_stop", "F27", "server", "trade messages are lost but for those of requests in flight"),
    FaultKind("trade_doubled", "F27", "server", "trade messages come twice"),
    FaultKind("keepalive_stops", "F28", "server", "no keepAlive messages, everything else goes on"),
    FaultKind(
        "ticks_stop",
        "F29",
        "server",
        "no tickPrices messages, of one symbol or of all, while everything else goes on",
        {"symbol": ""},
    ),
    FaultKind(
        "candles_stop",
        "F29",
        "server",
        "no candle messages, of one symbol or of all, while everything else goes on",
        {"symbol": ""},
    ),
)

_ORDERS = (
    FaultKind(
        "error",
        "F30 F32 F33 F41 F42 A11",
        "server",
        "commands answer with an error code of any kind; with after they are executed all the same, orders delay_ms of "
        "the venue's time behind the answer",
        {"code": "EX001", "message": "Internal error", "after": False, "delay_ms": 0},
    ),
    FaultKind(
        "requotes",
        "F47",
        "server",
        "market orders and closes are refused with these codes in turn; with rejected they are taken and then rejected",
        {"codes": "BE013,BE010,BE015", "rejected": False},
    ),
    FaultKind(
        "status_error",
        "A13",
        "server",
        "a taken order comes to request status 0 (ERROR); then it is executed ms later, or dies, or as the venue's "
        "setting error_executes says",
        {"ms": 3000, "then": "as_set"},
        {"then": ("as_set", "executes", "dies")},
    ),
    FaultKind("status_unknown", "A4", "server", "tradeTransactionStatus answers BE098 for numbers that exist"),
    FaultKind(
        "comment_changed",
        "F34 A1",
        "server",
        "orders are kept, and echoed everywhere, with a customComment that is cut, blanked or upper-cased",
        {"how": "cut", "length": 20},
        {"how": ("cut", "blank", "upper")},
    ),
    FaultKind("numbers_huge", "F44", "server", "order numbers go on above 2^53, for ever"),
)

_SNAPSHOTS = (
    FaultKind(
        "records_late",
        "F31",
        "server",
        "new positions and pending orders are seen in snapshots and on the stream only ms of the venue's time later",
        {"ms": 5000},
    ),
    FaultKind(
        "snapshot_old",
        "F35",
        "server",
        "getTrades and getTradeRecords answer with the state of ms ago",
        {"ms": 2000},
    ),
    FaultKind("rows_missing", "F36", "server", "trade lists lack their newest rows, so many", {"rows": 1}),
    FaultKind("rows_doubled", "F36", "server", "trade lists hold every row twice"),
    FaultKind("rows_none", "F36", "server", "trade lists are empty and the status is true"),
    FaultKind("history_lag", "F37", "server", "what was closed in the last ms is not in the lists yet", {"ms": 10_000}),
)

_SESSIONS = (
    FaultKind("token_invalid", "F38", "server", "stream commands answer BE117"),
    FaultKind("login_kicks", "F39 A9", "server", "a login ends the earlier sessions of the same account"),
    FaultKind(
        "maintenance",
        "F48",
        "server",
        "all sessions end now, and logins are refused until it is over",
        {"code": "EX005", "message": "Internal error, system overloaded"},
    ),
)

CATALOGUE: Mapping[str, FaultKind] = {
    kind.name: kind for kind in (*_LINK, *_REPLIES, *_STREAMS, *_ORDERS, *_SNAPSHOTS, *_SESSIONS, *FLEX, *CRM, *DXFEED)
}
