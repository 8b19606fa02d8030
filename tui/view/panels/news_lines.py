"""A news item as lines: its title and time, its text, and its links with their whole addresses."""

from __future__ import annotations

from rich.style import Style

from tui.domain.news_events import NewsPublished
from tui.domain.news_text import Link, Readable
from tui.store.fetch import Fetch
from tui.store.statements import Stage
from tui.view.panels.context import ViewContext
from tui.view.text import moment, plain
from tui.view.theme import Paint
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import wrapped

_WIDEST = 100
"""Longer lines are hard to read."""


def item_lines(context: ViewContext, item: NewsPublished, body: Readable, chosen: int | None, width: int) -> list[Line]:
    """Return all lines of an item; `chosen` is the number of the link that a key would open."""
    paint, room = context.paint, max(10, min(width, _WIDEST) - 2)
    lines: list[Line] = [(Span(f" {line}", Style(bold=True)),) for line in wrapped(item.title, room)]
    lines += [(Span(f" {moment(item.at_ms, context.zone)}", paint["muted"]),), ()]
    text = body.text or "This item has a title only."
    for paragraph in text.split("\n"):
        lines += [(Span(f" {line}"),) for line in wrapped(paragraph, room)] if paragraph else [()]
    if body.links:
        lines += [(), (Span(" Links", paint["secondary"] + Style(bold=True)),)]
    for link in body.links:
        lines += link_lines(context, link, chosen=link.number == chosen, width=room)
    return lines


def link_lines(context: ViewContext, link: Link, *, chosen: bool, width: int) -> list[Line]:
    """Return a link: its text, its address in full whatever its length, and why it is not opened."""
    paint = context.paint
    pointer = (">" if context.numbers.ascii else "▸") if chosen else " "
    mark = Style(bold=chosen)
    head = wrapped(f"[{link.number}] {link.label}", width - 2)
    lines: list[Line] = [(Span(f" {pointer} ", paint["accent"]), Span(head[0], mark))]
    lines += [(Span(f"   {line}", mark),) for line in head[1:]]
    url, room = plain(link.url), max(1, width - 4)
    lines += [(Span(f"     {url[at : at + room]}", paint["primary"]),) for at in range(0, len(url), room)]
    if not link.openable:
        lines += [(Span(f"     {line}", paint["warning"]),) for line in wrapped(f"not opened: {link.why}", room)]
    return lines


def failure_lines(fetch: Fetch, paint: Paint, width: int) -> list[Line]:
    """Return in full why there is nothing to show; a list has no room for more than its beginning."""
    if fetch.stage is not Stage.FAILED:
        return [(Span(" Nothing to show", paint["muted"]),)]
    parts = [part for part in (fetch.text, fetch.hint) if part]
    return [(Span(f" {line}", paint["muted"]),) for part in parts for line in wrapped(part, max(10, width - 2))]
