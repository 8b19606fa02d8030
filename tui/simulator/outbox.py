"""What is on its way to the stream connections: all of one turn of the loop leaves in one write per client."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from typing import TYPE_CHECKING

from tui.simulator.exchange import ExchangeSettings

if TYPE_CHECKING:
    from tui.simulator.channels import Channel

_TOLD = frozenset({"trade", "tradeStatus", "balance", "profit"})
_Post = tuple[str, bytes]


class Outbox:
    """Puts what the exchange told at one moment into an order that no client may rely on.

    Messages of one kind stay in theirs; how the kinds mix is drawn anew for each client and moment, from the venue's
    seed. Ticks, candles and all else keep their places.
    """

    def __init__(self, settings: ExchangeSettings) -> None:
        self._order = settings.verdict_order
        self._chance = random.Random(f"{settings.seed}/told")
        self._posts: dict[Channel, list[_Post]] = {}
        self._flushing: asyncio.Handle | None = None

    def put(self, channel: Channel, kind: str, *texts: bytes) -> None:
        """Send messages of one kind to one connection, with this turn of the loop."""
        self._posts.setdefault(channel, []).extend([(kind, text) for text in texts])
        if self._flushing is None:
            self._flushing = asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = None
        leaving, self._posts = self._posts, {}
        for channel, posts in leaving.items():
            channel.send(self._arranged(posts))

    def _arranged(self, posts: list[_Post]) -> list[bytes]:
        places = [at for at, (kind, _) in enumerate(posts) if kind in _TOLD]
        if len({posts[at][0] for at in places}) < 2:
            return [text for _, text in posts]
        kinds = [posts[at][0] for at in places]
        if self._order == "any":
            self._chance.shuffle(kinds)
        else:
            kinds.sort(key=lambda kind: (kind == "tradeStatus") is (self._order == "last"))
        queues: dict[str, deque[_Post]] = {kind: deque() for kind in kinds}
        for at in places:
            queues[posts[at][0]].append(posts[at])
        arranged = list(posts)
        for at, kind in zip(places, kinds, strict=True):
            arranged[at] = queues[kind].popleft()
        return [text for _, text in arranged]
