"""Tables as people make them become plans, and each line that cannot be used is named."""

from __future__ import annotations

import csv

import pytest

from tests.unit.dxfeed.service import LATER, NOW_MS
from tui.dxfeed.bulk.plan import Action, Defaults, Plan, Task, action_of, make_plan
from tui.dxfeed.bulk.table import read_table
from tui.dxfeed.calls import Person
from tui.dxfeed.errors import InputError


def plan_of(text: str | bytes, action: Action | None = Action.ACTIVATE, **defaults: str) -> Plan:
    standing = Defaults(feeds=tuple(defaults.pop("feeds", "").split()), **defaults)
    return make_plan(read_table(text), action, NOW_MS, standing)


@pytest.mark.parametrize(
    "content",
    [
        b"email,feed\na@x.de,CME\nb@x.de,CME\n",
        b"\xef\xbb\xbfE-Mail;Feed Name\r\na@x.de;CME\r\nb@x.de;CME\r\n",
        "email\tfeed\na@x.de\tCME\nb@x.de\tCME".encode("utf-16"),
        b'"email","feed","note"\n"a@x.de","CME","likes\nlines"\n\n ,,\nb@x.de,CME,\n',
        b"feed|email\nCME|A@X.de\nCME|b@x.de",
    ],
)
def test_a_table_is_read_whatever_wrote_it(content: bytes) -> None:
    plan = plan_of(content)
    assert [(task.who, task.feed, task.number) for task in plan.tasks] == [("a@x.de", "CME", 1), ("b@x.de", "CME", 2)]
    assert plan.refused == ()


def test_a_pasted_list_needs_no_header() -> None:
    plan = plan_of("a@x.de\nid77\n\nb@x.de, c@x.de\n", feeds="CME NYMEX")
    assert len(plan.tasks) == 8
    assert [task.line for task in plan.tasks] == [1, 1, 2, 2, 4, 4, 4, 4]


@pytest.mark.parametrize(
    ("text", "action", "words"),
    [
        ("", Action.LOOK_UP, "empty"),
        ("name,thing\na,b\n", Action.LOOK_UP, "names no column that is understood: name, thing"),
        ("customers\na@x.de\n", Action.LOOK_UP, "Line 1 names no column"),
        ("email,feed\n", Action.ACTIVATE, "no lines"),
        ("email\na@x.de\n", Action.ACTIVATE, "no column feed"),
        ("email\na@x.de\n", Action.CHANGE_EMAIL, "no column new_email"),
        ("feed\nCME\n", Action.CANCEL, "no column email or account_id"),
        ("email,E-Mail\na@x.de,b@x.de\n", Action.LOOK_UP, "Two columns"),
        ("email\na@x.de\n", None, "Nothing says what to do"),
        ("email,feed\na@x.de,\0\n", Action.ACTIVATE, "zero bytes"),
        (b"email\n\xff\xfe\xe4@x.de\n", Action.LOOK_UP, "no UTF-8"),
        ("email\n" + "a@x.de\n" * 20_001, Action.LOOK_UP, "more than 20,000"),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, str | bytes) else None,
)
def test_a_table_that_cannot_be_used_is_refused_as_a_whole(
    text: str | bytes, action: Action | None, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        plan_of(text, action)


def test_lines_that_cannot_be_used_are_named_by_their_numbers() -> None:
    text = (
        "email,feed,end_date\n"
        "a@x.de,CME,\n"
        "not-an-email@,CME,\n"
        "A@X.de,cme,\n"
        "b@x.de,,\n"
        f"c@x.de,CME,{LATER}\n"
        "d@x.de,CME,2020-01-01T00:00:00Z\n"
        "e@x.de,CME,2030-12-31\n"
        "f@x.de,CME,,surplus\n"
        ",CME,\n"
        "g@x.de,CME CME,\n"
        "../x,CME,\n"
    )
    plan = plan_of(text)
    assert [(task.line, task.end_date) for task in plan.tasks] == [(2, ""), (6, LATER)]
    whys = {each.line: each.why for each in plan.refused}
    assert list(whys) == [3, 4, 5, 7, 8, 9, 10, 11, 12]
    assert "the same as line 2" in whys[4]
    assert "neither an e-mail nor an account id" in whys[10]
    assert plan.writes == 2


def test_a_column_can_say_what_to_do_with_each_line() -> None:
    text = (
        "action,email,feed,new_email\nCancel,a@x.de,CME,\nLOOK-UP,a@x.de,,\nchange_email,a@x.de,,b@x.de\nfly,a@x.de,,\n"
    )
    plan = plan_of(text, None)
    assert plan.counts == {Action.CANCEL: 1, Action.LOOK_UP: 1, Action.CHANGE_EMAIL: 1}
    assert "no action 'fly'" in plan.refused[0].why
    assert plan.writes == 2


def test_an_account_is_created_only_by_e_mail() -> None:
    plan = plan_of("id,email,first_name,country\nx1,a@x.de,Ann,Malta\nx2,,Bob,\n", Action.CREATE, allowed="all")
    assert plan.tasks == (Task(1, 2, Action.CREATE, "a@x.de", allowed="ALL", person=Person("Ann", country="Malta")),)
    assert plan.refused[0].line == 3


def test_ten_thousand_lines_are_no_trouble() -> None:
    text = "email,feed\n" + "".join(f"c{n}@example.com,CME\n" for n in range(10_000))
    plan = plan_of(text)
    assert len(plan.tasks) == 10_000
    assert plan.tasks[-1].line == 10_001


def test_equal_tables_have_equal_plans_and_a_plan_survives_being_written_down() -> None:
    text = f"email,feed,end\na@x.de,CME,{LATER}\n"
    assert plan_of(text).digest == plan_of(text).digest != plan_of(text.replace("CME", "ICE")).digest
    for task in plan_of(text).tasks:
        assert Task.from_json(task.as_json()) == task


def test_cells_made_safe_for_a_spreadsheet_are_taken_back() -> None:
    assert plan_of("email\n'+a@x.de\n", Action.LOOK_UP).tasks[0].who == "+a@x.de"


def test_actions_are_found_by_any_spelling() -> None:
    assert action_of(" Reset_Password ") is Action.RESET_PASSWORD
    assert {action_of(action.value) for action in Action} == set(Action)


def test_an_enormous_cell_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match="Line 2 cannot be read"):
        plan_of("email,feed\n" + "x" * (csv.field_size_limit() + 1) + ",CME\n")
