"""How each fault of the venue is used in a run: how often, with what settings, on what, for how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

AMBIGUOUS = ("BE000", "BE019", "BE020", "BE099", "BE200", "EX001", "EX002", "EX003", "EX005", "SE199", "XX123")
DEFINITE = ("BE001", "BE002", "BE003", "BE011", "BE094", "BE096", "BE098", "BE102", "EX000", "EX006", "BE010", "BE016")
SESSION = ("EX004", "EX008", "BE103", "BE118")

Settings = Callable[[Random], Mapping[str, Any]]


def _nothing(chance: Random) -> Mapping[str, Any]:
    return {}


def _error(chance: Random) -> Mapping[str, Any]:
    lies = chance.random() < 0.15
    code = chance.choice(DEFINITE if lies or chance.random() < 0.3 else (*AMBIGUOUS, *AMBIGUOUS, *SESSION))
    after = lies or (code in AMBIGUOUS and chance.random() < 0.6)
    return {"code": code, "after": after, "delay_ms": chance.choice((0, 0, 3_000, 20_000)) if after else 0}


def _ms(most: int) -> Settings:
    return lambda chance: {"ms": chance.randint(50, most)}


def _end(chance: Random) -> Mapping[str, Any]:
    return {"executed": chance.random() < 0.5, "end": chance.choice(("reset", "fin"))}


def _truncate(chance: Random) -> Mapping[str, Any]:
    return {
        "bytes": chance.randint(0, 260),
        "end": chance.choice(("reset", "fin")),
        "direction": chance.choice(("to_server", "to_client")),
    }


def _way(chance: Random) -> Mapping[str, Any]:
    return {"direction": chance.choice(("both", "both", "to_client", "to_server"))}


def _latency(chance: Random) -> Mapping[str, Any]:
    return {"ms": chance.randint(50, 3_000), "jitter_ms": chance.randint(1, 1_500)}


def _comment(chance: Random) -> Mapping[str, Any]:
    return {"how": chance.choice(("cut", "blank", "upper")), "length": chance.randint(1, 29)}


def _states(chance: Random) -> Mapping[str, Any]:
    return {"sequence": chance.choice(("3,4", "4,3", "3,1", "1,3", "1,4", "4,1", "3,3", "0,3", "0,4", "1"))}


def _requotes(chance: Random) -> Mapping[str, Any]:
    return {"rejected": chance.random() < 0.5}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a fault of the venue's catalogue is used: on orders only, for some commands, or for some seconds."""

    weight: int
    settings: Settings = _nothing
    orders: bool = False
    seconds: tuple[float, float] | None = None
    socket: str = ""


RECIPES: Mapping[str, Recipe] = {
    "refuse": Recipe(2, seconds=(2, 15)),
    "half_open": Recipe(3, _way, seconds=(4, 40)),
    "latency": Recipe(4, _latency, seconds=(5, 40)),
    "stall": Recipe(4, _way, seconds=(1, 9)),
    "slow": Recipe(2, lambda chance: {"bytes_per_s": chance.randint(200, 2_000)}, seconds=(4, 15)),
    "slice": Recipe(1, lambda chance: {"bytes": chance.randint(16, 60)}, seconds=(3, 10)),
    "reset": Recipe(2),
    "fin": Recipe(2),
    "truncate": Recipe(4, _truncate, orders=True),
    "cut": Recipe(4, _end, orders=True),
    "reply_lost": Recipe(4, orders=True),
    "reply_delayed": Recipe(4, _ms(25_000), orders=True),
    "reply_doubled": Recipe(2, orders=True),
    "reply_swapped": Recipe(3, _ms(5_000), orders=True),
    "tag_missing": Recipe(2, orders=True),
    "tag_wrong": Recipe(2, orders=True),
    "event_first": Recipe(4, _ms(2_000), orders=True),
    "statuses_stop": Recipe(4, seconds=(5, 60)),
    "verdicts_stop": Recipe(3, orders=True),
    "records_stop": Recipe(3, orders=True),
    "status_doubled": Recipe(2, seconds=(5, 60)),
    "status_contradicts": Recipe(2, _states, seconds=(5, 40)),
    "trades_stop": Recipe(4, seconds=(5, 60)),
    "trade_doubled": Recipe(2, seconds=(5, 60)),
    "keepalive_stops": Recipe(2, seconds=(5, 20)),
    "ticks_stop": Recipe(1, seconds=(5, 40)),
    "error": Recipe(6, _error, orders=True),
    "requotes": Recipe(2, _requotes, orders=True),
    "status_error": Recipe(2, _ms(4_000), orders=True),
    "status_unknown": Recipe(2, seconds=(5, 60)),
    "comment_changed": Recipe(2, _comment, orders=True),
    "records_late": Recipe(3, _ms(20_000), seconds=(5, 40)),
    "snapshot_old": Recipe(3, _ms(5_000), seconds=(5, 40)),
    "rows_missing": Recipe(2, seconds=(5, 40)),
    "rows_doubled": Recipe(1, seconds=(5, 40)),
    "rows_none": Recipe(2, seconds=(5, 40)),
    "history_lag": Recipe(3, _ms(20_000), seconds=(5, 60)),
    "token_invalid": Recipe(1, socket="stream"),
    "login_kicks": Recipe(1, seconds=(5, 60)),
    "maintenance": Recipe(1, seconds=(3, 20)),
    "numbers_huge": Recipe(1),
}
"""How each fault is drawn that the link, the server and the exchange of the venue know."""

OTHERS = ("candles_stop", "flex_", "crm_", "dxfeed_")
"""How the names of faults begin that no order meets."""
