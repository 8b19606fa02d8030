"""News bodies are HTML from outside: here they become plain lines and numbered links, whatever they are made of.

The reading is linear in the length of the body; markup that does not close is text, scripts and styles are dropped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_URL = 2000

_SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "hr"))
_BLOCKS = _SPACED | {"div", "br", "tr", "dl", "dt", "dd", "li", "section", "article", "header", "footer"}
_DROPPED = frozenset(("script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg"))
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK = re.compile(r"\n{3,}")
_HOST_LIKE = re.compile(r"(?:https?://|www\.)[^\s]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a body. `url` is shown in full; only where `openable` may it be opened, else `why` says why not."""

    number: int
    label: str
    url: str
    openable: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Readable:
    """A body as plain lines; `[2]` in the text is the second link."""

    text: str
    links: tuple[Link, ...]


def readable(body: str, clean: Callable[[str], str]) -> Readable:
    """Return a news body as text. `clean` drops control and invisible characters, also those written as entities."""
    reader = _Reader(clean)
    for kind, piece in _pieces(body):
        if kind == "text":
            reader.text(piece)
        else:
            reader.tag(piece)
    return reader.finished()


def plain(body: str, clean: Callable[[str], str]) -> str:
    """Return a news body on one line, for searching and for a preview."""
    return " ".join(readable(body, clean).text.split())


def checked_link(number: int, label: str, url: str) -> Link:
    """Judge a link: only https with a plain host may be opened, and a label must not pretend another host."""
    label = label or url
    if len(url) > LONGEST_URL:
        return Link(number, label, url[:LONGEST_URL] + "…", False, "the address is too long")
    try:
        parts = urlsplit(url)
        host, user = parts.hostname or "", parts.username or parts.password
        _ = parts.port
    except ValueError:
        return Link(number, label, url, False, "it is no valid address")
    why = ""
    if parts.scheme != "https":
        why = "only https links are opened"
    elif not host or user is not None or not url.isprintable() or re.search(r"[\s\\\"'<>`]", url):
        why = "the address is not a plain one"
    elif not host.isascii() or "xn--" in host:
        why = "the name of the host has letters that can be mistaken for others"
    elif not _honest(label, host):
        why = "its text names another address"
    return Link(number, label, url, not why, why)


def _honest(label: str, host: str) -> bool:
    named = _HOST_LIKE.fullmatch(label.strip().rstrip("/"))
    if named is None:
        return True
    shown = label.strip().lower().removeprefix("https://").removeprefix("http://").split("/")[0].removeprefix("www.")
    return shown.split(":")[0].split("@")[-1] == host.lower().removeprefix("www.")


def _pieces(body: str) -> Iterator[tuple[str, str]]:
    """Yield ("text", …) and ("tag", …), comments left out. Each search goes on where the last one ended."""
    at, stop, comments_end = 0, 0, True
    while at < len(body):
        start = body.find("<", at)
        if start < 0:
            yield "text", body[at:]
            return
        if start > at:
            yield "text", body[at:start]
        if comments_end and body.startswith("<!--", start):
            comment_end = body.find("-->", start + 4)
            comments_end = comment_end >= 0
            if comments_end:
                at = comment_end + 3
                continue
        if 0 <= stop <= start:
            stop = body.find(">", start)
        another = body.find("<", start + 1)
        # Where no bracket closes, or another one opens before, it is no tag but a sign.
        whole = stop > start and not start < another < stop
        if whole and (body[start + 1] in "!?" or _NAME.match(body, start + 1)):
            yield "tag", body[start + 1 : stop]
            at = stop + 1
        else:
            yield "text", "<"
            at = start + 1


class _Reader:
    """Collects text and links from tags and text in their order."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean
        self._parts: list[str] = []
        self._links: list[Link] = []
        self._skipping = ""
        self._href: str | None = None
        self._label_from = 0

    def text(self, piece: str) -> None:
        if not self._skipping:
            self._parts.append(_SPACES.sub(" ", html.unescape(piece).replace("\n", " ")))

    def tag(self, inside: str) -> None:
        named = _NAME.match(inside)
        if named is None:
            return
        name, closing = named[1].lower(), inside.startswith("/")
        if self._skipping:
            if closing and name == self._skipping:
                self._skipping = ""
            return
        if name in _DROPPED:
            if not closing and not inside.endswith("/"):
                self._skipping = name
        elif name == "a":
            self._anchor(inside, closing)
        elif name in _BLOCKS:
            self._break("\n" if name not in _SPACED else "\n\n", always=name == "br")
            if name == "li" and not closing:
                self._parts.append("• ")
        elif name in ("td", "th") and closing:
            self._parts.append("  ")

    def _break(self, wanted: str, always: bool) -> None:
        last = self._parts[-1] if self._parts else ""
        if always or not last.endswith(wanted):
            self._parts.append(wanted)

    def _anchor(self, inside: str, closing: bool) -> None:
        self._end_link()
        if not closing:
            self._href, self._label_from = _attribute(inside, "href"), len(self._parts)

    def _end_link(self) -> None:
        href, self._href = self._href, None
        if not href or href.startswith("#"):
            return
        label = " ".join(self._clean("".join(self._parts[self._label_from :])).split())
        url = self._clean("".join(html.unescape(href).split()))
        link = checked_link(len(self._links) + 1, label, url)
        self._links.append(link)
        self._parts.append(f" [{link.number}]")

    def finished(self) -> Readable:
        self._end_link()
        cleaned = self._clean("".join(self._parts))
        lines = (_SPACES.sub(" ", line).strip() for line in cleaned.split("\n"))
        return Readable(_BLANK.sub("\n\n", "\n".join(lines)).strip(), tuple(self._links))


def _attribute(inside: str, name: str) -> str | None:
    found = re.search(rf"""\b{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", inside, re.IGNORECASE)
    return None if found is None else next((each for each in found.groups() if each is not None), None)
