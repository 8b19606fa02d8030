"""The faults of the account service's API: `command` is a method of it, `login` an account's id, e-mail or login."""

from __future__ import annotations

from tui.simulator.faults.kind import FaultKind

_ENDS = ("reset", "fin", "hang")

DXFEED = (
    FaultKind(
        "dxfeed_error",
        "F58",
        "server",
        "requests are refused with a status, a reason and a message; with executed they are carried out all the same. "
        "Status 200 gives the token's errors",
        {"status": 500, "reason": "INTERNAL_ERROR", "message": "Internal error", "executed": False},
    ),
    FaultKind(
        "dxfeed_answer",
        "F57 F58",
        "server",
        "something else answers: a page (200), a gateway that is down or late (502, 503, 504), a limit (429 with "
        "Retry-After), a redirect to another host (302), a line of text, nothing, a list, a number, JSON that ends "
        "early, is deep or says a name twice; with executed the request is carried out all the same",
        {"how": "gateway", "executed": False},
        {
            "how": (
                *("html", "gateway", "unavailable", "timeout", "too_many", "redirect", "plain", "empty"),
                *("list", "number", "broken", "deep", "doubled"),
            )
        },
    ),
    FaultKind(
        "dxfeed_reply",
        "F53 F54",
        "server",
        "answers are spelled otherwise: the misspelt key of the document, reasons with underscores or with spaces, "
        "fields that nobody knows or that are not there, other values, dates with fractions, with another offset, "
        "without a zone or as a number, a body where there is none, text that acts on terminals, links that lead "
        "elsewhere",
        {"how": "misspelt"},
        {
            "how": (
                *("misspelt", "underscored", "spaced", "extra", "missing", "other_values", "nulls"),
                *("fraction", "offset", "no_zone", "epoch", "no_date", "ok_body", "hostile", "bad_links"),
            )
        },
    ),
    FaultKind(
        "dxfeed_lost",
        "F20",
        "server",
        "no answer comes: the connection ends, or just stays; the request was carried out, or without executed not, or "
        "late_ms of the venue's time later",
        {"executed": True, "late_ms": 0, "end": "hang"},
        {"end": _ENDS},
    ),
    FaultKind("dxfeed_slow", "F21", "server", "requests are carried out at once, answers leave later", {"ms": 3000}),
    FaultKind(
        "dxfeed_cut",
        "F05 F06 F08",
        "server",
        "requests are carried out and their answers end after so many bytes: with the connection, or it just stays",
        {"bytes": 10, "end": "reset"},
        {"end": _ENDS},
    ),
    FaultKind("dxfeed_blocked", "F58", "server", "accounts are treated as blocked, for as long as the fault lasts"),
    FaultKind("dxfeed_suspended", "F58", "server", "accounts are treated as suspended, for as long as it lasts"),
)
