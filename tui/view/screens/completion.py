"""What the words of the `:` line may be, from what is known now: one source for each name in the table's hints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.domain.candle import Period
from tui.domain.days import Preset
from tui.domain.indicators import StudyKind
from tui.domain.releases import countries
from tui.view.panels.context import ViewContext


def _codes(_: ViewContext) -> Iterable[str]:
    # The catalogue of codes is not loaded before somebody asks for one.
    from tui.desk.log import all_codes

    return all_codes()


def _kinds(_: ViewContext) -> Iterable[str]:
    from tui.store.traffic import LineKind

    return [*(kind.value for kind in LineKind), "all"]


def _presets(_: ViewContext) -> Iterable[str]:
    return (preset.value for preset in Preset)


def _crm_pages(_: ViewContext) -> Iterable[str]:
    from tui.view.panels.crm_pages import Page

    return (page.value.lower() for page in Page if page is not Page.SETUP)


SOURCES: dict[str, Callable[[ViewContext], Iterable[str]]] = {
    "SYMBOL": lambda context: sorted(context.desk.store.market.instruments),
    "PERIOD": lambda _: (period.name for period in Period),
    "INDICATOR": lambda _: (kind.value for kind in StudyKind),
    "LIST": lambda context: context.desk.watchlists.names,
    "POSITION": lambda context: map(str, context.desk.store.account.positions),
    "ORDER": lambda context: map(str, context.desk.store.account.pending),
    "PART": lambda _: ("25%", "50%", "75%"),
    "CODE": _codes,
    "KIND": _kinds,
    "CODES": lambda context: countries(context.desk.store.calendar.releases),
    "QUERY": lambda context: (query.name for query in context.desk.store.statements.queries),
    "NUMBER": lambda context: (str(entry.id) for entry in context.desk.store.statements.entries),
    "DAYS": lambda _: ("7", "30", "90", "365"),
    "PRESET": _presets,
    "PAGE": _crm_pages,
    "USER": lambda context: (user.name for user in context.desk.reports.users),
    "APPLICATION": lambda context: (each.name for each in context.entitlements.applications),
}
"""Names in upper case of `Command.argument` → what they may be. What only a screen knows is in `ViewContext.words`."""

FREE = frozenset(
    {"TEXT", "NAME", "VOLUME", "PRICE", "NUMBERS", "COUNT", "DAY", "FIRST", "LAST", "TAG", "ID", "E-MAIL", "FILE"}
    | {"BULK"}
)
"""Names of what only the user knows, or a screen once it has been looked at."""


def line_candidates(context: ViewContext, themes: Iterable[str], placeholder: str) -> list[str]:
    """Return what a placeholder of the table may be; nothing for what only the user knows."""
    if placeholder == "THEME":
        return sorted(themes)
    source = SOURCES.get(placeholder)
    if source is not None:
        return list(source(context))
    words = context.words.get(placeholder)
    return list(words()) if words is not None else []
