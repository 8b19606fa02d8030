"""A look at a statement while it streams by: whose it is, which days it covers, and whether it is complete."""

from __future__ import annotations

import enum
import html
import re
from dataclasses import dataclass
from datetime import date

from tui.flex.windows import DateRange, read_day
from tui.net.text import clean_line

HEAD_BYTES = 65_536
"""How much of the beginning is kept; every answer that is not a statement is shorter."""

_TAIL_BYTES = 256
_LONGEST_TAG = 16_384
_LONGEST_TEXT = 120
_MOST_ACCOUNTS = 1_000

_TAG = re.compile(rb"<(FlexQueryResponse|FlexStatement)(\s[^<>]*)>")
_OPEN_TAG = re.compile(rb"<(?:F[A-Za-z]{0,16})?(?:\s[^<>]*)?\Z")
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BOF = re.compile(rb'"?BOF"?[,|\t]([^\r\n]{1,2000})')


class Kind(enum.Enum):
    """What a body is, judged by its first bytes."""

    EMPTY = "empty"
    REPLY = "reply"
    """An answer of the service itself: accepted, refused, not ready."""
    XML = "xml"
    """A statement in XML."""
    OTHER_XML = "other xml"
    HTML = "html"
    CSV = "csv"
    """A statement as separated text: commas, pipes or tabs."""
    TEXT = "text"
    """Text that is no table."""
    BINARY = "binary"

    @property
    def is_statement(self) -> bool:
        """Whether it belongs into the archive."""
        return self in {Kind.XML, Kind.CSV}


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look at a statement told; empty where it does not say."""

    kind: Kind
    complete: bool
    query_name: str = ""
    statement_type: str = ""
    accounts: tuple[str, ...] = ()
    statements: int = 0
    returned: DateRange | None = None
    generated: str = ""


_SPACE = b" \t\r\n\xef\xbb\xbf\xff\xfe"
_PROLOGUE = re.compile(rb"(?:\s|\xef\xbb\xbf|<\?.{0,400}?\?>|<!--.{0,4000}?-->)*", re.DOTALL)
_ROOT = re.compile(rb"<(!DOCTYPE\s+)?(?:[\w.-]+:)?([A-Za-z][\w.-]*)")


def kind_of(head: bytes) -> Kind:
    """Return what a body is that begins with `head`."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", "replace").encode()
    text = head.lstrip(_SPACE)
    if not text:
        return Kind.EMPTY
    if text.startswith(b"<"):
        return _kind_of_markup(text)
    if b"\0" in text[:1000]:
        return Kind.BINARY
    line = text.splitlines()[0]
    if line.startswith((b'"', b"BOF", b"HEADER")) or any(line.count(mark) >= 2 for mark in (b",", b"|", b"\t")):
        return Kind.CSV if _looks_tabular(line) else Kind.TEXT
    return Kind.TEXT


def _looks_tabular(line: bytes) -> bool:
    # A sentence has commas followed by spaces; a header row has names without them.
    return not (b", " in line and b'"' not in line)


def _kind_of_markup(text: bytes) -> Kind:
    start = _PROLOGUE.match(text)
    root = _ROOT.match(text, start.end() if start else 0)
    name = root[2].lower() if root else b""
    if name == b"html" or (name in {b"head", b"body", b"center", b"div", b"p"}):
        return Kind.HTML
    if name == b"flexqueryresponse":
        return Kind.XML
    if name.startswith((b"flexstatementresponse", b"flexstatementoperation")):
        return Kind.REPLY
    return Kind.OTHER_XML


class Glancer:
    """Takes the pieces of a body as they come and remembers little of them."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._carry = b""
        self._tail = b""
        self._query: dict[str, str] = {}
        self._accounts: dict[str, None] = {}
        self._days: list[date] = []
        self._generated = ""
        self._statements = 0

    @property
    def head(self) -> bytes:
        """The first bytes, at most `HEAD_BYTES`."""
        return bytes(self._head)

    def feed(self, piece: bytes) -> None:
        """Look at the next piece."""
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
        self._tail = (self._tail + piece[-_TAIL_BYTES:])[-_TAIL_BYTES:]
        data = self._carry + piece
        for match in _TAG.finditer(data):
            self._meet(match[1], match[2])
        # Only a tag that is not yet closed is looked at again with the next piece.
        start = data.rfind(b"<", max(0, len(data) - _LONGEST_TAG))
        self._carry = data[start:] if start >= 0 and _OPEN_TAG.match(data, start) else b""

    def result(self) -> Glance:
        """Return what was seen, once everything was fed."""
        kind = kind_of(self.head)
        if kind is Kind.CSV:
            self._meet_bof()
        complete = kind is not Kind.XML or b"</FlexQueryResponse" in self._tail
        returned = DateRange(min(self._days), max(self._days)) if self._days else None
        return Glance(
            kind,
            complete,
            self._query.get("queryName", ""),
            self._query.get("type", ""),
            tuple(self._accounts),
            self._statements,
            returned,
            self._generated,
        )

    def _meet(self, name: bytes, attributes: bytes) -> None:
        text = attributes.decode("utf-8", "replace")
        found = {m[1]: clean_line(html.unescape(m[2] or m[3] or ""), _LONGEST_TEXT) for m in _ATTRIBUTE.finditer(text)}
        if name == b"FlexQueryResponse":
            self._query = self._query or found
            return
        self._statements += 1
        self._generated = self._generated or found.get("whenGenerated", "")
        self._meet_account(found.get("accountId", ""), found.get("fromDate", ""), found.get("toDate", ""))

    def _meet_account(self, account: str, first: str, last: str) -> None:
        if account and len(self._accounts) < _MOST_ACCOUNTS:
            self._accounts.setdefault(account)
        self._days = [day for day in (*self._days, read_day(first), read_day(last)) if day is not None]
        self._days = [min(self._days), max(self._days)] if self._days else []

    def _meet_bof(self) -> None:
        for match in _BOF.finditer(self._head):
            parts = [part.strip(b'" ') for part in re.split(rb"[,|\t]", match[1])]
            texts = [clean_line(part.decode("utf-8", "replace"), _LONGEST_TEXT) for part in parts]
            days = [text for text in texts if read_day(text) is not None and len(text) <= 10]
            self._query.setdefault("queryName", texts[1] if len(texts) > 1 else "")
            self._statements += 1
            if len(days) >= 2:
                self._meet_account(texts[0], days[0], days[1])
