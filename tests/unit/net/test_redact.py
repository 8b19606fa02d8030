"""Redaction: a password or token that reaches the log comes out masked, wherever it stands in the record."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from tui.net.redact import MASK, RedactionFilter, Redactor, install

SECRET = 'cor"rect horse/battery'


@pytest.mark.parametrize(
    "text",
    [
        '{"command":"login","arguments":{"userId":"1","password":"hunter2"}}',
        '{"password" : "hunter2", "x": 1}',
        "password=hunter2&x=1",
        "{'streamSessionId': 'hunter2'}",
        "GET /SendRequest?t=hunter2&q=1 HTTP/1.1",
        "Authorization: Bearer hunter2",
        "X-Api-Key: hunter2",
        "client_secret: hunter2",
        'escaped {\\"password\\":\\"hunter2\\"}',
        '{"password":"hunter2',
        "bearer hunter2hunter2",
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    masked = Redactor().mask(text)
    assert "hunter2" not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    "text", ["GET /demo HTTP/1.1", "connection open", '{"command":"getSymbol","arguments":{"symbol":"EURUSD"}}', "at=3"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert Redactor(["s3cret"]).mask(text) == text


def test_a_known_secret_is_masked_in_every_spelling() -> None:
    redactor = Redactor([SECRET])
    for text in (SECRET, json.dumps(SECRET), "cor%22rect%20horse%2Fbattery", "cor%22rect+horse%2Fbattery"):
        assert "horse" not in redactor.mask(f"it is {text}.")


def test_a_secret_within_a_longer_one_leaves_no_tail() -> None:
    assert Redactor(["pass", "password1"]).mask("it is password1") == f"it is {MASK}"


def test_a_logged_websocket_frame_loses_its_content() -> None:
    # websockets shortens long frames in the middle, where half of the password may be cut away.
    line = """> TEXT '{"command":"login","arg...rd":"hunter2"}}' [70 bytes]"""
    assert "hunter2" not in Redactor().mask(line)


@pytest.fixture
def log() -> Iterator[tuple[io.StringIO, Redactor]]:
    root = logging.getLogger()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    redactor = Redactor([SECRET])
    uninstall = install(redactor)
    yield stream, redactor
    uninstall()
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("name", ["", "httpx", "httpcore.http11", "websockets.client", "some.other.library"])
def test_no_logger_writes_a_known_secret(log: tuple[io.StringIO, Redactor], name: str) -> None:
    logging.getLogger(name).warning("login with %s", SECRET)
    assert MASK in log[0].getvalue()
    assert "horse" not in log[0].getvalue()


def test_tracebacks_are_masked(log: tuple[io.StringIO, Redactor]) -> None:
    try:
        raise ValueError(f"cannot log in with {SECRET}")
    except ValueError:
        logging.getLogger("httpx").exception("it failed")
    assert "ValueError" in log[0].getvalue()
    assert "horse" not in log[0].getvalue()


def test_a_secret_learnt_later_is_masked_from_then_on(log: tuple[io.StringIO, Redactor]) -> None:
    log[1].add("later-secret")
    logging.getLogger("websockets.client").info("later-secret")
    assert "later-secret" not in log[0].getvalue()


def test_arguments_that_do_not_fit_do_not_end_the_program(log: tuple[io.StringIO, Redactor]) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%d %d", (SECRET,), None)
    assert RedactionFilter(log[1]).filter(record)
    assert "horse" not in record.getMessage()


def test_removing_the_filter_leaves_the_loggers_as_they_were() -> None:
    before = list(logging.getLogger("httpx").filters)
    install(Redactor())()
    assert logging.getLogger("httpx").filters == before
