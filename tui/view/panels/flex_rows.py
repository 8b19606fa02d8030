"""Columns and rows of the Flex screen's lists: queries, jobs, files, figures, sections and attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tui.store.statements import EntryLine, JobLine, QueryLine
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_private import shown_value
from tui.view.panels.flex_words import (
    account_words,
    countdown,
    job_wait,
    next_words,
    phase_words,
    size_words,
    when_words,
)
from tui.view.widgets.live_table import Cell, Column, Row

if TYPE_CHECKING:
    from tui.desk.flex_figures import FigureGroup, FigureLine
    from tui.desk.flex_sheet import Sheet

QUERY_COLUMNS = (
    Column("name", "Query", 21, "left", 100, flexible=True, max_width=30, letter="q", clip=True),
    Column("fetched", "Fetched", 10, "right", 80, letter="f"),
    Column("next", "Next", 8, "right", 90, letter="x"),
    Column("id", "Id", 8, "right", 40, letter="i"),
    Column("token", "Token", 8, "left", 30, letter="t", clip=True),
)

JOB_COLUMNS = (
    Column("name", "Query", 10, "left", 100, flexible=True, max_width=24, letter="q", clip=True),
    Column("phase", "Phase", 11, "left", 95, letter="p"),
    Column("attempt", "Try", 3, "right", 80, letter="t"),
    Column("next", "Next", 8, "right", 90, letter="x"),
    Column("size", "Size", 8, "right", 60, letter="s"),
    Column("asked", "Asked for", 22, "left", 40, letter="a", clip=True),
    Column("detail", "What the service says", 24, "left", 30, flexible=True, max_width=70, clip=True),
)

FILE_COLUMNS = (
    Column("name", "Query", 10, "left", 100, flexible=True, max_width=20, letter="q", clip=True),
    Column("sign", " ", 1, "left", 95),
    Column("account", "Account", 11, "left", 85, letter="a", clip=True),
    Column("fetched", "Fetched", 10, "right", 90, letter="f"),
    Column("days", "Days", 23, "left", 70, letter="d", clip=True),
    Column("size", "Size", 8, "right", 60, letter="s"),
    Column("format", "Format", 6, "left", 30, letter="m"),
    Column("id", "No", 5, "right", 50, letter="n"),
)

FIGURE_COLUMNS = (
    Column("title", "Figure", 30, "left", 100, flexible=True, max_width=36, letter="f", clip=True),
    Column("amount", "Amount", 16, "right", 95, letter="a"),
    Column("currency", "Cur", 4, "left", 90, letter="c"),
    Column("note", "Note", 20, "left", 40, flexible=True, max_width=60, clip=True),
    Column("source", "From", 24, "left", 30, flexible=True, max_width=48, clip=True),
)

SECTION_COLUMNS = (
    Column("title", "Section", 30, "left", 100, flexible=True, max_width=60, letter="s", clip=True),
    Column("rows", "Rows", 9, "right", 95, letter="r"),
    Column("columns", "Columns", 7, "right", 80, letter="c"),
    Column("key", "In the file", 24, "left", 50, flexible=True, max_width=60, letter="i", clip=True),
)

ATTRIBUTE_COLUMNS = (
    Column("name", "Attribute", 24, "left", 100, letter="a", clip=True),
    Column("value", "Value", 20, "left", 95, flexible=True, max_width=400, letter="v", clip=True),
)


def query_key(query: QueryLine) -> str:
    """Return the key of a query's row; two tokens may have queries of one number."""
    return f"{query.token}/{query.id}"


def query_rows(queries: Iterable[QueryLine], context: ViewContext) -> dict[str, Row]:
    """Return a row for each query."""
    return {query_key(query): _query_row(query, context) for query in queries}


def _query_row(query: QueryLine, context: ViewContext) -> Row:
    waits = query.next_at > context.now
    fetched = when_words(query.fetched_at_ms, context) or "never"
    return (
        Cell(query.name, "strong"),
        Cell(fetched, "" if query.fetched_at_ms else "muted", sort=query.fetched_at_ms),
        Cell(next_words(query.next_at, context), "warning" if waits else "muted", sort=query.next_at),
        Cell(query.id, "muted"),
        Cell(query.token, "muted"),
    )


