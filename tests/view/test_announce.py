"""What happened to trades is told once, in the ways that the user chose, and its words cannot steer the terminal."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.view.managing import managing, shown
from tui.config.trading import DEFAULT_TRADING, Notice
from tui.domain.events import Announced, Tone
from tui.view.announcer import MOST_AT_ONCE, Announcer
from tui.view.terminal.outbox import Outbox, desktop_notice, reaches_desktop

pytestmark = pytest.mark.anyio

FILL = Announced("Bought 0.10 EURUSD at 1.08421", "Position 312408501", Tone.GOOD, 1000.0, "XD1.1", 312408501)
STOP = Announced("Stopped out by the broker: GOLD", "0.05 lots", Tone.ALARM, 1000.0)


async def test_a_fill_becomes_a_toast_once() -> None:
    async with managing() as (stage, pilot):
        stage.desk.handle(FILL)
        await stage.frame(pilot)
        assert "✓ Bought 0.10 EURUSD at 1.08421" in shown(stage)
        assert stage.desk.store.orders.take_announcements() == []


async def test_it_is_told_behind_a_dialog_too() -> None:
    async with managing("question_mark") as (stage, pilot):
        stage.desk.handle(STOP)
        await stage.frame(pilot)
        assert "! Stopped out by the broker: GOLD" in shown(stage)


async def test_a_plan_over_many_positions_does_not_cover_the_screen_and_the_alarm_is_among_what_is_shown() -> None:
    async with managing() as (stage, pilot):
        told: list[str] = []
        stage.app.notify = lambda message, **named: told.append(named.get("title", message))  # type: ignore[assignment, misc]
        for number in range(9):
            stage.desk.handle(FILL._replace(title=f"Closed {number}"))
        stage.desk.handle(STOP)
        await stage.frame(pilot)
        assert len(told) == MOST_AT_ONCE + 1
        assert "! Stopped out by the broker: GOLD" in told
        assert told[-1] == "and 6 more: the Orders and Alerts tabs have them all"


def ways(*chosen: Notice) -> tuple[Notice, ...]:
    return chosen


@pytest.mark.parametrize(
    ("chosen", "environ", "rings", "sent"),
    [
        (ways("bell"), {}, 1, []),
        (ways("osc9"), {}, 0, ["\x1b]9;tradedeck SIM: Bought 0.10 EURUSD at 1.08421: Position 312408501\x07"]),
        (ways("osc9"), {"STY": "1.screen"}, 0, []),
        (ways("toast"), {}, 0, []),
    ],
)
async def test_bell_and_desktop_notification_come_only_when_chosen(
    chosen: tuple[Notice, ...], environ: Mapping[str, str], rings: int, sent: list[str]
) -> None:
    async with managing() as (stage, _):
        bells: list[None] = []
        stage.app.bell = lambda: bells.append(None)  # type: ignore[method-assign]
        stage.context.trading = replace(DEFAULT_TRADING, notify=chosen)
        written: list[str] = []
        outbox = Outbox()
        outbox.open(written.append)
        announcer = Announcer(stage.app, stage.context, outbox, environ)
        await announcer.start()
        stage.desk.handle(FILL)
        announcer.tell()
        assert len(bells) == rings
        assert written == sent


async def test_nothing_new_is_silent() -> None:
    async with managing() as (stage, pilot):
        bells: list[None] = []
        stage.app.bell = lambda: bells.append(None)  # type: ignore[method-assign]
        await stage.frame(pilot)
        assert bells == []


def test_words_from_outside_cannot_end_the_sequence_or_begin_another() -> None:
    sequence = desktop_notice("\x07\x1b]52;c;ZXZpbA==\x07 \u202eevil\nline", in_tmux=False)
    assert sequence.count("\x1b") == 1
    assert sequence.count("\x07") == 1
    assert sequence.endswith("\x07")
    assert "\n" not in sequence
    assert "\u202e" not in sequence


def test_inside_tmux_the_sequence_is_handed_through_as_one() -> None:
    assert desktop_notice("x", in_tmux=True) == "\x1bPtmux;\x1b\x1b]9;x\x07\x1b\\"


def test_without_a_driver_for_it_a_sequence_is_dropped() -> None:
    assert not Outbox().send("\x1b]9;x\x07")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for tmux")
@pytest.mark.parametrize(("answer", "reached"), [("on", True), ("all", True), ("off", False), ("", False)])
async def test_in_tmux_it_depends_on_what_tmux_says(
    answer: str, reached: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmux = tmp_path / "tmux"
    tmux.write_text(f"#!/bin/sh\necho {answer}\n")
    tmux.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert await reaches_desktop({"TMUX": "/tmp/tmux-0/default,1,0"}) is reached


async def test_without_tmux_at_hand_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not await reaches_desktop({"TMUX": "x"})
