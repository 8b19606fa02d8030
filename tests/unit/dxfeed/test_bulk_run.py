"""A bulk writes each thing once at most and loses none, whenever it dies and however the service behaves."""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dxfeed.bulk_bench import Inline, KilledError, a_plan, begin, unsynced, work_off
from tests.unit.dxfeed.service import LATER, FakeService, answer, broken, failure
from tui.dxfeed.bulk.journal import Journal, peek
from tui.dxfeed.bulk.plan import Action
from tui.dxfeed.bulk.report import again_lines, result_lines
from tui.dxfeed.bulk.results import Fate, Sending
from tui.dxfeed.bulk.run import BulkRun, Progress, State
from tui.dxfeed.errors import DamagedError, RecordError
from tui.net.http import HttpFault, HttpRequest, HttpResponse

TABLE = f"""action,email,account_id,feed,end_date,new_email
activate,c1@example.com,,CME,,
activate,,id2,CME,{LATER},
cancel,c3@example.com,,CME,,
extend,,id4,CME,,
create,new@example.com,,,,
change e-mail,c5@example.com,,,,c5new@example.com
reset password,,id6,,,
look up,c7@example.com,,,,
token check,,id8,,,
activate,nobody@example.com,,CME,,
activate,,id9,CME,,
cancel,,id1,ICE,,
"""


def a_service() -> FakeService:
    service = FakeService()
    for number in range(1, 10):
        service.add(number, *(("CME",) if number in {3, 4, 8} else ()))
    service.add(1, "ICE")
    service.customers["id9"].status = "BLOCKED"
    return service


def fates(journal: Journal) -> list[Fate | None]:
    results = [journal.result(task.number) for task in journal.plan.tasks]
    return [result.fate if result else None for result in results]


def test_a_bulk_does_every_action_and_tells_what_came_of_it(tmp_path: Path) -> None:
    service, journal = a_service(), begin(tmp_path / "b", a_plan(TABLE))
    run = work_off(journal, service)
    assert run.state is State.FINISHED
    done = Fate.DONE
    assert fates(journal) == [done] * 9 + [Fate.REFUSED, Fate.REFUSED, done]
    assert service.writes == [
        ("subscriptions", "id1", "CME"),
        ("subscriptions", "id2", "CME"),
        ("cancel", "id3", "CME"),
        ("extend", "id4", "CME"),
        ("create", "new@example.com", ""),
        ("change-email", "id5", ""),
        ("reset-password", "id6", ""),
        ("cancel", "id1", "ICE"),
    ]
    created, looked, token = (journal.result(number) for number in (5, 8, 9))
    assert created is not None
    assert created.account_id == "new9"
    assert looked is not None
    assert "c7@example.com" in looked.detail
    assert token is not None
    assert token.detail == "token given, filters CME"


def test_what_is_so_already_is_not_sent(tmp_path: Path) -> None:
    service = FakeService()
    service.add(1, "CME")
    service.customers["id1"].feeds["ICE"] = ("EXPIRED", None)
    text = "action,id,feed,new_email\nactivate,id1,cme,\ncancel,id1,ICE,\nchange e-mail,id1,,c1@example.com\n"
    journal = begin(tmp_path / "b", a_plan(text))
    work_off(journal, service)
    assert fates(journal) == [Fate.ALREADY] * 3
    assert service.writes == []


def count_writes(service: FakeService) -> Counter[tuple[str, str, str]]:
    return Counter(service.writes)


class Death:
    """Lets so many moments pass, then kills; a moment is before or after anything durable or sent."""

    def __init__(self, moments: int) -> None:
        self.left = moments

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise KilledError

    def request(self, request: HttpRequest) -> HttpResponse | None:
        self()
        return None


def dies_after(moments: int, path: Path, service: FakeService, *, torn: int = 0) -> bool:
    """Run the bulk in `path` until it is killed; tell whether it was."""
    death = Death(moments)
    service.before = service.after = death.request
    journal = Journal.open(path, unsynced)
    try:
        work_off(journal, service, worker=Inline(death))
    except KilledError:
        return True
    finally:
        journal.close()
        service.before = service.after = lambda request: None
        if torn:
            path.write_bytes(path.read_bytes() + b'{"send": {"number": 1, "at_ms"'[:torn])
    return False


