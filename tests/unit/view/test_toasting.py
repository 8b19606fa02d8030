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

    def notify(self, message: str, **rest: object) -> None:
        self.told.append(message)


async def refused() -> None:
    raise TradedeckError("No", "the disk is full")


def test_an_error_of_ours_becomes_a_toast_and_what_follows_in_the_block_is_not_done() -> None:
    app, done = Bench(), []
    with toasting(app):
        done.append("first")
        raise TradedeckError("No", "the disk is full")
    assert (app.told, done) == (["the disk is full"], ["first"])


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
