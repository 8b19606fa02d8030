"""Keeping secrets out of logs: known secrets and everything that looks like a password or token is masked."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, quote_plus

MASK = "•••"

_SHORTEST_SECRET = 4  # masking every "1" in a log would hide the log, not the secret

_FIELD_NAME = (
    r"[\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[-_]?key|authorization|cookie|credential|streamsessionid)"
)
_FIELD = re.compile(
    rf"""(?ix)
    (?P<head> (?P<quote>\\?["']?) \b{_FIELD_NAME}\w* (?P=quote) \s* [:=]+ \s* )
    (?: "(?:[^"\\]|\\.)*"? | '(?:[^'\\]|\\.)*'? | \\"[^"\\]*(?:\\")? | (?:(?:bearer|basic)\s+)? [^\s&,;}})\]"']+ )
    """
)
_QUERY = re.compile(r"(?i)([?&](?:t|key|sig|code|session)=)[^\s&#\"']+")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}")
_FRAME = re.compile(r"(?s)^([<>] (?:TEXT|BINARY|CONT))\b.*$")

_LOGGERS = (
    "",
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "websockets",
    "websockets.client",
    "websockets.server",
    "asyncio",
)


class Redactor:
    """Masks text: secrets that it was told of in any spelling, and values of fields with telling names."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._spellings: list[str] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Mask `secret` from now on, also as JSON and in URLs; secrets under four characters only by field name."""
        if len(secret) < _SHORTEST_SECRET:
            return
        spellings = {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret)}
        # The longest first, so that no spelling leaves the tail of a longer one behind.
        self._spellings = sorted({*self._spellings, *spellings}, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """Return `text` with everything secret replaced by `•••`."""
        for spelling in self._spellings:
            text = text.replace(spelling, MASK)
        # A websocket frame is logged shortened in the middle, where a field name or half a secret can be cut off.
        text = _FRAME.sub(r"\1 [content withheld]", text)
        text = _FIELD.sub(lambda match: f"{match['head']}{MASK}", text)
        text = _QUERY.sub(rf"\1{MASK}", text)
        return _BEARER.sub(rf"\1 {MASK}", text)


class RedactionFilter(logging.Filter):
    """Rewrites each record before a handler sees it: message, arguments, traceback and stack."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place and let it pass."""
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - a record whose arguments do not fit must not end the program
            message = f"{record.msg} [arguments withheld]"
        record.msg = self._redactor.mask(message)
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._redactor.mask(record.exc_text)
            # Handlers that format tracebacks themselves would print the unmasked one.
            record.exc_info = None
        if record.stack_info:
            record.stack_info = self._redactor.mask(record.stack_info)
        return True


def install(redactor: Redactor) -> Callable[[], None]:
    """Put the filter on the root logger, its handlers and the loggers of the network libraries; return the undoing."""
    redaction = RedactionFilter(redactor)
    places: list[logging.Filterer] = [logging.getLogger(name) for name in _LOGGERS]
    # A logger's filter does not see what its children pass up, a handler's does.
    places.extend(logging.getLogger().handlers)
    for place in places:
        place.addFilter(redaction)

    def remove() -> None:
        for place in places:
            place.removeFilter(redaction)

    return remove
