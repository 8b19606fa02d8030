"""The one table of commands: keys, footer, palette, `:` line and help are all generated from it."""

from __future__ import annotations

from collections.abc import Iterator

from tui.view.command import Command, Scope
from tui.view.commands_alerts import ALERTS
from tui.view.commands_chart import CHART
from tui.view.commands_crm import CRM
from tui.view.commands_dxfeed import DXFEED
from tui.view.commands_flex import FLEX
from tui.view.commands_history import HISTORY
from tui.view.commands_log import LOG
from tui.view.commands_markets import MARKETS
from tui.view.commands_news import NEWS
from tui.view.commands_ticket import TICKET
from tui.view.commands_trading import MANAGE

__all__ = ["COMMANDS", "Command", "Scope", "command", "in_lineage", "in_scope"]

_APP = (
    Command(
        "app.help", "Help", "Show what the focused pane can do.", ("question_mark", "f1"), Scope.APP, 90, line="help"
    ),
    Command("app.command_line", "Command", "Type a command by name.", ("colon",), Scope.APP, 80, argument="[TEXT]"),
    Command("app.palette", "Palette", "Search all commands.", ("ctrl+p",), Scope.APP, 100),
    Command("app.menu", "Menu", "What can be done here; a right click opens it too.", ("full_stop", "f10"), Scope.APP),
    Command(
        "app.next_pane",
        "Next pane",
        "Move to the next pane.",
        ("tab", "f6"),
        Scope.APP,
        61,
        hint="Pane",
        vim=("ctrl+w",),
    ),
    Command("app.previous_pane", "Previous pane", "Move to the pane before.", ("shift+tab",), Scope.APP),
    Command("app.zoom_pane", "Zoom pane", "Give the whole screen to the focused pane.", ("z",), Scope.APP, 30, "Zoom"),
    Command("app.pane_wider", "Wider pane", "Give the pane more width.", ("greater_than_sign",), Scope.APP),
    Command("app.pane_narrower", "Narrower pane", "Give the pane less width.", ("less_than_sign",), Scope.APP),
    Command("app.pane_taller", "Taller pane", "Give the pane more height.", ("right_curly_bracket",), Scope.APP),
    Command("app.pane_shorter", "Shorter pane", "Give the pane less height.", ("left_curly_bracket",), Scope.APP),
    Command(
        "app.layout",
        "Layout",
        "Give the panes their own sizes again; `reset all` at every size.",
        (),
        Scope.APP,
        line="layout",
        argument="[reset|reset all]",
    ),
    Command("app.gauge", "Line gauge", "Show or hide the bytes a second to the terminal.", (), Scope.APP, line="gauge"),
    Command("app.back", "Back", "Leave the zoomed pane.", ("escape",), Scope.APP),
    Command("app.copy_value", "Copy value", "Copy the value under the cursor.", ("y",), Scope.APP, 12, hint="Copy"),
    Command("app.copy_row", "Copy row", "Copy the row under the cursor.", ("Y",), Scope.APP),
    Command("app.screen_trade", "Trade", "Go to the Trade screen.", ("1",), Scope.APP, line="trade"),
    Command("app.screen_markets", "Markets", "Go to all symbols of the broker.", ("2",), Scope.APP, line="markets"),
    Command("app.screen_news", "News", "Go to news and calendar.", ("3",), Scope.APP, line="news"),
    Command("app.screen_flex", "Flex", "Go to the Flex statements.", ("4",), Scope.APP, line="flex"),
    Command("app.screen_crm", "CRM", "Go to the CRM's IB reports.", ("5",), Scope.APP, line="crm"),
    Command("app.screen_dxfeed", "dxFeed", "Go to the dxFeed accounts.", ("6",), Scope.APP, line="dxfeed"),
    Command("app.screen_log", "Log", "Go to what was sent and received.", ("7",), Scope.APP, line="log"),
    Command(
        "app.screen_history",
        "History",
        "Deals of any days.",
        ("H",),
        Scope.APP,
        line="history",
        argument="[PRESET | DAY | FIRST LAST]",
    ),
    Command(
        "app.unknown",
        "Unknown fate",
        "Show what is known of the order whose fate is unknown.",
        ("U",),
        Scope.APP,
        line="unknown",
    ),
    Command(
        "app.theme",
        "Theme",
        "Choose the colours.",
        (),
        Scope.APP,
        line="theme",
        argument="[THEME]",
    ),
    Command(
        "app.privacy",
        "Privacy",
        "Mask account numbers, names and money on all screens; prices stay.",
        ("asterisk",),
        Scope.APP,
        line="privacy",
    ),
    Command(
        "app.calculator",
        "Calculator",
        "Work out margin, pip value, profit and size, as in `calc EURUSD 0.5`.",
        (),
        Scope.APP,
        line="calc",
        argument="[SYMBOL] [VOLUME] [sl …] [tp …]",
    ),
    Command("app.pause", "Pause", "Freeze what is shown; data keeps arriving.", ("p",), Scope.APP, 20, line="pause"),
    Command(
        "app.refresh", "Refresh", "Ask the broker again for what is shown.", ("r", "f5"), Scope.APP, line="refresh"
    ),
    Command("app.reconnect", "Reconnect", "Close the connection and make it anew.", (), Scope.APP, line="reconnect"),
    Command("app.quit", "Quit", "Leave the program.", ("q", "ctrl+q"), Scope.APP, 70, line="quit", also=("q", "exit")),
)

