"""Whether the dashboard has to go on with Flex jobs, asked of the archive's file alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.flex.database import Database
from tui.flex.jobs import Phase
from tui.flex.unfinished import has_active_jobs


def archive_with(folder: Path, *phases: Phase) -> Path:
    database = Database(folder)
    with database.writing() as sql:
        for phase in phases:
            sql.execute(
                "INSERT INTO job (batch, token_key, query_id, period, phase, changed_ms, body) VALUES "
                "('b', 'k', '1', '', ?, 0, '{}')",
                (phase.value,),
            )
    database.close()
    return folder


@pytest.mark.parametrize("phase", list(Phase))
def test_only_a_job_that_somebody_should_work_on_counts(phase: Phase, tmp_path: Path) -> None:
    folder = archive_with(tmp_path / "flex", Phase.DONE, phase)
    assert has_active_jobs(folder) == phase.is_active


def test_without_an_archive_there_is_nothing_to_do_and_nothing_is_made(tmp_path: Path) -> None:
    assert not has_active_jobs(tmp_path / "flex")
    assert not (tmp_path / "flex").exists()


def test_an_archive_that_cannot_be_read_is_opened_so_that_it_says_why(tmp_path: Path) -> None:
    folder = archive_with(tmp_path / "flex")
    (folder / "flex.sqlite").write_bytes(b"not a database" * 100)
    assert has_active_jobs(folder)
