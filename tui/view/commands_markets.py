"""The part of the command table with which one finds and looks into instruments."""

from __future__ import annotations

from tui.view.command import Command, Scope

_SCREEN = (
    Command(
        "markets.find",
        "Find a symbol",
        "Search all symbols by their letters, name or group.",
        (),
        Scope.MARKETS,
        line="find",
        argument="TEXT",
    ),
    Command(
        "markets.watch",
        "Add to watchlist",
        "Put what is marked, else this symbol, on the shown or named list.",
        ("w",),
        Scope.MARKETS,
        58,
        "Watch",
        "watchon",
        "[LIST]",
    ),
    Command(
        "markets.watch_on",
        "Add to another watchlist",
        "Put the symbol on the watchlist whose name you type.",
        ("W",),
        Scope.MARKETS,
    ),
    Command("markets.chart", "Chart", "Show its chart on the Trade screen.", ("c",), Scope.MARKETS, 56),
    Command(
        "markets.buy", "Buy", "Open a ticket to buy it on the Trade screen.", ("b",), Scope.MARKETS, 54, trades=True
    ),
    Command(
        "markets.sell", "Sell", "Open a ticket to sell it on the Trade screen.", ("s",), Scope.MARKETS, 53, trades=True
    ),
)

_GROUPS = (
    Command("markets_groups.open", "Symbols", "Go to the symbols of this group.", ("enter",), Scope.MARKETS_GROUPS, 65),
)

_LIST = (
    Command(
        "markets_list.open",
        "Open",
        "Open the sheet where none is shown, else the chart on Trade.",
        ("enter",),
        Scope.MARKETS_LIST,
        65,
    ),
)

_SHEET = (
    Command("markets_sheet.open", "Chart", "Show its chart on the Trade screen.", ("enter",), Scope.MARKETS_SHEET, 65),
)

MARKETS: tuple[Command, ...] = (*_SCREEN, *_GROUPS, *_LIST, *_SHEET)
"""All commands of the Markets screen, in the order in which help shows them."""
