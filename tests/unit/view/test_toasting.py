"""An error of ours ends what it ends and becomes a toast; any other is not hidden."""

from __future__ import annotations

import pytest
from textual.app import App

from tui.errors import TradedeckError
from tui.view.beside import run_beside, toasting

pytestmark = pytest.mark.anyio


class Bench(App[None]):
    """An app that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.times_s: list[object] = []

    def notify(self, message: str, **rest: object) -> None:
        self.told.append(message)
        self.times_s.append(rest["timeout"])


async def refused() -> None:
    raise TradedeckError("No", "the disk is full")


def test_an_error_of_ours_becomes_a_toast_and_what_follows_in_the_block_is_not_done() -> None:
    app, done = Bench(), []
    with toasting(app):
        done.append("first")
        raise TradedeckError("No", "the disk is full")
    assert (app.told, done) == (["the disk is full"], ["first"])


def test_a_long_error_stands_long_enough_to_be_read_and_its_lines_stay_apart() -> None:
    app = Bench()
    for detail in (
        "short",
        "the file, line 3: wrong\nthe file, line 9: wrong too, and this takes a while to read",
        "x" * 999,
    ):
        with toasting(app):
            raise TradedeckError("No", detail)
    assert app.told[1].startswith("the file, line 3: wrong; the file, line 9")
    first, second, third = app.times_s
    assert (first, third) == (5.0, 20.0)
    assert isinstance(second, float)
    assert 5 < second < 20


def test_a_fault_of_the_program_is_not_hidden() -> None:
    app = Bench()
    with pytest.raises(ZeroDivisionError), toasting(app):
        raise ZeroDivisionError
    assert not app.told


async def test_work_beside_a_screen_ends_in_a_toast_of_its_error() -> None:
    app = Bench()
    async with app.run_test():
        for owner in (app, app.screen):
            run_beside(owner, refused())
        await app.workers.wait_for_complete()
        assert app.told == ["the disk is full"] * 2
