"""The figures of `tradedeck crm funnel` as lines, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tui.crm.funnel import Cohort, Funnel
from tui.crm.lines import Group
from tui.crm.reports import LEFT_OUT, By, Part
from tui.desk.crm_columns import percent
from tui.desk.crm_export import Extract, csv_of, json_of
from tui.desk.crm_figures import Figures
from tui.desk.crm_table import Column, RowTable, masking_people
from tui.errors import UsageError
from tui.headless.crm.report import lines_of

if TYPE_CHECKING:
    import argparse


class FunnelAnswer:
    """All figures of a range, or one list of them."""

    def __init__(self, figures: Figures, arguments: argparse.Namespace, since: date, days: str) -> None:
        """Raises UsageError for a partner, or a kind of partner, that does not exist."""
        self._figures = figures
        self._arguments = arguments
        self._since = since
        self._days = days
        self._by = self._kind(arguments.by)
        self._group = self._partner(arguments.partner)

    def pieces(self, as_of: str) -> Iterator[str]:
        """Yield what is printed."""
        arguments = self._arguments
        if arguments.list is not None:
            yield from self._list(as_of)
        elif arguments.json:
            yield json.dumps(self._value(as_of), ensure_ascii=False, indent=2) + "\n"
        else:
            yield from (line + "\n" for line in self._lines())

    def _kind(self, wanted: str) -> By:
        if not wanted:
            return self._figures.usual
        part = next((each for each in Part if each.value.casefold() == wanted.casefold()), None)
        known = [each.title for each in self._figures.kinds]
        if part is not None and part is not Part.TAG:
            return By(part)
        found = next((each for each in self._figures.kinds if each.title.casefold() == wanted.casefold()), None)
        if found is None:
            raise UsageError(f"No row names a {wanted}", f"rows name: {', '.join(known) or 'nobody'}")
        return found

    def _partner(self, wanted: str | None) -> Group | None:
        if wanted is None:
            return None
        groups = [line.group for line in self._figures.report(self._by).lines]
        found = next((group for group in groups if wanted.casefold() in {group.name.casefold(), group.title}), None)
        if found is None:
            names = ", ".join(group.title for group in groups[:20])
            raise UsageError(f"There is no {self._by.title} {wanted} in these days", names)
        return found

    # One list

    def _list(self, as_of: str) -> Iterator[str]:
        table = masking_people(self._table(self._arguments.list))
        columns = tuple(column.id for column in table.columns)
        if not (self._arguments.json or self._arguments.output):
            usual = [column for column in table.columns if column.usual]
            numeric = {at for at, column in enumerate(usual) if column.numeric}
            hide = self._arguments.hide
            rows = [[table.text(at, column.id, hide=hide) for column in usual] for at in range(len(table))]
            yield from (line + "\n" for line in lines_of([column.title for column in usual], rows, numeric))
            return
        extract = Extract(
            table,
            range(len(table)),
            columns,
            hide=self._arguments.hide,
            title=self._arguments.list,
            days=self._days,
            as_of=as_of,
        )
        yield from json_of(extract) if self._arguments.json else csv_of(extract)

    def _table(self, wanted: str) -> RowTable[Any]:
        figures, by, group = self._figures, self._by, self._group
        if wanted == "partners":
            return figures.report_table(by)
        if wanted == "unfunded":
            return figures.customer_table(figures.unfunded(by, group))
        if wanted == "inactive":
            return figures.idle_table(figures.inactive(self._since, by, group))
        return RowTable(_COHORT_COLUMNS, figures.cohorts(by, group))

    # All figures

    def _lines(self) -> Iterator[str]:
        figures, by, group = self._figures, self._by, self._group
        funnel = figures.funnel(by, group)
        yield f"Funnel {self._days}" + (f", {by.title} {group.title}" if group is not None else "")
        yield from lines_of(
            ("Step", "Count", "Of step before", "Of all", "Median days"), _stage_rows(funnel), {1, 2, 3, 4}
        )
        yield from funnel.notes
        for title, table in (("By " + by.title, self._table("partners")), ("By month", self._table("months"))):
            usual = [column for column in table.columns if column.usual]
            numeric = {at for at, column in enumerate(usual) if column.numeric}
            rows = [[table.text(at, column.id) for column in usual] for at in range(len(table))]
            yield ""
            yield title
            yield from lines_of([column.title for column in usual], rows, numeric)
        yield ""
        yield from figures.report(by).notes
        yield from LEFT_OUT

    def _value(self, as_of: str) -> dict[str, Any]:
        figures, by, group = self._figures, self._by, self._group
        funnel = figures.funnel(by, group)
        return {
            "days": self._days,
            "as_of": as_of,
            "by": by.title,
            "partner": group.title if group is not None else None,
            "funnel": [
                {
                    "step": stage.title,
                    "count": stage.count,
                    "of_before": _text(stage.of_before),
                    "of_first": _text(stage.of_first),
                    "median_days": _text(stage.median_days),
                    "timed": stage.timed,
                }
                for stage in funnel.stages
            ],
            "partners": _records(self._table("partners")),
            "months": _records(self._table("months")),
            "notes": [*funnel.notes, *figures.report(by).notes],
            "left_out": list(LEFT_OUT),
        }


def _stage_rows(funnel: Funnel) -> list[Sequence[str]]:
    return [
        (
            stage.title,
            str(stage.count),
            _percent(stage.of_before),
            _percent(stage.of_first),
            "" if stage.median_days is None else f"{stage.median_days} ({stage.timed})",
        )
        for stage in funnel.stages
    ]


def _records(table: RowTable[Any]) -> list[dict[str, str]]:
    return [table.record(at) for at in range(len(table))]


def _percent(rate: Decimal | None) -> str:
    return "" if rate is None else f"{percent(rate)} %"


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:.4f}".rstrip("0").rstrip(".")


_COHORT_COLUMNS: list[Column[Cohort]] = [
    Column("month", "Month", lambda cohort: f"{cohort.month:%Y-%m}"),
    Column("registrations", "Registered", lambda cohort: cohort.registrations, numeric=True),
    Column("funded", "Funded", lambda cohort: cohort.funded, numeric=True),
    Column("rate", "Funded %", lambda cohort: percent(cohort.rate), numeric=True),
    Column("traders", "Traders", lambda cohort: cohort.traders, numeric=True),
    Column("deposits", "Deposits", lambda cohort: cohort.deposits, numeric=True),
    Column("after", "Funded after 0, 1, … months", lambda cohort: " ".join(map(str, cohort.funded_after))),
]
