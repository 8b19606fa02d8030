"""What the app itself remembers between starts, in a file of its own; the user's config is never written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli_w

from tui.config.paths import private_folder
from tui.config.toml import TableReader, read_toml
from tui.errors import ConfigError, TradedeckError

_MOST_BROKEN_FILES = 100
_HEADER = "# Written by tradedeck; your own settings belong in config.toml.\n"


@dataclass(frozen=True)
class ChartState:
    """How one symbol's chart was last looked at."""

    period: str = "M5"
    """The candle period's name, `M1` … `MN`."""
    style: str = "candles"
    """`candles`, `bars` or `line`."""
    studies: dict[str, list[str]] = field(default_factory=dict)
    """Indicators by the name of the period, as they are typed: `EMA 20`."""


@dataclass(frozen=True)
class TableState:
    """How one table was arranged."""

    filter: str = ""
    """The text of the filter, as it was typed."""
    sort: str = ""
    """The column's key; empty for the list's own order."""
    reverse: bool = False
    columns: list[str] = field(default_factory=list)
    """The keys of the columns that the user chose; none while they are the usual ones."""


@dataclass(frozen=True)
class DraftState:
    """A ticket that was filled in and not sent, without its prices: they are of another time."""

    symbol: str
    side: str
    """`buy` or `sell`."""
    at_ms: int
    """Wall time in milliseconds since 1970 when it was put down."""
    kind: str = "market"
    """`market`, `limit` or `stop`."""
    texts: dict[str, str] = field(default_factory=dict)
    """What was typed, by the name of the field."""


@dataclass(frozen=True)
class LoginBlock:
    """A server's refusal to be asked again before some time; it outlives a restart."""

    endpoint: str
    """The main address of the server."""
    login: str
    """The account's number."""
    until_ms: int
    """Wall time in milliseconds since 1970 before which no login is sent."""


@dataclass(frozen=True)
class State:
    """Everything that is remembered."""

    watchlists: dict[str, list[str]] | None = None
    """Symbols by list name, both in the user's order; None until the user has changed a list."""
    active_watchlist: str | None = None
    """The list that was shown last."""
    charts: dict[str, ChartState] = field(default_factory=dict)
    """Chart settings by symbol."""
    theme: str | None = None
    """The theme chosen in the app; it yields to `--theme`, and to a config that has named another since."""
    theme_over: str | None = None
    """The config's theme when that one was chosen."""
    private: bool = False
    """Whether names, account numbers and money are masked."""
    screen: str | None = None
    """The screen that was open last."""
    symbol: str | None = None
    """The symbol that was shown last."""
    layout: dict[str, str | int | bool] = field(default_factory=dict)
    """What the screens keep about their panes, by names of theirs."""
    tables: dict[str, TableState] = field(default_factory=dict)
    """Filters and sorts by `screen.panel`."""
    drafts: list[DraftState] = field(default_factory=list)
    """Tickets that were not sent; none or one."""
    alerts: list[dict[str, str | int | bool]] = field(default_factory=list)
    """The user's alerts as plain values, each with the `profile` that it was set in: positions are of one account."""
    read_news: list[str] = field(default_factory=list)
    """The keys of the news that were read last."""
    lines: list[str] = field(default_factory=list)
    """Lines of the `:` line that were run last, without those about a customer."""
    login_blocks: list[LoginBlock] = field(default_factory=list)
    """Servers that must not be asked to log in yet."""


class StateStore:
    """The state file: tolerant when read, atomic when written, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> tuple[State, str]:
        """Return the state and a sentence for the user when a damaged file had to be set aside (else empty)."""
        if not self.path.exists():
            return State(), ""
        try:
            return self._read(), ""
        except ConfigError as error:
            return State(), self._set_aside(error)

    def save(self, state: State, profile: str | None = None) -> None:
        """Write the state in one step: a crash leaves the old file or the new one. Raises TradedeckError.

        With a `profile`, the state's alerts are that one's. Login blocks, and alerts of other profiles, that another
        running dashboard has written meanwhile are kept.
        """
        there = self._on_disk()
        merged = replace(state, login_blocks=_merge(there.login_blocks, state.login_blocks))
        if profile is not None:
            others = [each for each in there.alerts if not _is_of(each, profile)]
            merged = replace(merged, alerts=[*others, *({**each, "profile": profile} for each in state.alerts)])
        content = _HEADER + tomli_w.dumps(_without_none(asdict(merged)))
        try:
            _write(self.path, content.encode())
        except OSError as error:
            raise TradedeckError(
                "The app cannot remember its state", f"{self.path}: {error.strerror}", "Make the folder writable."
            ) from error

    @staticmethod
    def alerts_of(state: State, profile: str) -> list[dict[str, str | int | bool]]:
        """Return the alerts that were set in this profile."""
        return [each for each in state.alerts if _is_of(each, profile)]

    def login_blocked_until_ms(self, endpoint: str, login: str) -> int:
        """Return the wall time before which no login may be sent, 0 when there is no block."""
        blocks = self._on_disk().login_blocks
        return max((b.until_ms for b in blocks if (b.endpoint, b.login) == (endpoint, login)), default=0)

    def block_login(self, endpoint: str, login: str, until_ms: int) -> None:
        """Remember at once that no login may be sent before `until_ms`. Raises TradedeckError."""
        state, _ = self.load()
        block = LoginBlock(endpoint=endpoint, login=login, until_ms=until_ms)
        self.save(replace(state, login_blocks=[*state.login_blocks, block]))

    def _read(self) -> State:
        table = read_toml(self.path, "state")
        # Keys of a newer version are dropped, not refused: going back a version must not lose the watchlists.
        reader = TableReader(unknown_keys=True)
        state = reader.read(State, table)
        if state is None:
            raise ConfigError("The state does not fit", f"{self.path}: {reader.problems[0]}")
        return state

    def _on_disk(self) -> State:
        if not self.path.exists():
            return State()
        try:
            return self._read()
        except ConfigError:
            return State()

    def _set_aside(self, error: ConfigError) -> str:
        for number in range(1, _MOST_BROKEN_FILES):
            aside = self.path.with_name(f"{self.path.name}.broken-{number}")
            if aside.exists():
                continue
            try:
                self.path.rename(aside)
            except OSError:
                break
            return f"What the app remembered could not be read and is now {aside} ({error.detail})."
        return f"What the app remembered could not be read ({error.detail})."


def _is_of(alert: Mapping[str, str | int | bool], profile: str) -> bool:
    return alert.get("profile", profile) == profile


def _merge(first: list[LoginBlock], second: list[LoginBlock]) -> list[LoginBlock]:
    latest: dict[tuple[str, str], LoginBlock] = {}
    for block in [*first, *second]:
        known = latest.get((block.endpoint, block.login))
        if known is None or block.until_ms > known.until_ms:
            latest[block.endpoint, block.login] = block
    return list(latest.values())


def _without_none(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _write(path: Path, content: bytes) -> None:
    private_folder(path.parent)
    # mkstemp makes the file 0600 from the start.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