def goes_on_to_the_end(path: Path, service: FakeService) -> Journal:
    journal = Journal.open(path, unsynced)
    assert work_off(journal, service).state is State.FINISHED
    journal.close()
    assert fates(peek(path)) == fates(journal)
    return journal


def no_write_twice_and_none_lost(journal: Journal, service: FakeService) -> None:
    assert all(times == 1 for times in count_writes(service).values()), service.writes
    arrived = {(customer, feed) for _, customer, feed in service.writes}
    for task in journal.plan.tasks:
        result = journal.result(task.number)
        assert result is not None, task.says
        assert result.fate.is_final
        sent = (result.account_id if task.action is not Action.CREATE else task.who, task.feed) in arrived
        if result.fate in {Fate.DONE, Fate.SEEN} and task.action.writes:
            assert sent, f"{task.says} is said to be done"
        if result.fate in {Fate.REFUSED, Fate.ALREADY}:
            assert not sent, f"{task.says} was done, and is said not to be"


def test_a_bulk_killed_at_any_moment_goes_on_without_a_second_write(tmp_path: Path) -> None:
    moments, killed = 0, True
    while killed:
        moments += 1
        service, path = a_service(), tmp_path / f"b{moments}"
        begin(path, a_plan(TABLE)).close()
        killed = dies_after(moments, path, service, torn=moments % 30)
        no_write_twice_and_none_lost(goes_on_to_the_end(path, service), service)
    assert moments > 60


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6))
@settings(max_examples=40)
def test_a_bulk_killed_again_and_again_goes_on_all_the_same(deaths: list[int]) -> None:
    with TemporaryDirectory() as folder:
        service, path = a_service(), Path(folder) / "b"
        begin(path, a_plan(TABLE)).close()
        for moments in deaths:
            dies_after(moments, path, service)
        no_write_twice_and_none_lost(goes_on_to_the_end(path, service), service)


Trouble = Callable[[], HttpResponse | None]


def _raise(fault: HttpFault) -> HttpResponse:
    raise broken(fault)


TROUBLES: dict[str, Trouble] = {
    "fine": lambda: None,
    "unreachable": lambda: _raise(HttpFault.UNREACHABLE),
    "timeout": lambda: _raise(HttpFault.TIMEOUT),
    "cut": lambda: _raise(HttpFault.CUT),
    "gateway": lambda: answer(502, b"<html>"),
    "key": lambda: failure(401, "AUTHENTICATION FAILED"),
    "slower": lambda: failure(429, "TOO_MANY"),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(TROUBLES)), st.booleans()), max_size=40))
@settings(max_examples=60)
def test_whatever_the_service_answers_no_write_is_repeated_and_none_is_lost(script: list[tuple[str, bool]]) -> None:
    """Each request gets the next trouble of the script, before it is done or (never a refusal) after."""
    service, left = a_service(), list(script)
    late: list[str] = []

    def before(request: HttpRequest) -> HttpResponse | None:
        name, after = left.pop(0) if left else ("fine", False)
        late[:] = [name] if after and name in {"timeout", "cut", "gateway"} else []
        return None if late else TROUBLES[name]()

    service.before = before
    service.after = lambda request: TROUBLES[late.pop()]() if late else None
    with TemporaryDirectory() as folder:
        journal = begin(Path(folder) / "b", a_plan(TABLE))
        for _ in range(len(script) + 1):
            work_off(journal, service)
        no_write_twice_and_none_lost(journal, service)
        journal.close()


def test_a_wrong_key_stops_at_once_and_the_row_can_be_run_again(tmp_path: Path) -> None:
    service, journal = a_service(), begin(tmp_path / "b", a_plan(TABLE))
    service.before = lambda request: failure(401, "AUTHENTICATION FAILED", "wrong API key")
    run = work_off(journal, service)
    assert (run.state, len(service.requests)) == (State.STOPPED, 1)
    assert "wrong API key – Check the provided API key" in run.reason
    service.before = lambda request: None
    assert work_off(journal, service).state is State.FINISHED
    no_write_twice_and_none_lost(journal, service)


