"""The faults of the CRM pages: `command` is login or a report, `page` a page of it (0 is any), `login` an e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.simulator.crm.words import OFF, PRESETS, SHAPE_WORDS
from tui.simulator.faults.kind import FaultKind


def _kind(
    name: str, number: str, about: str, fields: Mapping[str, Any], choices: Mapping[str, tuple[str, ...]] | None = None
) -> FaultKind:
    return FaultKind(name, number, "server", about, fields, choices or {})


def _paged(
    name: str, number: str, about: str, fields: Mapping[str, Any], choices: Mapping[str, tuple[str, ...]] | None = None
) -> FaultKind:
    return _kind(name, number, about, {**fields, "page": 0}, choices)


CRM = (
    _kind(
        "crm_shape",
        "F54",
        "answers come in another shape: a named one, or the usual one with these parts changed",
        {"preset": "", **dict.fromkeys(SHAPE_WORDS, "")},
        {"preset": ("", *PRESETS), **{part: ("", *words) for part, words in SHAPE_WORDS.items()}},
    ),
    _paged(
        "crm_error",
        "F58",
        "requests are refused with a status; body is the form of the refusal",
        {"status": 500, "code": "INTERNAL_ERROR", "message": "Something went wrong.", "body": "object"},
        {"body": ("object", "nested", "list", "text", "html", "empty")},
    ),
    _paged(
        "crm_answer",
        "F52 F58",
        "something else answers: a login page, HTML with 404 or 502, text with 503 or 200, JSON with 429, nothing, a "
        "redirect to this host or elsewhere, JSON that is cut, nested 20,000 deep, a lone text, or a failure with 200",
        {"how": "html"},
        {
            "how": (
                *("html", "not_found", "gateway", "unavailable", "busy", "plain", "empty", "redirect", "elsewhere"),
                *("broken", "deep", "scalar", "failed"),
            )
        },
    ),
    _kind(
        "crm_login",
        "F58",
        "a good login is answered with the token in another place, or without one",
        {"how": "nested"},
        {"how": ("nested", "renamed", "scalar", "missing", "empty", "null", "control", "failed")},
    ),
    _kind(
        "crm_token",
        "F38",
        "tokens that are made now live so long, or are good for so many requests (0: any number)",
        {"life_s": 60, "requests": 0},
    ),
    FaultKind("crm_tokens_end", "F38", "server", "all tokens of the CRM are invalid from now on", one_shot=True),
    _kind(
        "crm_off",
        "F58",
        "the IB Reports permission or a module is missing, the e-mail is not verified, or the API key has expired",
        {"what": "permission"},
        {"what": OFF},
    ),
    _paged(
        "crm_total",
        "F59",
        "the announced total grows or shrinks by so many rows with each request, is fixed at so many, a text, words, "
        "negative or missing",
        {"how": "grows", "rows": 3},
        {"how": ("grows", "shrinks", "fixed", "text", "words", "negative", "missing")},
    ),
    _paged(
        "crm_rows",
        "F59",
        "pages begin with the last rows of the page before, lack their last rows, hold no more than so many, are "
        "always the first one, or empty; or every row comes twice",
        {"how": "overlap", "rows": 3},
        {"how": ("overlap", "short", "capped", "same_page", "none", "doubled")},
    ),
    _paged(
        "crm_values",
        "F53 F54 F56",
        "every third row has dates that are none, numbers that are none, no id or unknown fields, or is null or text",
        {"how": "odd_dates"},
        {"how": ("odd_dates", "odd_numbers", "no_ids", "extra", "null_rows", "text_rows")},
    ),
    _paged("crm_wait", "F11", "answers begin later", {"ms": 1000}),
    _paged("crm_slow", "F11", "pages come on a narrow line", {"bytes_per_s": 20_000}),
    _paged(
        "crm_cut",
        "F05 F06",
        "the connection ends in the middle of a page",
        {"bytes": 1000, "end": "reset"},
        {"end": ("reset", "fin")},
    ),
    _paged("crm_hang", "F08", "a page stops in the middle and the connection stays", {"bytes": 1000}),
)
