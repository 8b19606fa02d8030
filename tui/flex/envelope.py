"""The service's short answers, read with patience for their many shapes and with none for hostile XML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from tui.flex.codes import FlexCode, code_of, explain
from tui.flex.glance import HEAD_BYTES, Kind, kind_of
from tui.net.text import clean_line

_DEPTH = 16
_ELEMENTS = 200
_TEXT = 4_000

_REFERENCE = re.compile(r"\d{5,20}")
_CODE = re.compile(r"\d{1,6}")
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,16};)")
_MARKUP = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The request was taken: `reference` fetches the statement, `url` is where the reply says it can be had."""

    reference: str
    url: str = ""
    at: str = ""
    """The service's own time stamp, as it wrote it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The service gave a code: not ready, too fast, or a real refusal; `code.kind` tells which."""

    code: FlexCode
    says: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Neither: a web page, a piece of text, hostile or broken XML. `first_line` is safe to show."""

    kind: Kind
    first_line: str
    reason: str = ""


Envelope = Accepted | Refused | Unrecognised


class _RefusedXmlError(Exception):
    """The XML does what no honest answer does."""


def read_envelope(data: bytes) -> Envelope:
    """Read an answer of the service. Never raises: what cannot be read is `Unrecognised`.

    It is judged by its error code and its reference, never by `Status` alone; old shapes with `<code>` are read too.
    """
    kind = kind_of(data[:HEAD_BYTES])
    if kind not in {Kind.REPLY, Kind.OTHER_XML}:
        return _unrecognised(kind, data)
    if len(data) > HEAD_BYTES:
        return _unrecognised(kind, data, "too large for an answer of the service")
    try:
        fields = _fields(data)
    except _RefusedXmlError as error:
        return _unrecognised(kind, data, str(error))
    except (expat.ExpatError, ValueError, LookupError) as error:
        return _unrecognised(kind, data, f"broken XML: {clean_line(str(error), 100)}")
    return _judged(fields) or _unrecognised(kind, data, "neither a reference nor a code")


def first_line(data: bytes, limit: int = 160) -> str:
    """Return the first text in `data` that says something: without markup, on one line, safe to show."""
    text = data[:HEAD_BYTES].decode("utf-8", "replace")
    plain = _MARKUP.sub("\n", text) if "<" in text[:200] else text
    lines = (clean_line(line, limit).strip() for line in plain.splitlines())
    return next((line for line in lines if line), "")


def _unrecognised(kind: Kind, data: bytes, reason: str = "") -> Unrecognised:
    return Unrecognised(kind, first_line(data), reason)


def _judged(fields: dict[str, str]) -> Envelope | None:
    at = clean_line(fields.get("@timestamp", ""), 60)
    says = clean_line(fields.get("errormessage", "") or fields.get("message", ""), 300)
    number = _number(fields.get("errorcode", ""))
    if number is not None:
        return Refused(explain(number, says), says, at)
    reference = fields.get("referencecode", "").strip()
    # A reference beside "Fail" and no code would be a contradiction; nothing is asked with it.
    if _REFERENCE.fullmatch(reference) and fields.get("status", "Success").strip().lower() != "fail":
        return Accepted(reference, fields.get("url", "").strip(), at)
    return _judged_old(fields, at) or _judged_text(says, at)


def _judged_old(fields: dict[str, str], at: str) -> Envelope | None:
    """Version 2 puts a reference, a code or a whole sentence into `<code>`."""
    value = clean_line(fields.get("code", ""), 300)
    number = _number(value)
    if number is not None and len(value) <= 4:
        return Refused(explain(number), clean_line(fields.get("message", ""), 300), at)
    if _REFERENCE.fullmatch(value):
        return Accepted(value, fields.get("url", "").strip(), at)
    return _judged_text(value, at)


def _judged_text(says: str, at: str) -> Envelope | None:
    code = code_of(says)
    if code is not None:
        return Refused(explain(code), says, at)
    return Refused(explain(0, says), says, at) if says else None


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and _CODE.fullmatch(text) else None


def _fields(data: bytes) -> dict[str, str]:
    data = data.strip().removeprefix(b"\xef\xbb\xbf").strip()
    try:
        return _Reader().read(data)
    except expat.ExpatError:
        repaired = _BARE_AMPERSAND.sub(b"&amp;", data)
        if repaired == data:
            raise
        return _Reader().read(repaired)


class _Reader:
    """Collects the text of each element by its lower-case name; the first of equal names counts."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._count = 0
        self._length = 0
        self._texts: dict[str, list[str]] = {}

    def read(self, data: bytes) -> dict[str, str]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take
        # The declaration of a document type is where entities, and with them all the known bombs, come from.
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.EntityDeclHandler = _refuse_document_type
        parser.Parse(data, True)
        return {name: "".join(parts).strip() for name, parts in self._texts.items()}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _DEPTH:
            raise _RefusedXmlError("elements are nested too deeply")
        if self._count > _ELEMENTS:
            raise _RefusedXmlError("too many elements")
        if not self._open:
            self._texts["@timestamp"] = [attributes.get("timestamp", "")[:100]]
        name = name.rpartition(":")[2].lower()
        # Text of a later element with the same name goes nowhere.
        self._open.append("" if name in self._texts else name)
        self._texts.setdefault(name, [])

    def _end(self, name: str) -> None:
        self._open.pop()

    def _take(self, text: str) -> None:
        self._length += len(text)
        name = self._open[-1] if self._open else ""
        if name and self._length <= _TEXT:
            self._texts[name].append(text)


def _refuse_document_type(*_: object) -> NoReturn:
    raise _RefusedXmlError("it declares a document type")
