"""The part of the command table with which one looks after dxFeed accounts."""

from __future__ import annotations

from tui.view.command import Command, Scope

_SCREEN = (
    Command(
        "dxfeed.find",
        "Find",
        "Find an account by its e-mail or id.",
        ("f",),
        Scope.DXFEED,
        90,
        line="account",
        argument="[E-MAIL|ID]",
        also=("dxfeed",),
        kept=False,
    ),
    Command(
        "dxfeed.activate",
        "Activate",
        "Activate feeds, until a given end or the usual one.",
        ("a",),
        Scope.DXFEED,
        80,
        writes=True,
    ),
    Command("dxfeed.confirm", "Confirm", "Confirm the activation that waits.", ("c",), Scope.DXFEED, 78, writes=True),
    Command("dxfeed.extend", "Extend", "Extend the subscription by one period.", ("e",), Scope.DXFEED, 76, writes=True),
    Command("dxfeed.cancel", "Cancel", "Ask to cancel the subscription.", ("x",), Scope.DXFEED, 74, writes=True),
    Command("dxfeed.create", "New account", "Create an account.", ("n",), Scope.DXFEED, 50, "New", writes=True),
    Command("dxfeed.token", "Token", "Ask for an access token, and say what it allows.", ("t",), Scope.DXFEED, 60),
    Command(
        "dxfeed.login_token",
        "Token by login",
        "Ask for a token with a customer's login and password.",
        ("T",),
        Scope.DXFEED,
    ),
    Command(
        "dxfeed.profile_link",
        "Profile link",
        "Ask for links to the customer's profile page.",
        ("l",),
        Scope.DXFEED,
        40,
        "Profile",
    ),
    Command(
        "dxfeed.reset_password",
        "Reset password",
        "Have a new password sent to the customer.",
        ("P",),
        Scope.DXFEED,
        30,
        writes=True,
    ),
    Command(
        "dxfeed.change_email",
        "Change e-mail",
        "Give the account another e-mail.",
        ("m",),
        Scope.DXFEED,
        30,
        "E-mail",
        writes=True,
    ),
    Command("dxfeed.track", "Note a trial", "Note a trial.", ("N",), Scope.DXFEED, line="track", writes=True),
    Command(
        "dxfeed_outcome.copy_link",
        "Copy link",
        "Copy the link shown last; a second time that of the next theme.",
        ("L",),
        Scope.DXFEED,
        56,
    ),
    Command("dxfeed_outcome.open_link", "Open link", "Open the link in the browser.", ("O",), Scope.DXFEED),
    Command("dxfeed_outcome.qr", "QR code", "Show the link as a QR code.", ("v",), Scope.DXFEED, 54, "QR"),
    Command(
        "dxfeed_outcome.copy_token", "Copy token", "Copy the whole token; it is never shown.", ("C",), Scope.DXFEED
    ),
    Command(
        "dxfeed_outcome.raw", "Whole answer", "Show all that the service answered.", ("i",), Scope.DXFEED, 20, "Answer"
    ),
    Command(
        "dxfeed.trail",
        "Audit trail",
        "Show what was done to all accounts, or to this one.",
        ("h",),
        Scope.DXFEED,
        34,
        "Trail",
        "trail",
    ),
    Command(
        "dxfeed.export_trail",
        "Export the audit trail",
        "Check the audit trail and write it to a file.",
        ("E",),
        Scope.DXFEED,
        line="trailexport",
    ),
    Command(
        "dxfeed.bulk",
        "Bulk",
        "Do something to many accounts from a CSV file or a pasted list.",
        ("B",),
        Scope.DXFEED,
        44,
        line="bulk",
        argument="[FILE]",
        writes=True,
    ),
    Command(
        "dxfeed.bulk_resume",
        "Go on with a bulk",
        "Go on with the newest bulk that was not ended, or with the named one.",
        (),
        Scope.DXFEED,
        line="bulkresume",
        argument="[BULK]",
        writes=True,
    ),
    Command(
        "dxfeed.application",
        "Application",
        "Go to another dxFeed application.",
        ("A",),
        Scope.DXFEED,
        line="application",
        argument="[APPLICATION]",
    ),
)

_PANES = (
    Command(
        "dxfeed_case.open",
        "Open",
        "Say all about the subscription; or open the account in the list.",
        ("enter",),
        Scope.DXFEED_CASE,
        85,
    ),
    Command("dxfeed_waiting.open", "Open", "Show the account and its links.", ("enter",), Scope.DXFEED_WAITING, 95),
    Command(
        "dxfeed_waiting.forget",
        "Forget",
        "Take it off the list; the service is not asked.",
        ("delete", "D"),
        Scope.DXFEED_WAITING,
        50,
    ),
    Command("dxfeed_recent.open", "Open", "Read this account again.", ("enter",), Scope.DXFEED_RECENT, 95),
    Command("dxfeed_history.open", "Open", "Show the whole line.", ("enter",), Scope.DXFEED_HISTORY, 95),
)

DXFEED: tuple[Command, ...] = (*_SCREEN, *_PANES)
"""All commands of the dxFeed screen, in the order in which help shows them."""