@pytest.mark.parametrize("status", [401, 429])
def test_a_write_that_only_key_or_pace_spoiled_is_sent_again_when_asked(tmp_path: Path, status: int) -> None:
    service, journal = a_service(), begin(tmp_path / "b", a_plan("id,feed\nid1,CME\n", Action.ACTIVATE))
    service.before = lambda request: failure(status, "NO") if request.method == "POST" else None
    work_off(journal, service)
    assert fates(journal) == [Fate.OPEN]
    service.before = lambda request: None
    work_off(journal, service)
    assert (fates(journal), len(service.writes)) == ([Fate.DONE], 1)


def test_repeated_server_errors_pause_even_where_readings_work(tmp_path: Path) -> None:
    text = "id,feed\n" + "".join(f"id{n},CME\n" for n in range(1, 9))
    service, journal = a_service(), begin(tmp_path / "b", a_plan(text, Action.ACTIVATE))
    service.before = lambda request: answer(503) if request.method == "POST" else None
    paused: list[str] = []

    def note(run: BulkRun, progress: Progress) -> None:
        if progress.state is State.PAUSED:
            paused.append(progress.reason)

    run = work_off(journal, service, each=note)
    assert run.state is State.CANCELLED
    assert "3 calls in a row without an answer" in paused[0]
    assert fates(journal)[:5] == [Fate.UNKNOWN, Fate.UNKNOWN, Fate.ALREADY, Fate.ALREADY, Fate.UNKNOWN]
    assert len([request for request in service.requests if request.method == "POST"]) == 3


def test_a_pause_holds_back_a_prepared_write_and_what_was_read_is_read_again(tmp_path: Path) -> None:
    service, journal = a_service(), begin(tmp_path / "b", a_plan("id,feed\nid1,CME\nid2,CME\n", Action.ACTIVATE))
    runs: list[BulkRun] = []

    def pause_once(request: HttpRequest) -> HttpResponse | None:
        if request.url.endswith("id2/subscriptions") and runs:
            runs.pop().pause()
        return None

    def colleague(run: BulkRun) -> None:
        assert service.writes == [("subscriptions", "id1", "CME")]
        service.customers["id2"].feeds["CME"] = ("ACTIVE", None)
        run.go_on()

    service.before = pause_once
    run = work_off(
        journal,
        service,
        each=lambda run, progress: runs.append(run) if progress.ended == 1 and not runs else None,
        paused=lambda run: asyncio.get_running_loop().call_later(60, colleague, run),
    )
    assert run.state is State.FINISHED
    assert fates(journal) == [Fate.DONE, Fate.ALREADY]
    assert len(service.writes) == 1


def test_a_bulk_that_is_called_off_stops_before_the_next_write(tmp_path: Path) -> None:
    text = "id,feed\n" + "".join(f"id{n},CME\n" for n in range(1, 9))
    service, journal = a_service(), begin(tmp_path / "b", a_plan(text, Action.ACTIVATE))

    def steer(run: BulkRun, progress: Progress) -> None:
        if progress.ended == 2:
            run.call_off("nobody is there to go on")

    run = work_off(journal, service, each=steer)
    assert (run.state, run.reason) == (State.CANCELLED, "nobody is there to go on")
    assert len(service.writes) == 2
    again = a_plan("".join(again_lines(journal)))
    assert [task.who for task in again.tasks] == [task.who for task in journal.plan.tasks[2:]]


def test_a_lost_answer_is_looked_up_and_never_sent_again(tmp_path: Path) -> None:
    service, journal = a_service(), begin(tmp_path / "b", a_plan(TABLE))

    def lose(request: HttpRequest) -> HttpResponse | None:
        if request.method == "POST" and not request.url.endswith("/token"):
            raise broken()
        return None

    service.after = lose
    for _ in range(5):
        work_off(journal, service)
    seen, unknown = Fate.SEEN, Fate.UNKNOWN
    assert fates(journal)[:7] == [seen, seen, seen, seen, seen, seen, unknown]
    reset = journal.result(7)
    assert reset is not None
    assert reset.advice == "Ask the customer whether a new password came."
    no_write_twice_and_none_lost(journal, service)


