"""What a command is and where it lives; the commands themselves are in the one table of `tui.view.commands`."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Scope(enum.Enum):
    """Where a command lives; keys are looked up from the focused pane outwards."""

    APP = "app"
    TRADE = "trade"
    MARKETS = "markets"
    NEWS = "news"
    FLEX = "flex"
    CRM = "crm"
    DXFEED = "dxfeed"
    LOG = "log"
    HISTORY = "history"
    TABLE = "table"
    WATCHLIST = "watchlist"
    CHART = "chart"
    DEPTH = "depth"
    TICKET = "ticket"
    BLOTTER = "blotter"
    ADJUST = "adjust"
    MARKETS_GROUPS = "markets_groups"
    MARKETS_LIST = "markets_list"
    MARKETS_SHEET = "markets_sheet"
    NEWS_LIST = "news_list"
    NEWS_READER = "news_reader"
    CALENDAR = "calendar"
    RELEASE = "release"
    LOG_LIST = "log_list"
    LOG_DETAIL = "log_detail"
    LOG_SESSION = "log_session"
    FLEX_QUERIES = "flex_queries"
    FLEX_JOBS = "flex_jobs"
    FLEX_FILES = "flex_files"
    FLEX_READER = "flex_reader"
    CRM_MAIN = "crm_main"
    CRM_DETAIL = "crm_detail"
    HISTORY_DEALS = "history_deals"
    HISTORY_FIGURES = "history_figures"
    HISTORY_PLOTS = "history_plots"

    DXFEED_CASE = "dxfeed_case"
    DXFEED_OUTCOME = "dxfeed_outcome"
    DXFEED_WAITING = "dxfeed_waiting"
    DXFEED_RECENT = "dxfeed_recent"
    DXFEED_HISTORY = "dxfeed_history"

    @property
    def title(self) -> str:
        """How the help screen heads this scope."""
        return _TITLES[self]

    @property
    def lineage(self) -> tuple[Scope, ...]:
        """This scope and those around it, innermost first; keys are unique over the whole of it."""
        return (self, *_AROUND[self])

    @property
    def tab(self) -> Scope | None:
        """The tab that this scope belongs to; None for what is at home on every tab."""
        return next((scope for scope in self.lineage if scope in TABS), None)


TABS = frozenset(
    {Scope.TRADE, Scope.NEWS, Scope.LOG, Scope.MARKETS, Scope.FLEX, Scope.CRM, Scope.DXFEED, Scope.HISTORY}
)
"""The scopes of whole screens, be they behind a number or not."""

_TITLES = {
    Scope.APP: "Everywhere",
    Scope.TRADE: "Trade screen",
    Scope.MARKETS: "Markets screen",
    Scope.NEWS: "News screen",
    Scope.FLEX: "Flex screen",
    Scope.CRM: "CRM screen",
    Scope.DXFEED: "dxFeed screen",
    Scope.LOG: "Log screen",
    Scope.HISTORY: "History screen",
    Scope.TABLE: "Tables",
    Scope.WATCHLIST: "Watchlist",
    Scope.CHART: "Chart",
    Scope.DEPTH: "Depth",
    Scope.TICKET: "Ticket",
    Scope.BLOTTER: "Positions and orders",
    Scope.ADJUST: "Change and close",
    Scope.MARKETS_GROUPS: "Groups of symbols",
    Scope.MARKETS_LIST: "Symbols",
    Scope.MARKETS_SHEET: "Instrument sheet",
    Scope.NEWS_LIST: "News",
    Scope.NEWS_READER: "News reader",
    Scope.CALENDAR: "Calendar",
    Scope.RELEASE: "Release",
    Scope.LOG_LIST: "Log",
    Scope.LOG_DETAIL: "Line of the log",
    Scope.LOG_SESSION: "Session",
    Scope.FLEX_QUERIES: "Flex queries",
    Scope.FLEX_JOBS: "Flex jobs",
    Scope.FLEX_FILES: "Kept statements",
    Scope.FLEX_READER: "Statement",
    Scope.CRM_MAIN: "CRM tables",
    Scope.CRM_DETAIL: "CRM details",
    Scope.HISTORY_DEALS: "Deals",
    Scope.HISTORY_FIGURES: "Statistics",
    Scope.HISTORY_PLOTS: "Curve and bars",
    Scope.DXFEED_CASE: "dxFeed account",
    Scope.DXFEED_OUTCOME: "What to do now",
    Scope.DXFEED_WAITING: "Waiting activations",
    Scope.DXFEED_RECENT: "Recent accounts",
    Scope.DXFEED_HISTORY: "Audit trail",
}

_AROUND: dict[Scope, tuple[Scope, ...]] = {
    Scope.APP: (),
    Scope.TRADE: (Scope.APP,),
    Scope.MARKETS: (Scope.APP,),
    Scope.NEWS: (Scope.APP,),
    Scope.FLEX: (Scope.APP,),
    Scope.CRM: (Scope.APP,),
    Scope.DXFEED: (Scope.APP,),
    Scope.LOG: (Scope.APP,),
    Scope.HISTORY: (Scope.APP,),
    Scope.TABLE: (Scope.APP,),
    Scope.WATCHLIST: (Scope.TABLE, Scope.TRADE, Scope.APP),
    Scope.CHART: (Scope.TRADE, Scope.APP),
    Scope.DEPTH: (Scope.TRADE, Scope.APP),
    Scope.TICKET: (Scope.TRADE, Scope.APP),
    Scope.BLOTTER: (Scope.TABLE, Scope.TRADE, Scope.APP),
    Scope.ADJUST: (Scope.TRADE, Scope.APP),
    Scope.MARKETS_GROUPS: (Scope.TABLE, Scope.MARKETS, Scope.APP),
    Scope.MARKETS_LIST: (Scope.TABLE, Scope.MARKETS, Scope.APP),
    Scope.MARKETS_SHEET: (Scope.TABLE, Scope.MARKETS, Scope.APP),
    Scope.NEWS_LIST: (Scope.TABLE, Scope.NEWS, Scope.APP),
    Scope.NEWS_READER: (Scope.TABLE, Scope.NEWS, Scope.APP),
    Scope.CALENDAR: (Scope.TABLE, Scope.NEWS, Scope.APP),
    Scope.RELEASE: (Scope.TABLE, Scope.NEWS, Scope.APP),
    Scope.LOG_LIST: (Scope.TABLE, Scope.LOG, Scope.APP),
    Scope.LOG_DETAIL: (Scope.TABLE, Scope.LOG, Scope.APP),
    Scope.LOG_SESSION: (Scope.TABLE, Scope.LOG, Scope.APP),
    Scope.FLEX_QUERIES: (Scope.TABLE, Scope.FLEX, Scope.APP),
    Scope.FLEX_JOBS: (Scope.TABLE, Scope.FLEX, Scope.APP),
    Scope.FLEX_FILES: (Scope.TABLE, Scope.FLEX, Scope.APP),
    Scope.FLEX_READER: (Scope.TABLE, Scope.FLEX, Scope.APP),
    Scope.CRM_MAIN: (Scope.TABLE, Scope.CRM, Scope.APP),
    Scope.CRM_DETAIL: (Scope.TABLE, Scope.CRM, Scope.APP),
    Scope.HISTORY_DEALS: (Scope.TABLE, Scope.HISTORY, Scope.APP),
    Scope.HISTORY_FIGURES: (Scope.TABLE, Scope.HISTORY, Scope.APP),
    Scope.HISTORY_PLOTS: (Scope.HISTORY, Scope.APP),
    Scope.DXFEED_CASE: (Scope.TABLE, Scope.DXFEED, Scope.APP),
    Scope.DXFEED_OUTCOME: (Scope.DXFEED, Scope.APP),
    Scope.DXFEED_WAITING: (Scope.TABLE, Scope.DXFEED, Scope.APP),
    Scope.DXFEED_RECENT: (Scope.TABLE, Scope.DXFEED, Scope.APP),
    Scope.DXFEED_HISTORY: (Scope.TABLE, Scope.DXFEED, Scope.APP),
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can ask for, under one name everywhere.

    `id` is `area.verb` and the key of the user's keymap. `keys` are the defaults, in Textual's names. `footer` is 0
    when the command is not in the footer, else how long it stays when space runs out (higher stays longer). `line`
    is the word that starts it on the `:` line, `argument` the hint for what follows that word (None: nothing does;
    in square brackets: it may be left out), `also` are further ways to write it there, of one word or several.

    What follows a command on the `:` line completes by the words of `argument`: those in lower case as they are, those
    in upper case from what is known (`SYMBOL`, `THEME`). `kept` is False for a command whose words are about a
    customer: they are not written to the history on disk. `vim` are keys that the vim keymap has besides.

    `back` is the id of the command that goes the other way: both keys stand before the one word in the footer.

    `trades` marks commands that lead to an order: read-only mode takes them away. `writes` marks those that lead to a
    change of a customer's account. Both end in a review; `sends_money` marks those that send an order without one.
    """

    id: str
    title: str
    help: str
    keys: tuple[str, ...]
    scope: Scope
    footer: int = 0
    hint: str = ""
    line: str = ""
    argument: str | None = None
    trades: bool = False
    sends_money: bool = False
    writes: bool = False
    also: tuple[str, ...] = ()
    vim: tuple[str, ...] = ()
    kept: bool = True
    back: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """What it can be called at the beginning of the `:` line, besides its id."""
        return (self.line, *self.also) if self.line else self.also

    @property
    def area(self) -> str:
        """The first part of the id: the scope of the panel that runs it when nothing nearer does."""
        return self.id.partition(".")[0]

    @property
    def verb(self) -> str:
        """The last part of the id; a target runs it in its method `command_<verb>`."""
        return self.id.partition(".")[2]

    @property
    def label(self) -> str:
        """The word in the footer."""
        return self.hint or self.title

    @property
    def needs_argument(self) -> bool:
        """Whether it cannot run without a word of the user's."""
        return self.argument is not None and not self.argument.startswith("[")
