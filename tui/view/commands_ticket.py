"""The part of the command table that fills in a ticket; only the one-click pair sends, and only while it is armed."""

from __future__ import annotations

from tui.view.command import Command, Scope

_LINE = "[SYMBOL] [VOLUME] [limit|stop PRICE] [sl …] [tp …] [trail …] [until …] [note …]"

TICKET = (
    Command(
        "ticket.buy",
        "Buy",
        "Open a ticket to buy, as in `buy EURUSD 0.1 sl 20p tp 2R`.",
        ("b",),
        Scope.TRADE,
        64,
        line="buy",
        argument=_LINE,
        trades=True,
    ),
    Command(
        "ticket.sell",
        "Sell",
        "Open a ticket to sell, as in `sell GOLD 1% limit +5p sl 50p`.",
        ("s",),
        Scope.TRADE,
        63,
        line="sell",
        argument=_LINE,
        trades=True,
    ),
    Command(
        "ticket.buy_now",
        "Buy at once",
        "One-click mode: buy the ticket's volume at market, without a review.",
        ("B",),
        Scope.TRADE,
        trades=True,
        sends_money=True,
    ),
    Command(
        "ticket.sell_now",
        "Sell at once",
        "One-click mode: sell the ticket's volume at market, without a review.",
        ("S",),
        Scope.TRADE,
        trades=True,
        sends_money=True,
    ),
    Command(
        "ticket.arm",
        "Arm real trading",
        "Allow orders of real money for this run, by the account's number.",
        (),
        Scope.TRADE,
        line="arm",
        trades=True,
    ),
    Command(
        "ticket.oneclick",
        "One-click mode",
        "Let ⇧B and ⇧S send the ticket's volume without a review, or not.",
        (),
        Scope.TRADE,
        line="oneclick",
        argument="on|off",
        trades=True,
    ),
    Command(
        "ticket.review",
        "Review",
        "Edit the ticket, or put it before you once more before it is sent.",
        ("enter",),
        Scope.TICKET,
        88,
        trades=True,
    ),
    Command(
        "ticket.last_price",
        "Last price",
        "Put the market price into the field; only a note takes = as a letter.",
        ("equals_sign",),
        Scope.TICKET,
        52,
        "Price",
        trades=True,
    ),
    Command(
        "ticket.step_up", "Step up", "Raise the field by one step.", ("up",), Scope.TICKET, 54, "Step", trades=True
    ),
    Command("ticket.step_down", "Step down", "Lower the field by one step.", ("down",), Scope.TICKET, trades=True),
    Command(
        "ticket.leap_up", "Ten steps up", "Raise it by ten steps.", ("shift+up", "pageup"), Scope.TICKET, trades=True
    ),
    Command(
        "ticket.leap_down",
        "Ten steps down",
        "Lower it by ten steps.",
        ("shift+down", "pagedown"),
        Scope.TICKET,
        trades=True,
    ),
    Command(
        "ticket.kind",
        "Order type",
        "Market, limit or stop.",
        ("ctrl+t",),
        Scope.TICKET,
        56,
        "Type",
        trades=True,
    ),
    Command(
        "ticket.flip",
        "Other side",
        "Buy instead of sell, or sell instead of buy.",
        ("ctrl+f",),
        Scope.TICKET,
        48,
        "Side",
        trades=True,
    ),
    Command("ticket.discard", "Discard", "Throw the ticket away.", ("ctrl+l",), Scope.TICKET, 44, trades=True),
    Command(
        "ticket.leave",
        "Leave",
        "Leave the ticket; what is filled in stays while its symbol does.",
        ("escape",),
        Scope.TICKET,
        50,
        trades=True,
    ),
)
