"""The faults of the Flex pages: all take `command` (SendRequest or GetStatement) and `query` (an id, "" is any)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.simulator.faults.kind import FaultKind


def _kind(
    name: str, number: str, about: str, fields: Mapping[str, Any], choices: Mapping[str, tuple[str, ...]] | None = None
) -> FaultKind:
    return FaultKind(name, number, "server", about, {**fields, "query": ""}, choices or {})


FLEX = (
    _kind(
        "flex_error",
        "F58",
        "requests are refused with a code; message and status replace the usual ones",
        {"code": 1001, "message": "", "status": ""},
        {"status": ("", "Success", "Fail", "Warn")},
    ),
    _kind(
        "flex_answer",
        "F58",
        "something else answers: an HTML page with 200, a long one with 404, text with 500, a line of text, nothing, "
        "or the shape that version 2 left over",
        {"how": "html"},
        {"how": ("html", "not_found", "unavailable", "plain", "empty", "version_2")},
    ),
    _kind(
        "flex_reply",
        "F54",
        "replies are spelled in another way, or their reference is missing, empty or no number",
        {"how": "double_quotes"},
        {
            "how": (
                *("double_quotes", "declaration", "odd_zone", "extra", "one_line"),
                *("reference_missing", "reference_empty", "reference_text"),
            )
        },
    ),
    _kind(
        "flex_url",
        "F57",
        "the address to follow is spelled url, padded with blank lines, missing or empty, relative, or on a host that "
        "it must not be on: another one, one with a name before it, a dead port",
        {"how": "lower"},
        {"how": ("lower", "padded", "missing", "empty", "relative", "hostile", "named", "dead")},
    ),
    _kind(
        "flex_host",
        "F57",
        "statements come only from the reply's address, or only from the one beside SendRequest; the other one answers "
        "1019 for ever or with an HTML page",
        {"works": "url", "other": "in_progress"},
        {"works": ("url", "base"), "other": ("in_progress", "not_found")},
    ),
    _kind("flex_generation", "F58", "statements take so many seconds of the venue's time to make", {"takes_s": 3600}),
    _kind("flex_rows", "F52", "every execution is cut into so many parts: a large statement", {"parts": 100}),
    _kind("flex_slow", "F11", "statements come on a narrow line", {"bytes_per_s": 20_000}),
    _kind(
        "flex_cut",
        "F05 F06",
        "the connection ends in the middle of a statement",
        {"bytes": 1000, "end": "reset"},
        {"end": ("reset", "fin")},
    ),
    _kind("flex_hang", "F08", "a statement stops in the middle and the connection stays", {"bytes": 1000}),
    _kind(
        "flex_damage",
        "F50 F51 F57",
        "statements are wrong: they end early, hold what is no XML, announce one too many, define entities, nest a "
        "hundred thousand deep, or have control characters, each after so many bytes",
        {"how": "truncated", "bytes": 5000},
        {"how": ("truncated", "malformed", "wrong_count", "entities", "deep", "control")},
    ),
)
