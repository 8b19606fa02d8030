"""When the next command may leave: the venue's pace can never be broken by us, whatever the network does to it."""

from __future__ import annotations

import enum


class Lane(enum.IntEnum):
    """Which command goes first when several wait."""

    TRADE = 0
    STATUS = 1
    RECONCILE = 2
    USER = 3
    POLL = 4
