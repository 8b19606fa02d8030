"""Who may reach the dashboard over loopback: the window that was opened with this run's key, and nobody else."""

from __future__ import annotations

import pytest

from tui.serve.guard import Guard

GUARD = Guard(8000, "right")
OWN = {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000"}
COOKIE = {"tradedeck-8000": "right"}


def test_the_window_that_was_opened_with_the_key_is_let_in() -> None:
    assert GUARD.refuse(OWN, COOKIE, socket=True) is None
    assert GUARD.refuse({"Host": "localhost:8000"}, COOKIE, socket=False) is None


@pytest.mark.parametrize(
    "headers",
    [
        {**OWN, "Origin": "http://evil.example"},
        {**OWN, "Origin": "http://127.0.0.1:9000"},
        {**OWN, "Origin": "null"},
        {"Host": "127.0.0.1:8000"},
        {"Host": "rebound.example:8000", "Origin": "http://rebound.example:8000"},
        {"Host": "127.0.0.1", "Origin": "http://127.0.0.1"},
        {},
    ],
)
def test_a_socket_of_another_page_is_refused_even_with_the_cookie(headers: dict[str, str]) -> None:
    assert GUARD.refuse(headers, COOKIE, socket=True) is not None


@pytest.mark.parametrize("cookies", [{}, {"tradedeck-8000": "wrong"}, {"tradedeck-9000": "right"}])
def test_without_the_key_of_this_run_nothing_is_served(cookies: dict[str, str]) -> None:
    refusal = GUARD.refuse(OWN, cookies, socket=False)
    assert refusal is not None
    assert "tradedeck serve printed" in refusal.text


def test_each_run_has_a_key_of_its_own_and_never_shows_it() -> None:
    one, other = Guard(8000), Guard(8000)
    assert one.key != other.key
    assert len(one.key) >= 32
    assert one.key not in repr(one)
