"""Whether an archive has jobs under way, asked without loading what would go on with them."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from tui.flex.jobs import Phase
from tui.flex.place import DATABASE

_ACTIVE = tuple(phase.value for phase in Phase if phase.is_active)


def has_active_jobs(folder: Path) -> bool:
    """Whether somebody should be working on a job of the archive in `folder`; blocks shortly.

    True also where that cannot be told, so that the archive is opened and says itself what is wrong with it.
    """
    path = folder / DATABASE
    if not path.exists():
        return False
    question = f"SELECT 1 FROM job WHERE phase IN ({', '.join('?' * len(_ACTIVE))}) LIMIT 1"  # noqa: S608
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(question, _ACTIVE).fetchone() is not None
    except sqlite3.Error:
        return True
