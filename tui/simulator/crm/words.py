"""The words that the CRM's faults and shapes are told with; light to import, as the catalogue of faults needs them."""

from __future__ import annotations

from collections.abc import Mapping

SHAPE_WORDS: Mapping[str, tuple[str, ...]] = {
    "envelope": ("data", "items", "named", "nested", "bare"),
    "keys": ("camel", "snake", "title"),
    "dates": ("iso", "offset", "plain", "epoch", "epoch_ms", "epoch_text"),
    "numbers": ("number", "text", "commas"),
    "missing": ("null", "na", "empty", "absent"),
    "tags": ("categories", "names", "mapping", "list", "text"),
    "accounts": ("triples", "bare", "objects"),
    "nesting": ("flat", "nested"),
    "outflow": ("negative", "positive"),
    "links": ("all", "logins"),
    "servers": ("mapping", "objects", "list", "flat"),
}
"""What each part of a shape may be; the first is the usual one."""

PRESETS = ("usual", "snake", "title", "nested", "bare", "sparse")
"""Whole shapes that have a name."""

OFF = ("permission", "leads", "transactions", "platforms", "verified", "key")
"""What may be switched off: the permission or a module is missing, the e-mail not verified, the API key expired."""
