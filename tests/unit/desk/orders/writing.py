"""A process that writes orders to a journal and says on its output which are acknowledged; a test ends it hard.

Arguments: folder, executor (`thread` or `inline`), bytes that a file may have (0: no limit).
"""

from __future__ import annotations

import asyncio
import resource
import signal
import sys
from pathlib import Path

from tests.unit.desk.orders.steps import ACCOUNT, life
from tui.desk.orders.executor import InlineExecutor, ThreadExecutor
from tui.desk.orders.journal import Journal
from tui.desk.orders.place import JournalError, journal_path


def say(word: object) -> None:
    """Write one line at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def write_until_ended(folder: Path, executor: str, limit: int) -> None:
    """Append one order after another, each in steps."""
    path = journal_path(folder / "journal", ACCOUNT)
    journal = Journal.open(path, ACCOUNT, ThreadExecutor() if executor == "thread" else InlineExecutor())
    begun = len(await journal.load()) // 4
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    say("ready")
    for number in range(begun, begun + 100_000):
        intent, queued, sending, sent = life(number)
        try:
            await journal.append([intent])
            say(f"{number}.0")
            journal.post(queued)
            await journal.append([sending])
            say(f"{number}.2")
            journal.post(sent)
        except JournalError as error:
            say(f"error {error.title}: {error.detail}")
            break
    for _ in range(3):
        try:
            await journal.append(life(999_999))
            say("999999.3")
        except JournalError:
            say("refused")
    await journal.close()


if __name__ == "__main__":
    asyncio.run(write_until_ended(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
