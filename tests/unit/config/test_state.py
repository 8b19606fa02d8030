"""What the app remembers: written in one step, for its owner only, and never lost silently."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

import pytest

from tui.config.state import ChartState, LoginBlock, State, StateStore
from tui.errors import TradedeckError

FULL = State(
    watchlists={"Zeta": ["USDJPY", "EURUSD"], "Alpha": [], 'Ünïcode "quoted"': ["GOLD"]},
    active_watchlist="Zeta",
    charts={"EURUSD": ChartState(period="H1", style="line", studies={"M5": ["EMA 20", "RSI 14"]})},
    theme="house-dark",
    screen="trade",
    symbol="EURUSD",
    alerts=[{"number": 1, "subject": "bid", "threshold": "1.09", "repeat": True}],
    read_news=["1f6da766", "key 2"],
    layout={"blotter.tab": "positions", "depth": True, "split": 40},
    login_blocks=[LoginBlock(endpoint="wss://ws.xapi.pro/demo", login="1", until_ms=5)],
)


@pytest.fixture
def store(tmp_path: Path) -> StateStore:
    return StateStore(tmp_path / "state" / "state.toml")


def test_nothing_is_remembered_before_the_first_save(store: StateStore) -> None:
    assert store.load() == (State(), "")
    assert not store.path.parent.exists()


def test_everything_comes_back_in_its_order(store: StateStore) -> None:
    store.save(FULL)
    state, notice = store.load()
    assert (state, notice) == (FULL, "")
    assert state.watchlists is not None
    assert list(state.watchlists) == ["Zeta", "Alpha", 'Ünïcode "quoted"']


def test_only_the_owner_can_read_it(store: StateStore) -> None:
    store.save(FULL)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    store: StateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(FULL)

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(TradedeckError, match=r"state\.toml: No space left"):
        store.save(State(theme="other"))
    assert store.load()[0] == FULL
    assert [path.name for path in store.path.parent.iterdir()] == ["state.toml"]


@pytest.mark.parametrize(
    "damage", [b"theme = ", b"\xff\xfe", b"theme = 7\n", b"watchlists = 'x'\n", b"[[login_blocks]]\nlogin = '1'\n"]
)
def test_a_damaged_file_is_set_aside_and_said(store: StateStore, damage: bytes) -> None:
    store.path.parent.mkdir()
    for number in (1, 2):
        store.path.write_bytes(damage)
        state, notice = store.load()
        assert state == State()
        aside = store.path.with_name(f"state.toml.broken-{number}")
        assert str(aside) in notice
        assert aside.read_bytes() == damage
        assert not store.path.exists()


def test_a_newer_version_s_keys_do_no_harm(store: StateStore) -> None:
    store.path.parent.mkdir()
    store.path.write_text("theme = 'x'\nlater = 1\n[charts.EURUSD]\nperiod = 'M1'\nzoom = 2\n")
    state, notice = store.load()
    assert (state.theme, state.charts["EURUSD"].period, notice) == ("x", "M1", "")


def test_a_login_block_survives_a_restart(store: StateStore) -> None:
    store.block_login("wss://a/demo", "1000", 10_000)
    again = StateStore(store.path)
    assert again.login_blocked_until_ms("wss://a/demo", "1000") == 10_000
    assert again.login_blocked_until_ms("wss://a/demo", "1001") == 0
    assert again.login_blocked_until_ms("wss://b/demo", "1000") == 0


def test_a_block_keeps_what_else_is_remembered(store: StateStore) -> None:
    store.save(FULL)
    store.block_login("wss://a/demo", "1000", 10_000)
    assert store.load()[0].watchlists == FULL.watchlists


def test_a_dashboard_that_saves_later_does_not_lift_another_s_block(store: StateStore) -> None:
    mine, _ = store.load()
    StateStore(store.path).block_login("wss://a/demo", "1000", 10_000)
    store.save(mine)
    assert store.login_blocked_until_ms("wss://a/demo", "1000") == 10_000


def test_the_later_of_two_blocks_counts(store: StateStore) -> None:
    store.block_login("wss://a/demo", "1000", 10_000)
    store.block_login("wss://a/demo", "1000", 5_000)
    assert store.login_blocked_until_ms("wss://a/demo", "1000") == 10_000


def test_the_file_is_plain_toml_that_says_what_it_is(store: StateStore) -> None:
    store.save(FULL)
    text = store.path.read_text(encoding="utf-8")
    assert text.startswith("# Written by tradedeck")
    assert tomllib.loads(text)["active_watchlist"] == "Zeta"


def test_each_profile_keeps_its_own_alerts_beside_those_of_others(store: StateStore) -> None:
    """A position is one account's; and two dashboards may run at once."""
    first, second = StateStore(store.path), StateStore(store.path)
    first.save(State(alerts=[{"number": 1}]), "live")
    second.save(State(alerts=[{"number": 1}, {"number": 2}]), "paper")
    first.save(State(alerts=[{"number": 3}]), "live")
    state, _ = store.load()
    assert [each["number"] for each in StateStore.alerts_of(state, "live")] == [3]
    assert [each["number"] for each in StateStore.alerts_of(state, "paper")] == [1, 2]
    store.block_login("wss://ws.xapi.pro/demo", "1", 5)
    assert store.load()[0].alerts == state.alerts


def test_alerts_of_a_time_before_profiles_were_noted_belong_to_the_one_that_reads_them(store: StateStore) -> None:
    store.save(State(alerts=[{"number": 1}]))
    assert len(StateStore.alerts_of(store.load()[0], "live")) == 1
    store.save(State(alerts=[{"number": 1}]), "live")
    assert StateStore.alerts_of(store.load()[0], "paper") == []