def test_the_rate_is_kept(tmp_path: Path) -> None:
    text = "id\n" + "".join(f"id{n}\n" for n in range(1, 9))
    service, journal = a_service(), begin(tmp_path / "b", a_plan(text, Action.LOOK_UP))
    work_off(journal, service, rate=4.0)
    first, last = (journal.result(number) for number in (1, 8))
    assert first is not None
    assert last is not None
    # Sixteen readings at four a second: the last is 15 quarters after the first, the first result one after it.
    assert last.at_ms - first.at_ms == 14 * 250


def test_one_process_at_a_time_works_on_a_bulk(tmp_path: Path) -> None:
    journal = begin(tmp_path / "b", a_plan(TABLE))
    with pytest.raises(RecordError, match="another process"):
        Journal.open(tmp_path / "b")
    assert peek(tmp_path / "b").plan == journal.plan
    journal.close()
    with pytest.raises(RecordError):
        begin(tmp_path / "b", a_plan(TABLE))
    Journal.open(tmp_path / "b").close()


def test_a_journal_that_was_changed_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "b"
    journal = begin(path, a_plan(TABLE))
    journal.sending(Sending(1, 5))
    journal.close()
    content = path.read_bytes()
    for changed in (content.replace(b"id2", b"id3"), content.replace(b'"send"', b'"sand"'), b"", b"{}\n", b"x\n"):
        path.write_bytes(changed)
        with pytest.raises(DamagedError):
            Journal.open(path)


def test_nothing_goes_out_before_its_line_is_on_the_disk(tmp_path: Path) -> None:
    path, service = tmp_path / "b", a_service()
    begin(path, a_plan(TABLE)).close()
    durable: list[bytes] = []
    journal = Journal.open(path, lambda handle: durable.append(path.read_bytes()))

    def look(request: HttpRequest) -> HttpResponse | None:
        if request.method == "POST" and not request.url.endswith("/token"):
            assert b'"send"' in durable[-1].splitlines()[-1]
        return None

    service.before = look
    work_off(journal, service)
    # Twelve ends, and a line before each of the nine writes that went out.
    assert len(durable) == 12 + 9


def test_a_journal_refuses_to_note_a_second_sending(tmp_path: Path) -> None:
    journal = begin(tmp_path / "b", a_plan(TABLE))
    journal.sending(Sending(1, 5))
    with pytest.raises(RecordError, match="second time"):
        journal.sending(Sending(1, 6))


def test_the_result_names_every_line_of_the_table(tmp_path: Path) -> None:
    text = "email,feed\nc1@example.com,CME\n=bad,CME\nc2@example.com,CME\nnobody@example.com,CME\n"
    service, journal = a_service(), begin(tmp_path / "b", a_plan(text, Action.ACTIVATE))
    links = {"LIGHT": "https://l/1", "DARK": "https://d/1"}
    service.after = lambda request: (
        answer(200, {"signupPageByTheme": links, "confirmationId": "c-1"})
        if request.url.endswith("id1/subscriptions") and request.method == "POST"
        else None
    )
    work_off(journal, service)
    rows = list(csv.DictReader("".join(result_lines(journal)).splitlines()))
    assert [(row["line"], row["outcome"]) for row in rows] == [
        ("2", "done"),
        ("3", "line not used"),
        ("4", "done"),
        ("5", "refused"),
    ]
    assert rows[0]["confirmation_id"] == "c-1"
    assert (rows[0]["link_dark"], rows[0]["api_version"]) == ("https://d/1", "1")
    assert rows[1]["input"].startswith("'=")
    assert (rows[3]["http"], rows[3]["reason"]) == ("404", "ACCOUNT_NOT_FOUND")
