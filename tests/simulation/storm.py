"""What goes wrong in a run, and when: drawn from the seed before the run begins."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any

from tests.simulation.venue import VenueInMemory
from tests.simulation.wires import Wire
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.faults import CATALOGUE

ORDER = "tradeTransaction"
_MARK = b'"tradeTransaction"'

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
"""A name that the catalogue does not have is left out; one that has no recipe here is struck on orders."""

_WIRE = ("wire_cut", "wire_cut_reply", "wire_hang", "wire_rst", "wire_fin", "wire_hole")
_OWN = (*_WIRE, "wire_jitter", "sleep")


_LINE_KILLERS = ("reset", "fin", "truncate", "cut", "half_open", "stall", "slow", "token_invalid", "sleep", *_WIRE)
_KILLERS = frozenset((*_LINE_KILLERS, "maintenance", "login_kicks", "tag_missing", "tag_wrong"))
"""What usually ends a login."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One thing that goes wrong: when (seconds into the run), by what name, with what settings."""

    at_s: float
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


def dialect(chance: Random) -> dict[str, Any]:
    """Return how this venue answers the questions that the document leaves open: the switches of its settings."""
    ours = ("scripted_trader", "with_past")
    choices: dict[str, tuple[Any, ...]] = {
        "reply_number": ("order2", "order2", "order"),
        "status_scope": ("account", "session"),
        "status_memory_ms": (None, None, 5_000, 60_000),
        "verdict_order": ("any", "first", "last"),
    }
    switches = [one.name for one in fields(ExchangeSettings) if one.type in ("bool", bool) and one.name not in ours]
    drawn: dict[str, Any] = {name: chance.random() < 0.4 for name in switches}
    known = {one.name for one in fields(ExchangeSettings)}
    drawn |= {name: chance.choice(found) for name, found in choices.items() if name in known}
    if "pending_when_all" in known:
        # Some list must show them, or nobody could ever know of a pending order.
        drawn["pending_when_all"] = drawn["pending_when_opened_only"] = True
    drawn["min_delay_ms"] = chance.choice((1, 50, 200))
    drawn["max_delay_ms"] = drawn["min_delay_ms"] + chance.choice((0, 350, 900, 4_000))
    return drawn


def forecast(chance: Random, length_s: float) -> list[Episode]:
    """Return what will go wrong, oldest first; there are stretches of quiet between."""
    names = [name for name in (*RECIPES, *(name for name in CATALOGUE if name not in RECIPES)) if name in CATALOGUE]
    names = [name for name in names if name != "candles_stop"]
    weights = [RECIPES[name].weight if name in RECIPES else 3 for name in names]
    names += _OWN
    weights += [5, 5, 2, 2, 2, 3, 3, 1]
    found = []
    at_s = chance.uniform(0.0, 60.0)
    pace_s = chance.choice((15.0, 30.0, 60.0, 120.0))
    # A program that has logged in five times waits out its ten minutes, and nothing is tried on a line that is down.
    killers = chance.choice((0, 1, 2, 2, 3, 5))
    while at_s < length_s - 20.0:
        name = chance.choices(names, weights)[0]
        if name in _KILLERS:
            killers -= 1
            if killers < 0:
                continue
        found.append(Episode(at_s, name, _drawn(name, chance)))
        at_s += chance.expovariate(1 / pace_s)
    return found


def _drawn(name: str, chance: Random) -> Mapping[str, Any]:
    if name in _OWN:
        return {
            "bytes": chance.randint(0, 300),
            "reset": chance.random() < 0.5,
            "seconds": round(chance.uniform(1.0, 25.0), 1),
            "kind": chance.choice(("main", "main", "stream")),
            "way": chance.choice((0, 1, 2)),
        }
    recipe = RECIPES.get(name, Recipe(1, orders=True))
    drawn: dict[str, Any] = {"fault": name, **recipe.settings(chance)}
    if recipe.socket:
        drawn["socket"] = recipe.socket
    if recipe.orders:
        drawn["command"] = ORDER
        drawn["count"] = 1 if name in _KILLERS else chance.randint(1, 3)
        drawn["seconds"] = 90.0
    elif recipe.seconds is not None:
        drawn["seconds"] = round(chance.uniform(*recipe.seconds), 1)
        if CATALOGUE[name].layer == "link":
            drawn["socket"] = chance.choice(("main", "stream", "all"))
    else:
        drawn["count"] = 1
    return drawn


