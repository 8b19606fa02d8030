"""The CRM's words that screens need, in one place: reports, days, how much to ask, partners, and the set-up."""

from __future__ import annotations

from tui.crm.book import Customer
from tui.crm.coverage import Wish
from tui.crm.errors import CrmError, Problem, QueryError
from tui.crm.funnel import Cohort, Funnel, quiet_since
from tui.crm.lines import Group, Line
from tui.crm.parts import Server, TradingAccount
from tui.crm.queries import Report, Span
from tui.crm.records import Person, Position, Row, Transaction
from tui.crm.reports import COUNTED, LEFT_OUT, By
from tui.crm.setup import SOURCE_TRACKING, STEPS, Step

__all__ = [
    "COUNTED",
    "LEFT_OUT",
    "SOURCE_TRACKING",
    "STEPS",
    "By",
    "Cohort",
    "CrmError",
    "Customer",
    "Funnel",
    "Group",
    "Line",
    "Person",
    "Position",
    "Problem",
    "QueryError",
    "Report",
    "Row",
    "Server",
    "Span",
    "Step",
    "TradingAccount",
    "Transaction",
    "Wish",
    "quiet_since",
]
