"""What a restarted venue finds again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.simulator_exchange.helpers import PLAIN, Venue, buy
from tui.simulator.exchange import FileBook, Ledger

Opener = Callable[[Path], FileBook]


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Opens books and lets go of them after the test only: a killed process does not close anything either."""
    books: list[FileBook] = []

    def open_book(folder: Path) -> FileBook:
        books.append(FileBook(folder))
        return books[-1]

    yield open_book
    for one in books:
        one.close()


def busy_venue(book: FileBook) -> Venue:
    """A venue with one of everything: open, pending, closed, in flight, refused."""
    venue = Venue(book=book)
    venue.done(**buy(0.3, sl=1.09, tp=1.12, customComment="żółć\n"))
    held = venue.position().position_number
    venue.done(**buy(0.1, type=2, order=held))
    venue.done(**buy(cmd=2, price=1.09, expiration=venue.now_ms + 86_400_000))
    venue.done("1001", **buy(0.02))
    venue.send(**buy(0))
    venue.taken(**buy(0.2))
    return venue


def truth(venue: Venue) -> Ledger:
    return venue.exchange.ledger(venue.now_ms)


def test_a_killed_venue_finds_everything_again(tmp_path: Path, opened: Opener) -> None:
    venue = busy_venue(opened(tmp_path))
    before = truth(venue)
    # Nothing is closed or flushed here: a killed process does neither.
    venue.restart(opened(tmp_path))
    assert truth(venue) == before
    for login in ("1000", "1001"):
        figures = venue.exchange.margin_level(login, venue.now_ms)
        deals = [deal.record for deal in before.deals if deal.login == login]
        assert figures.balance == sum(one.profit + (one.commission or 0) + one.swap for one in deals)


def test_number_series_go_on_after_a_restart(tmp_path: Path, opened: Opener) -> None:
    venue = busy_venue(opened(tmp_path))
    used = {one.request for one in truth(venue).transactions} | {one.position_number for one in venue.trades()}
    venue.restart(opened(tmp_path))
    number = venue.done(**buy(0.05))
    fresh = {number} | {one.position_number for one in venue.trades() if one.request_number == number}
    assert len(fresh) == 2
    assert not fresh & used


def test_a_request_in_flight_is_executed_after_the_restart(tmp_path: Path, opened: Opener) -> None:
    venue = Venue(book=opened(tmp_path))
    number = venue.taken(**buy())
    venue.now_ms += 10_000
    venue.restart(opened(tmp_path))
    assert venue.position().request_number == number
    assert venue.position().opened_at_ms < venue.now_ms - 9_000


def test_a_stop_that_was_hit_while_the_venue_was_down_has_fired(tmp_path: Path, opened: Opener) -> None:
    venue = Venue(book=opened(tmp_path))
    venue.done(**buy(sl=1.09))
    venue.market.spike("EURUSD", venue.market.slot_start(venue.now_ms + 7_200_000), 108_990)
    venue.now_ms += 20_000_000
    venue.restart(opened(tmp_path))
    assert [one.comment for one in venue.closed()] == ["[S/L]"]


def test_a_torn_last_line_is_dropped_whole(tmp_path: Path, opened: Opener) -> None:
    venue = Venue(book=opened(tmp_path))
    venue.done(**buy(0.1))
    kept = (tmp_path / "exchange.jsonl").read_bytes()
    venue.done(**buy(0.2))
    whole = (tmp_path / "exchange.jsonl").read_bytes()
    first_step = whole.index(b"\n", len(kept)) + 1
    for cut in (len(kept) + 1, len(kept) + 40, first_step - 1):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / "exchange.jsonl").write_bytes(whole[:cut])
        again = Venue(book=opened(folder))
        assert [float(one.volume) for one in again.trades()] == [0.1]
        assert len(truth(again).transactions) == 1


def test_a_damaged_line_in_the_middle_is_an_error_and_not_a_loss(tmp_path: Path, opened: Opener) -> None:
    busy_venue(opened(tmp_path))
    path = tmp_path / "exchange.jsonl"
    lines = path.read_bytes().split(b"\n")
    lines[1] = lines[1][:20]
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(ValueError, match="line 2"):
        FileBook(tmp_path)


def test_fresh_discards_what_was_kept(tmp_path: Path, opened: Opener) -> None:
    busy_venue(opened(tmp_path))
    book = FileBook(tmp_path, fresh=True)
    venue = Venue(book=book)
    assert venue.trades() == []
    assert truth(venue).transactions == ()
    book.close()


def test_opening_compacts_the_file_without_losing_anything(tmp_path: Path, opened: Opener) -> None:
    venue = busy_venue(opened(tmp_path))
    before = truth(venue)
    opened(tmp_path).close()
    path = tmp_path / "exchange.jsonl"
    assert path.read_bytes().count(b"\n") == 1
    json.loads(path.read_bytes())
    venue.restart(opened(tmp_path))
    assert truth(venue) == before


def test_a_client_hears_of_nothing_that_the_book_does_not_have(tmp_path: Path, opened: Opener) -> None:
    venue = Venue(book=opened(tmp_path))
    sizes: list[int] = []
    path = tmp_path / "exchange.jsonl"

    class Listener(list[object]):
        def append(self, event: object) -> None:
            kept = [json.loads(line) for line in path.read_bytes().splitlines()]
            sizes.append(sum(kind == "position" for step in kept for kind, _, _ in step))

    venue.told = Listener()  # type: ignore[assignment]
    venue.restart(opened(tmp_path))
    venue.taken(**buy())
    heard = len(sizes)
    venue.pass_ms(400)
    assert sizes[heard:]
    assert all(count == 1 for count in sizes[heard:])


@pytest.mark.parametrize("change", [{"seed": 2}, {"accounts": PLAIN.accounts[:1]}])
def test_a_book_of_another_venue_is_not_continued(change: dict[str, object]) -> None:
    venue = Venue()
    with pytest.raises(ValueError, match="start it fresh"):
        Venue(book=venue.book, **change)


_DOOMED = """
import os, signal, sys
from pathlib import Path
from tests.unit.simulator_exchange.helpers import PLAIN, Venue, buy
from tui.simulator.exchange import FileBook
venue = Venue(book=FileBook(Path(sys.argv[1])))
venue.done(**buy(0.3))
print(venue.taken(**buy(0.2)), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_right_after_its_answer_has_kept_the_request(tmp_path: Path, opened: Opener) -> None:
    root = Path(__file__).parents[3]
    doomed = subprocess.run(
        [sys.executable, "-c", _DOOMED, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert doomed.returncode == -9, doomed.stderr
    venue = Venue(book=opened(tmp_path))
    assert truth(venue).transactions[-1].request == int(doomed.stdout)
    venue.pass_ms(1_000)
    assert [float(one.volume) for one in venue.trades()] == [0.3, 0.2]
