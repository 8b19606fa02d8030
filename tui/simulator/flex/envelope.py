"""The service's small replies: a reference, or a code, in the shape that live servers give them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from tui.simulator.flex.codes import FlexRefusalError
from tui.simulator.flex.days import office_time


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a reply is spelled; the defaults are the live service's."""

    quote: str = "'"
    declaration: bool = False
    zone: str | None = None
    extra: bool = False
    line: str = "\n"


LIVE = Spelling()


def accepted(reference: str | None, url_element: str, now_ms: int, spelling: Spelling = LIVE) -> str:
    """Return the reply to a request that was taken; `url_element` is XML."""
    lines = ["<Status>Success</Status>"]
    if reference is not None:
        lines.append(f"<ReferenceCode>{escape(reference)}</ReferenceCode>")
    return _reply([*lines, *([url_element] if url_element else [])], now_ms, spelling)


def refused(refusal: FlexRefusalError, now_ms: int, spelling: Spelling = LIVE) -> str:
    """Return the reply to a request that was not."""
    lines = [
        f"<Status>{escape(refusal.status)}</Status>",
        f"<ErrorCode>{refusal.code}</ErrorCode>",
        f"<ErrorMessage>{escape(refusal.message)}</ErrorMessage>",
    ]
    return _reply(lines, now_ms, spelling)


def old_shape(refusal: FlexRefusalError, now_ms: int) -> str:
    """Return a left-over of version 2: a bare code and no Status."""
    return _reply([f"<code>{escape(refusal.message)}</code>"], now_ms, LIVE)


def _reply(lines: list[str], now_ms: int, spelling: Spelling) -> str:
    stamp = office_time(now_ms)
    if spelling.zone is not None:
        stamp = f"{stamp.rpartition(' ')[0]} {spelling.zone}"
    extra = ["<Hint level='info'>nothing of importance</Hint>"] if spelling.extra else []
    head = ['<?xml version="1.0" encoding="UTF-8"?>'] if spelling.declaration else []
    opening = f"<FlexStatementResponse timestamp={spelling.quote}{stamp}{spelling.quote}>"
    return spelling.line.join([*head, opening, *lines, *extra, "</FlexStatementResponse>"]) + spelling.line
