"""The venue's market: quotes, depth, candles, hours, news and releases as pure functions of seed, settings and time."""

from tui.simulator.market.market import Market
from tui.simulator.market.records import Candle, Hours, NewsItem, Quote, Release, Step, StepRule, Symbol

__all__ = ["Candle", "Hours", "Market", "NewsItem", "Quote", "Release", "Step", "StepRule", "Symbol"]
