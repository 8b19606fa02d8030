"""What stands around the rows of a page, and the list of servers, in each shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tui.simulator.crm.settings import CrmServer
from tui.simulator.crm.shape import Shape, Speller
from tui.simulator.wire import Raw, encode

_HOLE = "\x00rows\x00"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a page says about itself; `total` None is not said."""

    report: str
    total: int | str | None
    page: int
    size: int


def around(announced: Announcement, shape: Shape) -> tuple[str, str]:
    """Return the JSON text before and behind the rows of a page."""
    key, rows = Speller(shape).key, Raw(_HOLE)
    figures = {key("page"): announced.page, key("pageSize"): announced.size}

    def total(name: str) -> dict[str, Any]:
        return {} if announced.total is None else {key(name): announced.total}

    forms: dict[str, Any] = {
        "data": {"data": rows, **total("total"), **figures},
        "items": {"items": rows, **total("totalCount"), **figures},
        "named": {key(announced.report): rows, **total("totalRecords"), **figures},
        "nested": {"status": "success", "data": {"items": rows, "meta": {**total("total"), **figures}}},
        "bare": rows,
    }
    before, _, behind = encode(forms[shape.envelope]).partition(_HOLE)
    return before + "[", "]" + behind


def servers(known: Sequence[CrmServer], shape: Shape) -> Any:
    """Return the servers, grouped by platform unless the shape has them in one list."""
    platforms: dict[str, list[str]] = {}
    for one in known:
        platforms.setdefault(one.platform, []).append(one.tag)
    forms: dict[str, Any] = {
        "mapping": platforms,
        "objects": {
            platform: [{"id": tag, "name": tag.upper()} for tag in tags] for platform, tags in platforms.items()
        },
        "list": [{"platform": platform, "servers": tags} for platform, tags in platforms.items()],
        "flat": [one.tag for one in known],
    }
    found = forms[shape.servers]
    return found if shape.envelope == "bare" else {"data": found}
