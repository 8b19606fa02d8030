"""Which order journal belongs to an account: its name in the file, and the folder that the file lies in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.config.model import Profile
    from tui.config.paths import Paths

DEMO_LOGIN = "1000"
"""The account that `tradedeck demo` logs in to."""

_FOLDER = "orders"


@dataclass(frozen=True, slots=True)
class JournalHome:
    """An account's journal: `account` is `environment:login`, `folder` holds the journals of several accounts."""

    account: str
    folder: Path


def demo_journal(paths: Paths, login: str = DEMO_LOGIN) -> JournalHome:
    """Return the journal of the built-in venue's account; it lies beside the venue's own book."""
    return JournalHome(f"sim:{login}", paths.demo / _FOLDER)


def journal_of(profile: Profile, paths: Paths) -> JournalHome:
    """Return the journal of a profile's account.

    Servers of one's own are part of the account's name: the same login at another broker is another account, and
    an order must never be looked for where it was not sent.
    """
    environment: str = profile.environment
    if environment == "custom":
        server = profile.routes()[0].main.split("://", 1)[1].split("/", 1)[0]
        environment = f"{profile.account_kind}@{server}"
    return JournalHome(f"{environment}:{profile.login}", paths.state / _FOLDER)