_TRADE = (
    Command(
        "trade.chart",
        "Chart a symbol",
        "Show the chart of a symbol, as in `chart GOLD H1`.",
        (),
        Scope.TRADE,
        line="chart",
        argument="SYMBOL [PERIOD]",
    ),
    Command(
        "trade.list",
        "Go to a watchlist",
        "Show the watchlist of that name.",
        (),
        Scope.TRADE,
        line="list",
        argument="LIST",
    ),
)

_TABLE = (
    Command("table.down", "Down", "One row down.", ("j", "down"), Scope.TABLE),
    Command("table.up", "Up", "One row up.", ("k", "up"), Scope.TABLE),
    Command("table.first", "First row", "Go to the first row.", ("g", "home"), Scope.TABLE),
    Command("table.last", "Last row", "Go to the last row.", ("G", "end"), Scope.TABLE),
    Command("table.half_down", "Half a page down", "Half a page down.", ("ctrl+d",), Scope.TABLE),
    Command("table.half_up", "Half a page up", "Half a page up.", ("ctrl+u",), Scope.TABLE),
    Command("table.page_down", "Page down", "One page down.", ("pagedown",), Scope.TABLE, vim=("ctrl+f",)),
    Command("table.page_up", "Page up", "One page up.", ("pageup",), Scope.TABLE, vim=("ctrl+b",)),
    Command(
        "table.filter",
        "Filter",
        "Show only rows that match; ! before the text inverts.",
        ("slash", "f3"),
        Scope.TABLE,
        60,
    ),
    Command("table.sort", "Sort", "Sort by a column: then press its letter; again reverses.", ("o",), Scope.TABLE, 40),
    Command("table.mark", "Mark", "Mark or unmark the row.", ("space",), Scope.TABLE),
    Command("table.clear", "Clear filter", "Clear the filter, then the marks.", ("escape",), Scope.TABLE),
)

_WATCHLIST = (
    Command("watchlist.open", "Chart", "Show the chart of this symbol.", ("enter",), Scope.WATCHLIST, 65),
    Command(
        "watchlist.add",
        "Add symbol",
        "Add a symbol to this watchlist.",
        ("insert", "w"),
        Scope.WATCHLIST,
        45,
        "Add",
        "watch",
        "SYMBOL",
        also=("watch add",),
    ),
    Command(
        "watchlist.remove",
        "Remove symbol",
        "Take the symbol off this list.",
        ("delete",),
        Scope.WATCHLIST,
        25,
        "Remove",
    ),
    Command("watchlist.move_up", "Move symbol up", "Move the symbol one row up.", ("K", "shift+up"), Scope.WATCHLIST),
    Command(
        "watchlist.move_down", "Move symbol down", "Move the symbol one row down.", ("J", "shift+down"), Scope.WATCHLIST
    ),
    Command(
        "watchlist.next_list",
        "Next watchlist",
        "Show the next watchlist.",
        ("l", "right"),
        Scope.WATCHLIST,
        15,
        "Lists",
        back="watchlist.previous_list",
    ),
    Command(
        "watchlist.previous_list", "Previous watchlist", "Show the watchlist before.", ("h", "left"), Scope.WATCHLIST
    ),
    Command(
        "watchlist.new_list",
        "New watchlist",
        "Start a watchlist.",
        ("N",),
        Scope.WATCHLIST,
        line="newlist",
        argument="NAME",
    ),
    Command(
        "watchlist.rename_list",
        "Rename watchlist",
        "Give this watchlist another name.",
        ("R", "f2"),
        Scope.WATCHLIST,
        line="renamelist",
        argument="NAME",
    ),
    Command(
        "watchlist.delete_list",
        "Delete watchlist",
        "Forget this watchlist, by its name.",
        (),
        Scope.WATCHLIST,
        line="deletelist",
        argument="LIST",
    ),
)

COMMANDS: tuple[Command, ...] = (
    *_APP,
    *_TRADE,
    *_TABLE,
    *_WATCHLIST,
    *CHART,
    *TICKET,
    *MANAGE,
    *MARKETS,
    *NEWS,
    *FLEX,
    *LOG,
    *HISTORY,
    *DXFEED,
    *CRM,
    *ALERTS,
)
"""Every command, in the order in which help shows them."""


_BY_ID = {command.id: command for command in COMMANDS}


def command(command_id: str) -> Command:
    """Return the command of that id; KeyError when there is none."""
    return _BY_ID[command_id]


def in_scope(scope: Scope) -> Iterator[Command]:
    """Yield the commands of exactly this scope."""
    return (each for each in COMMANDS if each.scope is scope)


def in_lineage(scope: Scope) -> Iterator[Command]:
    """Yield the commands of this scope and of those around it, innermost first."""
    for each in scope.lineage:
        yield from in_scope(each)