def job_rows(
    jobs: Iterable[JobLine], context: ViewContext, token_at: Callable[[str], float] = lambda token: 0.0
) -> dict[str, Row]:
    """Return a row for each job, in the given order; `token_at` is when a token may be used again."""
    return {str(job.id): _job_row(job, context, token_at(job.token)) for job in jobs}


def _job_row(job: JobLine, context: ViewContext, token_at: float) -> Row:
    phase, style = phase_words(job)
    wait = job_wait(job, context, token_at)
    detail = f"{job.code} {job.detail}".strip() if job.code else job.detail
    return (
        Cell(job.name, "strong"),
        Cell(phase, style),
        Cell(str(job.attempt) if job.attempt else "", "muted", sort=job.attempt),
        Cell(countdown(wait), "warning" if wait else "muted", sort=wait),
        Cell(size_words(job.received), "muted", sort=job.received),
        Cell(job.asked, "muted"),
        Cell(detail, "muted" if job.active or job.phase == "done" else "error"),
    )


def file_rows(entries: Iterable[EntryLine], context: ViewContext, opened: int | None) -> dict[str, Row]:
    """Return a row for each file; the one that is open has a sign, and another says that there is a warning."""
    return {str(entry.id): _file_row(entry, context, entry.id == opened) for entry in entries}


def _file_row(entry: EntryLine, context: ViewContext, is_open: bool) -> Row:
    sign = "!" if entry.warnings else (">" if context.numbers.ascii else "•") if is_open else " "
    return (
        Cell(entry.name, "strong"),
        Cell(sign, "warning" if entry.warnings else "accent"),
        Cell(account_words(entry)),
        Cell(when_words(entry.fetched_at_ms, context), "muted", sort=entry.fetched_at_ms),
        Cell(entry.days or entry.asked, "" if entry.days else "muted"),
        Cell(size_words(entry.size), "muted", sort=entry.size),
        Cell(entry.format, "muted"),
        Cell(f"#{entry.id}", "muted", sort=entry.id),
    )


def figure_rows(groups: Iterable[FigureGroup], context: ViewContext) -> Iterator[tuple[str, Row, FigureLine | None]]:
    """Yield key, row and figure of every line of the overview; a group's own line has no figure."""
    for number, group in enumerate(groups):
        yield f"group {number}", (Cell(group.title, "header"),), None
        for place, line in enumerate(group.lines):
            yield f"{number}.{place}", _figure_row(line, context), line


def _figure_row(line: FigureLine, context: ViewContext) -> Row:
    percent = line.currency == "%"
    amount = context.numbers.number(line.amount, 2) if percent else context.numbers.money(line.amount)
    style = "muted" if line.amount is None else "down" if line.amount < 0 else ""
    return (
        Cell(f"  {line.title}"),
        Cell(amount, style, sort=line.amount),
        Cell("%" if percent else line.currency, "muted"),
        Cell(line.told(context.numbers.money), "muted"),
        Cell(line.source, "muted"),
    )


def section_rows(sheets: Iterable[Sheet], context: ViewContext) -> dict[str, Row]:
    """Return a row for each table of a statement; an empty section says so."""
    return {sheet.key: _section_row(sheet, context) for sheet in sheets}


def _section_row(sheet: Sheet, context: ViewContext) -> Row:
    count = len(sheet)
    thousands = f"{count:,}".replace(",", " ")
    return (
        Cell(sheet.title, "strong" if count else "muted"),
        Cell(thousands if count else "empty", "" if count else "muted", sort=count),
        Cell(str(len(sheet.columns)), "muted", sort=len(sheet.columns)),
        Cell(sheet.key, "muted"),
    )


def attribute_rows(attributes: Mapping[str, str], width: int, context: ViewContext) -> Iterator[tuple[str, str, Row]]:
    """Yield key, name and row of every attribute; a long value goes on in further rows, so that none is cut."""
    for name, value in attributes.items():
        if not value:
            yield name, name, (Cell(name, "muted"), Cell(f"{context.numbers.missing} (empty)", "muted"))
            continue
        shown = shown_value(name, value, context.numbers)
        pieces = [shown[at : at + width] for at in range(0, len(shown), max(8, width))]
        for number, piece in enumerate(pieces):
            yield f"{name}\n{number}", name, (Cell(name if number == 0 else "", "muted"), Cell(piece))
