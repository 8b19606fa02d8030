"""What a chart is asked to show: series, overlays, options and colours, all plain frozen values."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal

from tui.domain.candle import Candle, Period


class ChartStyle(enum.Enum):
    """How one candle is drawn."""

    CANDLES = "candles"
    BARS = "bars"
    LINE = "line"

    @property
    def next(self) -> ChartStyle:
        """The style that follows when a key walks through them."""
        styles = list(ChartStyle)
        return styles[(styles.index(self) + 1) % len(styles)]


class LineKind(enum.Enum):
    """What a horizontal line stands for; it decides colour and dash."""

    ASK = "ask"
    ENTRY = "entry"
    STOP_LOSS = "stop loss"
    TAKE_PROFIT = "take profit"
    PENDING = "pending"


class HistoryEdge(enum.Enum):
    """What lies left of the first loaded candle."""

    MORE = "more"
    """Older candles can be asked for."""
    LOADING = "loading"
    """Older candles are on their way."""
    END = "end"
    """The venue has nothing older."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A horizontal line at `price`. `label` is short, such as "SL 1.0820" or "Buy 0.10 +9.41"; may be empty."""

    price: Decimal
    kind: LineKind
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry or exit in the candle that contains `at_ms` (UTC): ▲ below it for a buy, ▼ above it for a sell."""

    at_ms: int
    buy: bool


@dataclass(frozen=True, slots=True)
class Overlays:
    """Everything of the account that is drawn over the candles."""

    lines: tuple[PriceLine, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyLines:
    """An indicator: one run of values for each of its lines, as long as the candles; None where it has no value.

    `on_price` draws it over the candles, else it has a pane with `levels` marked, over `bounds` if it has fixed ones.
    `bars` is the line that is drawn as bars from zero. `digits` are the decimals of its values.
    """

    label: str
    lines: tuple[tuple[float | None, ...], ...]
    on_price: bool = True
    levels: tuple[float, ...] = ()
    bounds: tuple[float, float] | None = None
    bars: int | None = None
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time (UTC, half open) whose candles should exist and are not loaded."""

    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """Ascending candles of one symbol and period, the last one possibly still growing.

    `digits` are the instrument's decimal places. `note` is shown in the middle while there are no candles.
    """

    symbol: str
    period: Period
    digits: int
    candles: tuple[Candle, ...] = ()
    gaps: tuple[Gap, ...] = ()
    older: HistoryEdge = HistoryEdge.MORE
    note: str = "No data yet"


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """How the chart is drawn. `zone` is the user's time zone; `ascii_only` keeps to ASCII characters.

    `readout` draws open, high, low, close and volume of the cursor's candle in the top row.
    """

    style: ChartStyle = ChartStyle.CANDLES
    zone: tzinfo = field(default=UTC)
    ascii_only: bool = False
    volume: bool = True
    grid: bool = True
    readout: bool = True


@dataclass(frozen=True, slots=True)
class ChartColors:
    """Rich style strings ("#26a69a", "bold red", "default"), one for each thing that is drawn.

    `background` is a colour, or None where the widget's own background shall show through. `last_tag` is the
    price tag of the last price on the axis, best in reverse.
    """

    up: str = "#26a69a"
    down: str = "#ef5350"
    flat: str = "#b0b0b0"
    axis: str = "#8a8a8a"
    axis_major: str = "bold #c8c8c8"
    grid: str = "#303030"
    price_line: str = "#7a7a7a"
    last_tag: str = "bold #101010 on #c8c8c8"
    ask: str = "#6a6a6a"
    entry: str = "#5c9ded"
    stop_loss: str = "#e07a5f"
    take_profit: str = "#81b29a"
    pending: str = "#c9a227"
    cursor: str = "#a0a0a0"
    cursor_tag: str = "bold #101010 on #a0a0a0"
    volume: str = "#4a5568"
    muted: str = "#6a6a6a"
    studies: tuple[str, ...] = ("#e0af68", "#7aa2f7", "#c3a6ff", "#86c5f4", "#9aa4c0", "#5fd0a4")
    background: str | None = None
