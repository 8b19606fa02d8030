"""What one does with the CRM's tables beside reading them: export, clear the cache, ask what is behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.desk.ib_tables import with_zone
from tui.errors import UsageError
from tui.view.beside import run_beside
from tui.view.panel import notice
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_ib import ABOUT
from tui.view.panels.crm_main import CrmMain
from tui.view.panels.crm_pages import Page
from tui.view.panels.crm_place import Place
from tui.view.panels.crm_words import setup_texts
from tui.view.text import moment

if TYPE_CHECKING:
    from tui.desk.crm_export import Extract
    from tui.desk.crm_table import RowTable
    from tui.desk.flex_arrange import ColumnFacts

_UNFIT = re.compile(r"[^A-Za-z0-9]+")


class CrmWork:
    """Runs what takes a while beside the screen; an error of ours becomes a toast."""

    def __init__(self, screen: Screen[Any], context: ViewContext, main: CrmMain) -> None:
        self._screen = screen
        self._context = context
        self._main = main

    def export(self, *, as_json: bool, everything: bool = False) -> None:
        """Write the rows that are shown, or all of the table, with the chosen columns. Raises UsageError."""
        extract = self._extract(everything=everything)
        place = self._main.place
        words = [place.page.value, *place.path, str(place.desk.span or "")]
        name = "-".join(part for word in words if (part := _UNFIT.sub("-", word).strip("-"))).lower()
        name = name if place.on_ib else f"crm-{name}"
        path = self._context.exports / f"{name[:104]}.{'json' if as_json else 'csv'}"

        async def work() -> None:
            done = await place.desk.export(extract, path, as_json=as_json)
            notice(self._screen.app, "Exported", str(done))

        run_beside(self._screen, work())

    def _extract(self, *, everything: bool) -> Extract:
        from tui.desk.crm_export import Extract

        place, grid = self._main.place, self._main.grid
        table = place.table
        if table is None or not table.columns:
            raise UsageError("There is no table to export", "", "Go to another page: [ and ].")
        view = place.view
        of_report = place.page.report is not None and not place.levels
        # The funnel's table is that of its partners.
        shown = grid.table is table and not place.on_chart and not everything
        as_of_ms = place.ib.fetch.read_ms if place.on_ib else view.as_of_ms
        return Extract(
            with_zone(table, self._context.zone) if place.on_ib else table,
            grid.shown_rows if shown else range(len(table)),
            grid.chosen if shown else tuple(column.id for column in table.columns),
            hide=place.desk.hide,
            announced=view.announced if of_report else None,
            partial=view.partial and not place.on_ib,
            title=" ".join([place.page.value, *place.path]),
            days=f"{place.desk.span or ''}{f' ({self._context.zone})' if place.on_ib else ''}",
            as_of="" if as_of_ms is None else moment(as_of_ms),
        )

    def clear_cache(self) -> None:
        """Remove all that is kept of the user."""
        desk = self._main.place.desk

        async def work() -> None:
            count = await desk.clear_cache()
            notice(self._screen.app, "Cache cleared", f"{count} rows are no longer kept")

        run_beside(self._screen, work())


def export_wish(text: str) -> tuple[bool, bool]:
    """Return whether JSON and whether everything is wanted. Raises UsageError for other words."""
    words = text.casefold().split()
    unknown = [word for word in words if word not in {"csv", "json", "all"}]
    if unknown:
        raise UsageError(f"What is {unknown[0]}?", "crmexport knows: csv, json, all")
    return "json" in words, "all" in words


def page_of(text: str, pages: Sequence[Page]) -> Page:
    """Return the one of these pages that a text names, or begins to. Raises UsageError."""
    wanted = text.strip().casefold()
    found = [page for page in pages if page.value.casefold().startswith(wanted)]
    if not wanted or len(found) != 1:
        raise UsageError("Which page?", ", ".join(page.value for page in pages))
    return found[0]


def about_lines(context: ViewContext, place: Place) -> Sequence[tuple[str, str]]:
    """Return how a CRM is set up where none is; else the troubles, notes and gaps of the page's reports."""
    from tui.desk.crm_names import COUNTED, LEFT_OUT, SOURCE_TRACKING, Report

    if not (place.on_ib or place.desk.is_open or place.desk.users):
        return [(f"{lead}{text}", style) for lead, text, style in setup_texts(context, place.desk)]
    lines: list[tuple[str, str]] = []
    if place.on_ib:
        fetch = place.ib.fetch
        lines += [(part, "error") for part in (fetch.text, fetch.hint) if part]
        return [*lines, ("The broker's own IB history", "strong"), *((each, "") for each in ABOUT)]
    for report in Report:
        view = place.desk.view(report)
        for trouble in view.troubles:
            where = f"{report.value} {trouble.server}".strip()
            lines.append((f"{where}: {trouble.title}", "error"))
            lines += [(f"  {part}", "") for part in (trouble.detail, trouble.hint) if part]
            if trouble.step is not None:
                step = trouble.step
                lines.append((f"  Most likely step {step.number} is missing: {step.title} ({step.where})", "warning"))
        lines += [(f"{report.value}: {note}", "warning") for note in view.notes]
    if place.figures is not None and place.by is not None:
        lines += [(note, "warning") for note in place.figures.report(place.by).notes]
    if place.page in {Page.PARTNERS, Page.FUNNEL}:
        lines += [("", ""), ("Who is counted", "strong"), *((each, "") for each in COUNTED)]
    lines += [("", ""), ("What the API leaves out", "strong"), *((each, "") for each in LEFT_OUT)]
    lines += [("", ""), ("Where partners come from", "strong"), (SOURCE_TRACKING, "")]
    return lines[1:] if lines[0] == ("", "") else lines


def column_facts(table: RowTable[Any]) -> list[ColumnFacts]:
    """Return a table's columns as the dialog of columns wants them."""
    from tui.desk.flex_arrange import ColumnFacts

    return [ColumnFacts(each.id, each.title, 0, amounts=each.numeric, telling=True) for each in table.columns]
