"""The part of the command table with which one reads the account's past."""

from __future__ import annotations

from tui.view.command import Command, Scope

_SCREEN = (
    Command(
        "history.leave",
        "Back",
        "Go back to where one came from.",
        ("escape",),
        Scope.HISTORY,
        74,
    ),
    Command(
        "history.days",
        "Days",
        "Choose the days: a preset, one day, or first and last day.",
        ("d",),
        Scope.HISTORY,
        72,
        argument="[PRESET | DAY | FIRST LAST]",
    ),
    Command(
        "history.next_page",
        "Next page",
        "Deals, statistics, curve and bars in turn.",
        ("right_square_bracket",),
        Scope.HISTORY,
        70,
        "Pages",
        back="history.previous_page",
    ),
    Command(
        "history.previous_page", "Previous page", "Go to the page before.", ("left_square_bracket",), Scope.HISTORY
    ),
    Command(
        "history.by",
        "By",
        "Bars by month, weekday, hour or symbol; the balance or the net.",
        ("b",),
        Scope.HISTORY,
        66,
    ),
    Command("history.stop", "Stop", "Stop reading; what came stays, marked partial.", ("x",), Scope.HISTORY, 71),
    Command(
        "history.moment",
        "Opened or closed",
        "Count weekdays and hours by the opening of trades, or the close.",
        ("m",),
        Scope.HISTORY,
        40,
        "Opened/closed",
    ),
    Command("history.again", "Read anew", "Read all of these days anew.", ("R",), Scope.HISTORY),
    Command(
        "history.export",
        "Export history",
        "Write the shown deals, or the statistics, to a CSV or JSON file.",
        ("e",),
        Scope.HISTORY,
        44,
        "Export",
        line="historyexport",
        argument="[csv|json] [deals|statistics]",
    ),
    Command("history.export_json", "Export as JSON", "Write the same as JSON.", ("E",), Scope.HISTORY),
)

_DEALS = (
    Command(
        "history_deals.open",
        "Chart",
        "Chart the symbol of this deal on the Trade screen.",
        ("enter",),
        Scope.HISTORY_DEALS,
        80,
    ),
)

HISTORY: tuple[Command, ...] = (*_SCREEN, *_DEALS)
"""All commands of the History screen, in the order in which help shows them."""
