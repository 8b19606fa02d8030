"""What goes wrong in a run, and when: drawn from the seed before the run begins."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any

from tests.simulation.recipes import RECIPES
from tests.simulation.venue import VenueInMemory
from tests.simulation.wires import Wire
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.faults import CATALOGUE

ORDER = "tradeTransaction"
_MARK = b'"tradeTransaction"'

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
    names = list(RECIPES)
    weights = [recipe.weight for recipe in RECIPES.values()]
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
    recipe = RECIPES[name]
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
