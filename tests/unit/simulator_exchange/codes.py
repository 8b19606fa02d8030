"""The error codes that no order can deserve by itself, and where they come from instead."""

from __future__ import annotations

ON_THE_LINE = {
    "BE103": "the command comes before the login",
    "BE106": "the command has no tradeTransInfo",
    "BE110": "the arguments are no object",
}
"""Answered before an order is even read; tests/integration/venue sees them on the wire."""

ONLY_BY_FAULT = {
    "BE010": "off quotes: a venue that is open quotes",
    "BE015": "a requote, met in the wild",
    "BE017": "says what BE016 says",
    "BE019": "a timeout of the broker's own",
    **{f"BE{number:03}": "other error" for number in (*range(20, 38), 99)},
    "BE000": "internal error",
    "BE116": "says what BE115 says, which orders get as BE101",
    "BE200": "a session that timed out",
    "EX001": "internal error",
    "EX002": "internal error",
    "EX003": "a timeout of the broker's own",
    "EX005": "overload",
    "EX006": "no access, answered by getIbsHistory",
}
"""The fault `error` (and `requotes`) puts these at any order; tests/integration/venue does."""

ELSEWHERE = {
    "BE004", "BE005", "BE104", "BE105", "BE115", "BE117", "BE118", "EX004", "EX007", "EX008", "EX009", "EX010",
}  # fmt: skip
"""Codes of logins, connections, charts, symbols and streams: no order can meet them but by fault."""