class Storm:
    """Lets the forecast come true on a venue and its wires; `hits` counts what struck."""

    def __init__(self, venue: VenueInMemory, episodes: list[Episode], sleep: Callable[[float], None]) -> None:
        self._venue = venue
        self._episodes = episodes
        self._sleep = sleep
        self._traps: list[Episode] = []
        self.hits: Counter[str] = Counter()
        venue.meddle = self._meddle

    async def rage(self, say: Callable[[str], None]) -> None:
        """Let every episode happen at its time."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for episode in self._episodes:
            await asyncio.sleep(max(0.0, start + episode.at_s - loop.time()))
            say(f"fault {episode.name} {dict(episode.settings)}")
            self._strike(episode)

    def calm(self) -> None:
        """End everything that goes wrong."""
        for fault in self._venue.faults.active():
            self.hits[fault.kind.name] += fault.hits
        self._venue.faults.apply({"clear": "all"})
        self._traps.clear()
        for wire in self._venue.standing():
            self._clear(wire)

    def _strike(self, episode: Episode) -> None:
        if episode.name not in _OWN:
            self._venue.faults.apply({"set": [dict(episode.settings)]})
            self.hits[episode.name] += 1
            return
        if episode.name == "sleep":
            self.hits["sleep"] += 1
            self._sleep(30.0)
            return
        if episode.name in ("wire_cut", "wire_cut_reply", "wire_hang"):
            self._traps.append(episode)
            return
        for wire in self._venue.standing(episode.settings["kind"]):
            self.hits[episode.name] += 1
            self._disturb(wire, episode)

    def _disturb(self, wire: Wire, episode: Episode) -> None:
        settings = episode.settings
        if episode.name in ("wire_rst", "wire_fin"):
            wire.cut(reset=episode.name == "wire_rst")
            return
        for number, lane in enumerate(wire.lanes):
            if settings["way"] in (2, number) and episode.name == "wire_hole":
                lane.weather.hole = True
                lane.eased()
            elif episode.name == "wire_jitter":
                lane.weather.jitter_s = settings["seconds"] / 20
                lane.weather.slice_bytes = settings["bytes"]
        if episode.name == "wire_jitter":
            asyncio.get_running_loop().call_later(settings["seconds"], self._clear, wire)

    def _clear(self, wire: Wire) -> None:
        if wire.hanging is not None:
            wire.hanging.set()
            wire.hanging = None
        for lane in wire.lanes:
            lane.weather.hole = lane.weather.stalled = False
            lane.weather.jitter_s, lane.weather.slice_bytes = 0.0, 0
            lane.eased()

    def _meddle(self, wire: Wire, data: bytes) -> bytes | None:
        """Spring a trap that was set for the next order."""
        if not self._traps or _MARK not in data:
            return data
        episode = self._traps.pop(0)
        settings = episode.settings
        self.hits[episode.name] += 1
        if episode.name == "wire_cut_reply":
            wire.to_client.cut_after(settings["bytes"], reset=settings["reset"])
            return data
        part = data[: settings["bytes"]]
        if episode.name == "wire_hang":
            # The rest stays in a buffer that never empties; whoever sent it waits.
            wire.hanging = asyncio.Event()
            asyncio.get_running_loop().call_later(settings["seconds"], self._clear, wire)
            return part
        wire.to_venue.cut_after(len(part), reset=settings["reset"])
        return part or None
