"""The log in plain words: every command has some, durations are right, and the bundle holds nothing secret."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.examples import AT_MS, a_profile
from tui.desk.log import PLAIN, STREAMS, all_codes, budget, code_info, link_spans, told
from tui.desk.log_bundle import gathered, write_bundle
from tui.domain import events as ev
from tui.domain.events import LinkState
from tui.domain.traffic import Exchanged, Outcome
from tui.store.store import Store
from tui.xapi.commands import ALL_COMMANDS
from tui.xapi.wishes import ALL_STREAMS


def link(state: LinkState, at: float, epoch: int = 1, detail: str = "") -> ev.LinkChanged:
    return ev.LinkChanged(state, epoch, at, "ws.xapi.pro", detail)


def a_store(*events: ev.Event) -> Store:
    store = Store()
    for event in events:
        store.apply(event)
    return store


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_every_command_of_the_venue_has_plain_words(name: str) -> None:
    assert PLAIN[name] != name


@pytest.mark.parametrize("name", [name for name in ALL_STREAMS if name != "ping"])
def test_every_stream_has_plain_words(name: str) -> None:
    assert name.removeprefix("get").removeprefix("stop") in STREAMS


def words(**changes: Any) -> tuple[str, str, int | None, bool]:
    fact = Exchanged("getSymbol", ("GOLD",), "", Outcome.ANSWERED, 10.0, 10.25)._replace(**changes)
    found = told(a_store(fact).traffic.lines[0])
    return found.what, found.result, found.took_ms, found.bad


def test_an_exchange_reads_as_a_sentence_with_its_time() -> None:
    assert words() == ("One symbol", "answered", 250, False)
    assert words(rows=3) == ("One symbol", "3 records", 250, False)
    assert words(outcome=Outcome.REFUSED, code="BE115") == ("One symbol", "refused: BE115", 250, True)
    assert words(outcome=Outcome.NOT_SENT, asked=None) == ("One symbol", "not sent", None, True)
    assert words(name="stopTickPrices", stream=True, outcome=Outcome.WRITTEN) == (
        "Stop prices",
        "asked for",
        None,
        False,
    )


def test_a_code_is_looked_up_however_it_is_typed() -> None:
    assert code_info(" ex007 ").meaning.startswith("Wrong login or password")
    assert "BE115" in all_codes()


def test_states_of_the_link_have_durations_and_repeats_are_one() -> None:
    past = [
        link(LinkState.CONNECTING, 10.0),
        link(LinkState.CONNECTING, 12.0),
        link(LinkState.READY, 15.0),
        link(LinkState.WAITING, 45.0, detail="reset"),
    ]
    spans = link_spans(past, 50.0)
    assert [(span.state, span.seconds) for span in spans] == [
        (LinkState.WAITING, 5.0),
        (LinkState.READY, 30.0),
        (LinkState.CONNECTING, 5.0),
    ]


def test_the_budget_counts_a_minute_of_commands_and_ten_of_logins() -> None:
    store = a_store(
        link(LinkState.LOGGING_IN, 5.0, 1),
        link(LinkState.LOGGING_IN, 650.0, 2),
        link(LinkState.LOGGING_IN, 700.0, 3),
        Exchanged("getVersion", (), "", Outcome.ANSWERED, 690.0, 690.1),
        Exchanged("getVersion", (), "", Outcome.ANSWERED, 600.0, 600.1),
    )
    used = budget(store, 700.0)
    assert (used.logins, used.written) == (2, 1)


def test_the_bundle_masks_login_and_secrets_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    store = a_store(
        link(LinkState.WAITING, 5.0, detail='login 12345678 said {"password": "hunter22"}'),
        ev.ProfileLoaded(a_profile()),
        Exchanged("getSymbol", ("GOLD",), "", Outcome.REFUSED, 6.0, 6.5, "BE115", "token=abcdefgh for 12345678"),
    )
    path = write_bundle(gathered(store, 10.0, AT_MS), tmp_path / "exports", "12345678")
    text = path.read_text(encoding="utf-8")
    for secret in ("12345678", "hunter22", "abcdefgh"):
        assert secret not in text
    content = json.loads(text)
    assert content["lines"][-1]["code"] == "BE115"
    assert content["link"][0]["seconds"] == 5.0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
