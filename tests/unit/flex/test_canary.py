"""The token turns up nowhere but on the wire: not in files, logs, errors, pictures of values or tracebacks."""

from __future__ import annotations

import gzip
import logging
import traceback
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.simulation.loop import LoopClock
from tests.unit.flex.service import (
    GDC,
    TOKEN,
    Answer,
    FakeService,
    World,
    a_world,
    accepted,
    refused,
    statement,
    virtually,
)
from tui.errors import TradedeckError
from tui.flex.jobs import Job, Order
from tui.flex.windows import Saved
from tui.net.http import HttpError, HttpFault

CANARY = TOKEN.get_secret_value()

SENDS: list[Answer] = [
    accepted(),
    accepted(url=f"https://evil.example/{CANARY}?t={CANARY}"),
    accepted(url=f"{GDC}?t={CANARY}"),
    accepted(url=f"https://{CANARY}.interactivebrokers.com/{CANARY}"),
    refused(1015, f"Token {CANARY} is invalid"),
    refused(1099, f"try again with {CANARY}"),
    refused(0, CANARY),
    (500, f"<html>t={CANARY}&q=1".encode()),
    (200, f"unknown token: {CANARY}".encode()),
    (200, f"<FlexStatementResponse><code>{CANARY}</code></FlexStatementResponse>".encode()),
    accepted().replace(b"04 October", CANARY.encode()),
    HttpError(HttpFault.TLS, "host"),
]


@pytest.mark.parametrize("send", SENDS, ids=range(len(SENDS)))
def test_nothing_that_is_kept_or_shown_holds_the_token(
    tmp_path: Path, send: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []

    async def main(clock: LoopClock) -> tuple[World, tuple[Job, ...]]:
        gets: list[Answer] = [refused(1019, CANARY), (404, CANARY.encode()), statement()]
        world = a_world(tmp_path, clock, FakeService(clock, sends=[send], gets=gets))
        jobs = await world.queue.submit(Order("42", Saved(), "year", "main"), TOKEN)
        try:
            await world.queue.resume(jobs[0].id, TOKEN.__class__("another"))
        except TradedeckError as error:
            told = traceback.TracebackException.from_exception(error, capture_locals=True)
            shown.extend(f"{frame} {frame.locals}" for frame in told.stack if "/tui/" in frame.filename)
        return world, await world.queue.wait()

    world, jobs = virtually(main)
    shown += [repr(each) for each in (world.seen, jobs, world.archive.list(), world.tools, world.queue, TOKEN)]
    shown += [str(replace(job)) for job in jobs]
    shown += [f"{record.getMessage()} {record.args} {record.__dict__}" for record in caplog.records]
    world.archive.database.note("flush", "all")
    kept = [(path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()]
    world.archive.close()
    assert len(kept) > 2
    spellings = {CANARY.encode(), quote(CANARY).encode()}
    for path, body in kept:
        plain = gzip.decompress(body) if path.suffix == ".gz" else body
        assert not any(spelling in plain for spelling in spellings), path.name
        assert CANARY not in str(path)
    assert CANARY not in "\n".join(shown)
    assert any(question.parameters["t"] == CANARY for question in world.service.asked), "it did go out on the wire"
