"""The read-out: one candle, or one gap, as a line of text."""

from __future__ import annotations

from datetime import tzinfo
from decimal import Decimal

from tui.domain.candle import Candle, Period
from tui.view.charts.model import Gap
from tui.view.charts.scale import price_text
from tui.view.charts.timeaxis import axis_zone, date_text, local_time


def time_text(at_ms: int, period: Period, zone: tzinfo) -> str:
    """Return a candle's start as its period needs it: "21 Nov 09:35", or "21 Nov 2026" from one day on."""
    at = local_time(at_ms, axis_zone(period, zone))
    if period >= Period.D1:
        return f"{date_text(at)} {at.year}"
    return f"{date_text(at)} {at.hour:02}:{at.minute:02}"


def volume_text(volume: Decimal) -> str:
    """Return a volume in four digits or fewer, with k, M or G for what is cut."""
    for unit, size in (("G", 9), ("M", 6), ("k", 3)):
        if volume >= Decimal(1).scaleb(size):
            part = volume.scaleb(-size)
            return f"{part:.{1 if part < 100 else 0}f}{unit}"
    return f"{volume:.0f}" if volume == volume.to_integral_value() else f"{volume:.2f}"


def change_text(candle: Candle, before: Candle | None) -> str:
    """Return the change of the close against the close before it (else against the open) in percent, with its sign."""
    base = candle.open if before is None else before.close
    if not base:
        return "–"
    change = (candle.close - base) / base * 100
    text = f"{abs(change):.2f} %"
    if text == "0.00 %":
        return text
    return ("+" if change > 0 else "−") + text


def readout_text(candle: Candle | Gap | None, before: Candle | None, period: Period, digits: int, zone: tzinfo) -> str:
    """Return time, O, H, L, C, change and V; the times of a gap; or nothing."""
    if candle is None:
        return ""
    if isinstance(candle, Gap):
        return f"No data {time_text(candle.from_ms, period, zone)} – {time_text(candle.to_ms, period, zone)}"
    o, h, low, c = (price_text(p, digits) for p in (candle.open, candle.high, candle.low, candle.close))
    when = time_text(candle.start_ms, period, zone)
    return f"{when}  O {o}  H {h}  L {low}  C {c}  {change_text(candle, before)}  V {volume_text(candle.volume)}"


def fitting_readout(
    slot: Candle | Gap, before: Candle | None, period: Period, digits: int, zone: tzinfo, *, columns: int
) -> str:
    """Return as much of the read-out as fits whole: everything, without the time, without volume, or the close."""
    text = readout_text(slot, before, period, digits, zone)
    choices = [text]
    if isinstance(slot, Candle):
        _, o, h, low, c, change, _ = text.split("  ")
        choices = [text, text.split("  ", 1)[1], "  ".join((o, h, low, c, change)), f"{c}  {change}", c]
    return next((choice for choice in choices if len(choice) <= columns), "")
