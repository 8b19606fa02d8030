"""What the words of the `:` line may be, from what is known now."""

from __future__ import annotations

from collections.abc import Iterable

from tui.desk.log import all_codes
from tui.domain.candle import Period
from tui.domain.releases import countries
from tui.store.traffic import LineKind
from tui.view.panels.context import ViewContext
from tui.view.panels.ticket_draft import LINE_WORDS


def line_candidates(context: ViewContext, themes: Iterable[str], word: str, place: int) -> list[str]:
    """Return what the word at `place` (from 1) after `word` may be."""
    if word == "watch" or (word in ("chart", "buy", "sell", "calc") and place == 1):
        return sorted(context.desk.store.market.instruments)
    if word == "chart":
        return [period.name for period in Period]
    if word in ("buy", "sell", "calc"):
        return list(LINE_WORDS)
    if word == "oneclick":
        return ["on", "off"]
    if word == "code":
        return all_codes()
    if word == "logkind":
        return [*(kind.value for kind in LineKind), "all"]
    if word == "impact":
        return ["low", "medium", "high", "all"]
    if word == "country":
        return ["all", *countries(context.desk.store.calendar.releases)]
    if word in ("list", "deletelist", "watchon"):
        return list(context.desk.watchlists.names)
    return sorted(themes) if word == "theme" else []
