"""How the user looks at the tables of the CRM's pages: kept while he is elsewhere, and between starts."""

from __future__ import annotations

from tui.config.state import TableState
from tui.view.kept import Kept
from tui.view.panels.crm_grid import Look
from tui.view.panels.crm_pages import Page

_OF_NO_CUSTOMER = frozenset({Page.PARTNERS, Page.SERVERS})
"""Pages whose filter is kept between starts: elsewhere it names a customer, and what does is not written to disk."""


class PageLooks:
    """One look for each page, and where a page has several kinds of tables, for each of them."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._looks: dict[str, tuple[Page, Look]] = {}

    def of(self, page: Page, kind: str) -> Look:
        """Return how a page is looked at, the first time as it was in an earlier run."""
        name = f"crm.{page.name.lower()}.{kind}".rstrip(".")
        if name not in self._looks:
            state = self._kept.tables.get(name, TableState())
            look = Look(state.filter, state.sort or None, state.reverse, chosen=tuple(state.columns))
            self._looks[name] = page, look
        return self._looks[name][1]

    def keep(self) -> None:
        """Put down what should be found again at the next start."""
        for name, (page, look) in self._looks.items():
            text = look.filter_text if page in _OF_NO_CUSTOMER else ""
            self._kept.tables[name] = TableState(text, look.column or "", look.reverse, list(look.chosen))
