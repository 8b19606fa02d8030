"""The days of CRM reports: presets and typed days, with what is wrong told as a problem of the field `days`."""

from __future__ import annotations

from datetime import date

from tui.crm.errors import Problem, QueryError
from tui.crm.queries import Span
from tui.domain.days import Preset, days_of
from tui.errors import UsageError

__all__ = ["Preset", "span_of"]


def span_of(text: str, today: date) -> Span:
    """Return the days of a text, as `days_of` reads it. Raises QueryError with the field `days`."""
    try:
        return days_of(text, today)
    except UsageError as error:
        raise QueryError([Problem("days", error.detail)]) from error
