"""The watches and the login budget: pure decisions over given times."""

from __future__ import annotations

import pytest

from tests.transports import MemoryLoginGuard
from tests.unit.xapi.fakes import ManualClock
from tui.errors import TransportError
from tui.net.hosts import is_loopback
from tui.xapi.endpoint import Endpoint
from tui.xapi.login_guard import LoginBudget
from tui.xapi.transport import parse_target
from tui.xapi.watch import FeedWatch, SleepWatch


def test_a_feed_is_dead_after_twelve_seconds_of_silence() -> None:
    watch = FeedWatch(0.0)
    watch.heard(1.0)
    assert not any(watch.dead(float(second)) for second in range(1, 13))
    assert watch.dead(13.0)


def test_after_the_program_stood_still_the_feed_gets_one_more_look() -> None:
    watch = FeedWatch(0.0)
    assert not watch.dead(1.0)
    assert not watch.dead(60.0)
    watch.heard(60.5)
    assert not watch.dead(61.0)


def test_a_feed_that_stays_silent_after_the_stand_still_is_dead() -> None:
    watch = FeedWatch(0.0)
    assert not watch.dead(60.0)
    assert watch.dead(61.0)


@pytest.mark.parametrize(("jump", "seen"), [(0.0, None), (1.9, None), (2.5, 2.5), (-2.5, -2.5)])
def test_a_jump_of_more_than_two_seconds_is_seen_once(jump: float, seen: float | None) -> None:
    clock = ManualClock()
    watch = SleepWatch(clock)
    clock.suspend(jump)
    found = watch.check()
    assert found == (None if seen is None else pytest.approx(seen))
    assert watch.check() is None


def test_the_budget_opens_again_when_the_oldest_login_is_ten_minutes_old() -> None:
    budget = LoginBudget()
    for second in range(5):
        assert budget.wait_s(float(second)) == 0.0
        budget.spend(float(second))
    assert budget.wait_s(10.0) == 590.0
    assert budget.wait_s(600.0) == 0.0


def test_a_block_is_kept_per_venue_and_login() -> None:
    guard = MemoryLoginGuard()
    guard.block_login("wss://a/demo", "1000", 5)
    assert guard.login_blocked_until_ms("wss://a/demo", "1000") == 5
    assert guard.login_blocked_until_ms("wss://a/real", "1000") == 0
    assert guard.login_blocked_until_ms("wss://a/demo", "1001") == 0


def test_an_endpoint_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="address"):
        Endpoint("x", "custom", "websocket", ())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine_may_be_reached_without_tls(host: str) -> None:
    assert is_loopback(host.upper())
    in_url = f"[{host}]" if ":" in host else host
    assert parse_target(f"ws://{in_url}:80/demo").host == host
    assert parse_target(f"tcp://{in_url}:80").port == 80


@pytest.mark.parametrize(
    "url",
    [
        "ws://ws.xapi.pro/demo",
        "tcp://10.0.0.1:5124",
        "ws://localhost.evil.example/demo",
        "ws://127.0.0.1.evil.example/demo",
        "http://127.0.0.1/",
        "tls://xapia.x-station.eu",
        "wss://user:pw@ws.xapi.pro/demo",
        "wss://ws.xapi.pro:99999/demo",
        "",
        "wss://",
    ],
)
def test_wrong_addresses_and_those_without_tls_are_refused(url: str) -> None:
    with pytest.raises(TransportError) as caught:
        parse_target(url)
    assert "pw" not in str(caught.value)
