"""What faults make of the service's answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import replace

from tui.simulator.flex.codes import MESSAGES, FlexRefusalError
from tui.simulator.flex.envelope import LIVE, Spelling, old_shape
from tui.simulator.http import BodyCutError, HttpResponse

HTML = "text/html; charset=UTF-8"
PLAIN = "text/plain; charset=UTF-8"
XML = "text/xml; charset=UTF-8"
_PIECE_S = 0.05
_DEPTH = 100_000

_SPELLINGS = {
    "double_quotes": replace(LIVE, quote='"'),
    "declaration": replace(LIVE, declaration=True),
    "odd_zone": replace(LIVE, zone="GMT+25"),
    "extra": replace(LIVE, extra=True),
    "one_line": replace(LIVE, line=""),
}
_REFERENCES = {"reference_missing": None, "reference_empty": "", "reference_text": "Report #12 <b>soon</b>"}
_BOMB = (
    "<!DOCTYPE FlexQueryResponse [\n"
    '<!ENTITY a "aaaaaaaaaaaaaaaa">\n'
    + "".join(f'<!ENTITY {name} "{f"&{inner};" * 16}">\n' for inner, name in zip("abcdefg", "bcdefgh", strict=True))
    + '<!ENTITY file SYSTEM "file:///etc/hostname">\n]>\n'
)
_DAMAGE = {
    "malformed": '<Trade symbol="A&B" note="no end />\n',
    "entities": '<Trade symbol="&h;" note="&file;" />\n',
    "deep": "<d>" * _DEPTH + "</d>" * _DEPTH + "\n",
    "control": '<Trade symbol="A\x00B\x1b[2J" />\n',
}


def spelling(how: str) -> Spelling:
    """Return how a reply is spelled."""
    return _SPELLINGS.get(how, LIVE)


def reference(how: str, code: str) -> str | None:
    """Return what stands in the place of a reference code."""
    return _REFERENCES.get(how, code)


def stranger(how: str, now_ms: int) -> HttpResponse:
    """Return the answer of something that is not the service."""
    pages: dict[str, Callable[[], HttpResponse]] = {
        "html": lambda: page(200, "System maintenance", "We will be back soon."),
        "not_found": lambda: page(404, "Page not found", "<p>Try the search.</p>\n" * 480),
        "unavailable": lambda: HttpResponse(500, b"Our services are temporarily unavailable.\n", PLAIN),
        "plain": lambda: HttpResponse(200, b"Please try again later\n", PLAIN),
        "empty": lambda: HttpResponse(200, b"", PLAIN),
        "version_2": lambda: HttpResponse(200, old_shape(FlexRefusalError(1015, MESSAGES[1015]), now_ms).encode(), XML),
    }
    return pages[how]()


def page(status: int, title: str, text: str) -> HttpResponse:
    """Return an HTML page."""
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1>\n{text}</body></html>\n"
    return HttpResponse(status, html.encode(), HTML)


def address(how: str, origin: str, path: str) -> str:
    """Return the element that tells where to go on; `origin` is the venue's scheme and host."""
    right = f"<Url>{origin}{path}</Url>"
    scheme, _, host = origin.partition("://")
    port_1 = f"{scheme}://127.0.0.1:1"
    return {
        "lower": f"<url>{origin}{path}</url>",
        "padded": f"<Url>\n\n    {origin}{path}\n</Url>",
        "missing": "",
        "empty": "<Url></Url>",
        "relative": f"<Url>{path}</Url>",
        "hostile": f"<Url>https://flex.example.net{path}</Url>",
        "named": f"<Url>{scheme}://www.interactivebrokers.com@{host}{path}</Url>",
        "dead": f"<Url>{port_1}{path}</Url>",
    }.get(how, right)


def damaged(lines: Iterator[str], how: str, after: int) -> Iterator[str]:
    """Yield the lines of a statement with a damage behind the first `after` characters."""
    if how == "entities":
        yield _BOMB
    so_far, done = 0, False
    for line in lines:
        if not done and so_far + len(line) > after:
            if how == "truncated":
                yield line[: after - so_far]
                return
            # An element may only stand between two others: behind a line that ends one.
            if so_far and how in _DAMAGE:
                done = True
                yield _DAMAGE[how]
        so_far += len(line)
        yield line


async def slowed(chunks: AsyncGenerator[bytes], bytes_per_s: float) -> AsyncGenerator[bytes]:
    """Yield the bytes not faster than that, in real time."""
    size = max(1, int(bytes_per_s * _PIECE_S))
    async for chunk in chunks:
        for start in range(0, len(chunk), size):
            piece = chunk[start : start + size]
            yield piece
            await asyncio.sleep(len(piece) / bytes_per_s)


async def ended(chunks: AsyncGenerator[bytes], after: int, end: str | None) -> AsyncGenerator[bytes]:
    """Yield so many bytes; then the connection ends, or without an end it just stays."""
    left = after
    async for chunk in chunks:
        if len(chunk) >= left:
            yield chunk[:left]
            if end is None:
                await asyncio.Event().wait()
            raise BodyCutError(end or "fin")
        left -= len(chunk)
        yield chunk
