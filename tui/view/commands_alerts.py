"""The part of the command table with which one has oneself called: the user's own alerts."""

from __future__ import annotations

from tui.view.command import Command, Scope

ALERTS = (
    Command(
        "app.alert",
        "New alert",
        "Be called when it comes true: `alert EURUSD bid >= 1.09`.",
        (),
        Scope.APP,
        line="alert",
        argument="[SYMBOL bid|ask|spread|change >=|<= PRICE] [repeat]",
    ),
    Command(
        "trade.new_alert",
        "Alert",
        "Set an alert on this symbol, or on the profit of this position.",
        ("a",),
        Scope.TRADE,
        48,
    ),
    Command("markets.new_alert", "Alert", "Set an alert on this symbol.", ("a",), Scope.MARKETS, 52),
    Command("calendar.new_alert", "Alert", "Be called before this release.", ("a",), Scope.CALENDAR, 50),
    Command("release.new_alert", "Alert", "Be called before this release.", ("a",), Scope.RELEASE, 50),
    Command("blotter.alerts", "Alerts", "Show your alerts.", (), Scope.BLOTTER, line="alerts"),
    Command(
        "blotter.remove_alert",
        "Remove alert",
        "Forget this alert; asks first while it is armed.",
        ("delete",),
        Scope.BLOTTER,
        63,
        "Remove",
    ),
    Command(
        "blotter.arm_alert",
        "Arm again",
        "Arm an alert again that has fired or expired.",
        ("A",),
        Scope.BLOTTER,
        62,
    ),
)
"""All commands of alerts, in the order in which help shows them."""
