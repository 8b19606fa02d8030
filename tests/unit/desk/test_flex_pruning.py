"""What a wish removes of the archive is told first, to the byte, and only that goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.desk.test_statements import Room, run
from tests.unit.flex.service import START_MS, statement
from tui.desk.flex_pruning import PruneWish, prunable
from tui.flex.archive import Archive
from tui.flex.entries import Provenance
from tui.flex.windows import Saved

DAY_MS = 86_400_000


def filled(folder: Path) -> Archive:
    """Return an archive with five files of two queries, a day between them; the third and the fifth are one."""
    archive = Archive(folder)
    for day, (query, rows) in enumerate((("42", 1), ("42", 2), ("42", 9), ("43", 4), ("43", 9))):
        archive.add(statement(rows=rows), Provenance(query, Saved(), START_MS + day * DAY_MS))
    return archive


@pytest.mark.parametrize(
    ("wish", "numbers"),
    [
        (PruneWish(), []),
        (PruneWish(keep=1), [4, 2, 1]),
        (PruneWish(keep=0), [5, 4, 3, 2, 1]),
        (PruneWish(older_days=2), [2, 1]),
        (PruneWish(keep=2, older_days=2), [1]),
        (PruneWish(keep=1, query_ids=frozenset({"43"})), [4]),
        (PruneWish(keep=0, query_ids=frozenset({"42"})), [3, 2, 1]),
        (PruneWish(keep=0, query_ids=frozenset()), []),
    ],
)
def test_what_is_told_to_go_goes_and_frees_what_was_told(tmp_path: Path, wish: PruneWish, numbers: list[int]) -> None:
    archive = filled(tmp_path / "flex")
    told = prunable(archive.list(), wish, START_MS + 4 * DAY_MS)
    assert ([file.id for file in told.files], told.staying) == (numbers, 5 - len(numbers))
    before = sum(path.stat().st_size for path in (tmp_path / "flex" / "files").iterdir())
    done = archive.prune(numbers)
    after = sum(path.stat().st_size for path in (tmp_path / "flex" / "files").iterdir())
    assert told.freed == done.freed == before - after
    assert len(archive.list()) == told.staying
    archive.close()


def test_the_desk_shows_what_would_go_and_lists_what_is_left(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        room.service.gets = [statement(rows=3), statement(rows=5)]
        older, newer = await room.fetched("101"), await room.fetched("101")
        told = await room.desk.prunable(PruneWish(keep=1))
        assert [file.id for file in told.files] == [older]
        assert [entry.id for entry in room.store.statements.entries] == [newer, older]
        assert await room.desk.prune([older]) == told.freed > 0
        assert [entry.id for entry in room.store.statements.entries] == [newer]

    run(tmp_path / "flex", work)


def test_before_the_archive_is_open_nothing_can_go(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        assert (await room.desk.prunable(PruneWish(keep=0))).files == ()
        assert await room.desk.prune([1]) == 0

    run(tmp_path / "flex", work)
