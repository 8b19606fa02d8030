"""What every part of the exchange works on: the moment's prices, the rules, the memory and the way out for events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.simulator.exchange.events import EventSink
from tui.simulator.exchange.market_view import Prices
from tui.simulator.exchange.settings import AccountProfile, ExchangeSettings
from tui.simulator.exchange.state import State


@dataclass(frozen=True, slots=True)
class Floor:
    """Handed to each part by constructor; `sink` holds events back until the book has the step that they tell of."""

    prices: Prices
    settings: ExchangeSettings
    state: State
    profiles: Mapping[str, AccountProfile]
    sink: EventSink
