"""The frame of a picture: what is in view, how the area is split, and on which scales."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from tui.domain.candle import Candle, Period
from tui.view.charts.model import ChartOptions, Gap, HistoryEdge, Overlays, StudyLines
from tui.view.charts.scale import PriceScale, price_scale, price_text
from tui.view.charts.viewport import Viewport, Window

Slot = Candle | Gap
MIN_PLOT_COLUMNS = 8
_LOWEST_PANE, _TALLEST_PANE = 3, 7
_LEAST_PRICE_ROWS = 6


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a picture depends on, its size apart.

    `revision` changes whenever any slot but the last one does. `note` is shown while there are no slots.
    """

    slots: tuple[Slot, ...]
    period: Period
    digits: int
    revision: int = 0
    options: ChartOptions = field(default_factory=ChartOptions)
    viewport: Viewport = field(default_factory=Viewport)
    overlays: Overlays = field(default_factory=Overlays)
    studies: tuple[StudyLines, ...] = ()
    ask: Decimal | None = None
    stale: bool = False
    older: HistoryEdge = HistoryEdge.MORE
    note: str = ""

    @property
    def has_gaps(self) -> bool:
        """Whether anything is missing between the candles."""
        return any(isinstance(slot, Gap) for slot in self.slots)

    @property
    def last_candle(self) -> Candle | None:
        """The newest candle."""
        return next((slot for slot in reversed(self.slots) if isinstance(slot, Candle)), None)

    @property
    def cursor_slot(self) -> Slot | None:
        """What the cursor is on."""
        cursor = self.viewport.cursor
        return self.slots[cursor] if cursor is not None and cursor < len(self.slots) else None

    def candle_before(self, index: int) -> Candle | None:
        """Return the candle right before a slot."""
        slot = self.slots[index - 1] if 0 < index <= len(self.slots) else None
        return slot if isinstance(slot, Candle) else None


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of plot and price axis; rows of prices, of each indicator's pane, volume and time, in this order."""

    columns: int
    axis: int
    price_rows: int
    volume_rows: int
    time_rows: int
    panes: tuple[int, ...] = ()

    @property
    def volume_row(self) -> int:
        """The first row of the volume, when there is any."""
        return self.price_rows + sum(self.panes)

    @property
    def time_row(self) -> int:
        """The row of the time axis, when there is one."""
        return self.volume_row + self.volume_rows


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything measured before the first cell is drawn; equal frames draw an old candle the same way."""

    layout: Layout
    window: Window
    scale: PriceScale | None
    largest_volume: Decimal


def slot_start(slot: Slot) -> int:
    """Return the time at which a slot begins."""
    return slot.from_ms if isinstance(slot, Gap) else slot.start_ms


def with_gaps(candles: tuple[Candle, ...], gaps: tuple[Gap, ...]) -> tuple[Slot, ...]:
    """Return the slots of a series: every candle, and one slot for each gap at its place in time."""
    if not gaps:
        return candles
    return tuple(sorted((*candles, *gaps), key=slot_start))


def volume_rows(height: int) -> int:
    """Return how many rows of so many go to the volume pane; none in a small chart."""
    return next((rows for rows, least in ((5, 34), (4, 26), (3, 18), (2, 12)) if height >= least), 0)


def pane_rows(rows: int, wanted: int) -> tuple[int, ...]:
    """Return the heights of indicator panes out of so many rows; where all do not fit, the last ones get none."""
    for panes in range(wanted, 0, -1):
        each = min(_TALLEST_PANE, max(_LOWEST_PANE, rows // (panes + 3)))
        if rows - panes * each >= max(_LEAST_PRICE_ROWS, rows * 2 // 5):
            return (each,) * panes
    return ()


def candle_places(scene: Scene, window: Window) -> list[tuple[int, int]]:
    """Return slot and candle number of each candle in view; they differ where gaps came before."""
    before = sum(1 for slot in scene.slots[: window.first] if isinstance(slot, Gap)) if scene.has_gaps else 0
    places = []
    for index in range(window.first, window.last + 1):
        if isinstance(scene.slots[index], Gap):
            before += 1
        else:
            places.append((index, index - before))
    return places


def _study_extremes(scene: Scene, window: Window) -> list[Decimal]:
    """Return the lowest and highest value in view of each line that is drawn over the candles."""
    numbers = [number for _, number in candle_places(scene, window)] if scene.studies else []
    found: list[Decimal] = []
    for study in scene.studies:
        for line in study.lines if study.on_price else ():
            values = [value for at in numbers if at < len(line) and (value := line[at]) is not None]
            found += [Decimal(repr(end)) for end in (min(values), max(values))] if values else []
    return found


def visible_candles(scene: Scene, window: Window) -> list[Candle]:
    """Return the candles in view, without gaps."""
    return [slot for slot in scene.slots[window.first : window.last + 1] if isinstance(slot, Candle)]


def measure(scene: Scene, width: int, height: int) -> Frame:
    """Return the frame of a scene on so many cells (both at least 1)."""
    rough = visible_candles(scene, scene.viewport.window(len(scene.slots), width))
    axis = 0
    if rough:
        widest = max(candle.high for candle in rough)
        axis = len(price_text(widest + widest.copy_abs() / 50, scene.digits)) + 1
    if width - axis < MIN_PLOT_COLUMNS:
        axis = 0
    time_rows = 1 if height >= 5 else 0
    volumes = volume_rows(height) if scene.options.volume and any(candle.volume > 0 for candle in rough) else 0
    panes = pane_rows(height - time_rows - volumes, sum(not study.on_price for study in scene.studies))
    layout = Layout(width - axis, axis, height - time_rows - volumes - sum(panes), volumes, time_rows, panes)
    window = scene.viewport.window(len(scene.slots), layout.columns)
    shown = visible_candles(scene, window)
    if not shown:
        return Frame(layout, window, None, Decimal(0))
    scale = price_scale(
        min(candle.low for candle in shown),
        max(candle.high for candle in shown),
        layout.price_rows,
        scene.digits,
        (*(line.price for line in scene.overlays.lines), *_study_extremes(scene, window)),
    )
    return Frame(layout, window, scale, _round_up(max(candle.volume for candle in shown)))


def _round_up(volume: Decimal) -> Decimal:
    """Round up to half a leading digit, so that a growing volume rarely moves all the others."""
    if volume <= 0:
        return Decimal(0)
    grain = Decimal(5).scaleb(volume.adjusted() - 1)
    return (volume / grain).to_integral_value(ROUND_CEILING) * grain
