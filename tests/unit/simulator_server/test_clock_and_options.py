"""The venue's clock, its options and its lock on wrong passwords."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.errors import UsageError
from tui.simulator.clock import VenueClock
from tui.simulator.faults import CATALOGUE, FaultBoard, FaultError
from tui.simulator.logins import LoginDesk, LoginVerdict
from tui.simulator.options import SimulatorOptions, add_arguments, check, from_arguments, is_loopback, parse_instant


@dataclass
class Hands:
    """A monotonic clock that a test turns."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_clock_runs_at_its_speed_and_keeps_its_time_when_that_changes() -> None:
    hands = Hands()
    clock = VenueClock(1_000_000, speed=10.0, real=hands)
    hands.now += 2
    assert clock.now_ms() == 1_020_000
    clock.set_speed(1.0)
    hands.now += 1
    assert clock.now_ms() == 1_021_000
    clock.advance(3600)
    assert clock.now_ms() == 4_621_000
    clock.set_now(5_000_000)
    assert clock.now_ms() == 5_000_000


def test_the_clock_does_not_go_back_by_advancing() -> None:
    clock = VenueClock(0, real=Hands())
    with pytest.raises(ValueError, match="advances"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="negative"):
        clock.set_speed(-1)


@pytest.mark.anyio
async def test_a_sleeper_wakes_when_the_clock_jumps_past_its_moment() -> None:
    clock = VenueClock(0, speed=0.0, real=Hands())
    sleeper = asyncio.ensure_future(clock.sleep(60))
    for _ in range(5):
        await asyncio.sleep(0)
    clock.advance(59)
    for _ in range(20):
        await asyncio.sleep(0)
    assert not sleeper.done()
    clock.advance(1)
    async with asyncio.timeout(10):
        await sleeper


def parsed(*words: str) -> SimulatorOptions:
    """Parse a command line."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return from_arguments(parser.parse_args(words))


def test_the_command_line_becomes_options_and_its_defaults_are_theirs() -> None:
    assert parsed() == SimulatorOptions()
    made = parsed(
        "--host", "::1", "--port", "5000", "--seed", "9", "--symbols", "3000", "--ticks-per-second", "5000",
        "--speed", "2", "--strict", "--folder", "book", "--fresh", "--until-stdin-closes",
        "--start", "2026-01-05T08:00:00Z", "--tls-self-signed", "tls", "--faults", "f.json",
        "--dialect", "reply_number=order", "--dialect", "second_login_kicks=yes",
    )  # fmt: skip
    assert made == SimulatorOptions(
        host="::1", port=5000, seed=9, symbols=3000, ticks_per_second=5000.0, speed=2.0, strict=True,
        folder=Path("book"), fresh=True, until_stdin_closes=True, start_ms=1_767_600_000_000,
        tls_self_signed=Path("tls"), faults=Path("f.json"), dialect=("reply_number=order", "second_login_kicks=yes"),
    )  # fmt: skip
    assert made.tls
    assert not parsed("--lenient").strict


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "broker.example", "127.0.0.1.example.com", ""])
def test_only_loopback_is_listened_on(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(UsageError):
        check(SimulatorOptions(host=host))


def test_an_instant_needs_its_offset() -> None:
    assert parse_instant("2026-01-05T09:00:00+01:00") == 1_767_600_000_000
    with pytest.raises(ValueError, match="offset"):
        parse_instant("2026-01-05T09:00:00")


def test_a_wrong_pair_is_locked_and_other_pairs_are_not() -> None:
    hands = Hands()
    desk = LoginDesk(lambda login, password: (login, password) == ("1", "good"), 600.0, hands)
    assert desk.try_login("1", "bad") is LoginVerdict.WRONG
    assert desk.try_login("1", "bad") is LoginVerdict.LOCKED
    assert desk.try_login("1", "worse") is LoginVerdict.WRONG
    assert desk.try_login("1", "good") is LoginVerdict.WELCOME
    hands.now += 600
    assert desk.try_login("1", "bad") is LoginVerdict.WRONG


def test_a_faults_description_can_be_set_again() -> None:
    board = FaultBoard()
    for name in CATALOGUE:
        board.set(name, login="1000", count=3)
    kept = [fault.describe() for fault in board.active()]
    other = FaultBoard()
    other.apply({"set": kept})
    assert [{**fault.describe(), "hits": 0, "id": ""} for fault in other.active()] == [
        {**fault, "hits": 0, "id": ""} for fault in kept
    ]


def test_one_wrong_fault_in_a_list_sets_none_of_it() -> None:
    board = FaultBoard()
    with pytest.raises(FaultError, match="earthquake"):
        board.apply({"set": [{"fault": "ticks_stop"}, {"fault": "earthquake"}]})
    assert board.active() == []


def test_a_count_is_used_up() -> None:
    board = FaultBoard()
    board.set("reply_lost", count=2, command="ping")
    assert board.strike("reply_lost", "main", "1000", "getTrades") is None
    assert board.strike("reply_lost", "main", "1000", "ping")
    assert board.strike("reply_lost", "main", "1000", "ping")
    assert board.strike("reply_lost", "main", "1000", "ping") is None
