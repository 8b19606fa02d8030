"""Each invariant catches a violation that is made by hand, and is silent on a run without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.simulation.by_hand import INFO, KINDS, OTHER, TAG, WISH, a_run, broken, received, rows, shown
from tests.simulation.checker import INVARIANTS, check
from tests.simulation.evidence import Evidence, Frame, Glance, Press


def test_a_run_without_a_violation_is_clean() -> None:
    assert check(a_run()) == []


def written_twice(run: Evidence) -> None:
    run.frames.append(run.frames[0])


def received_twice(run: Evidence) -> None:
    run.ledger["transactions"].append(received("rejected"))


def sent_before_it_was_written_down(run: Evidence) -> None:
    run.frames[0].rows = ("INTENT", "QUEUED")


def nobody_confirmed_it(run: Evidence) -> None:
    run.presses[0].refused = "stale"
    run.presses[0].tags = ()


def an_order_of_its_own(run: Evidence) -> None:
    run.steps += rows(*KINDS, tag=OTHER)


def two_intents(run: Evidence) -> None:
    run.steps.append({**run.steps[0], "number": len(run.steps)})


def written_without_an_intent(run: Evidence) -> None:
    run.frames.append(Frame(11.0, 1, OTHER, 250, {**INFO, "customComment": OTHER}, ("INTENT", "SENDING")))


def another_volume_on_the_wire(run: Evidence) -> None:
    run.frames[0].info = {**INFO, "volume": 1.0}


def a_confirmed_intent_is_lost(run: Evidence) -> None:
    run.presses.append(Press(20.0, 1, "1.2", (WISH,), (OTHER,)))


def a_review_works_twice(run: Evidence) -> None:
    run.presses.append(Press(9.95, 1, "1.1", (WISH,)))


def denied_but_written(run: Evidence) -> None:
    run.steps = rows("INTENT", "QUEUED", "SENDING", "DENIED")


def rejected_but_carried_out(run: Evidence) -> None:
    shown(run, state="rejected")


def confirmed_without_an_effect(run: Evidence) -> None:
    run.steps = [row for row in run.steps if row["kind"] != "STATUS"]
    run.ledger["transactions"] = [received("rejected")]


def a_price_of_our_own(run: Evidence) -> None:
    shown(run, fill_price="1.1")


def not_found_but_carried_out(run: Evidence) -> None:
    shown(run, state="not found")


def carried_out_and_not_shown(run: Evidence) -> None:
    run.screen["orders"].clear()


def a_changed_row(run: Evidence) -> None:
    run.chain = "row 4 was changed"


def two_sendings(run: Evidence) -> None:
    run.steps = rows("INTENT", "QUEUED", "SENDING", "SENDING", "SENT", "RECORD", "EFFECT")


def a_gap_in_its_steps(run: Evidence) -> None:
    del run.steps[4]


def another_state_after_a_new_start(run: Evidence) -> None:
    run.reopened["orders"][TAG]["state"] = "unknown"


def a_position_that_is_not_there(run: Evidence) -> None:
    run.screen["positions"]["9"] = run.screen["positions"]["7"]


def a_position_that_is_not_shown(run: Evidence) -> None:
    run.screen["positions"].clear()


def live_in_silence(run: Evidence) -> None:
    run.glances.append(Glance(40.0, 1, "ready", True, False, 9.0))


def orders_on_in_silence(run: Evidence) -> None:
    run.glances.append(Glance(40.0, 1, "ready", False, True, 9.0))


def a_long_frame(run: Evidence) -> None:
    run.written.append((1, "main1", 50.0, 1_001, "tradeTransaction"))


def six_short_gaps(run: Evidence) -> None:
    run.arrived += [("main1", 50.0 + n * 0.1, 1) for n in range(7)]


def six_logins(run: Evidence) -> None:
    run.written += [(1, f"main{n}", 60.0 + n * 90, 90, "login") for n in range(6)]


def a_password_in_the_journal(run: Evidence) -> None:
    run.leaks.append("the password is in the journal")


def an_escaped_error(run: Evidence) -> None:
    run.errors.append("Task exception was never retrieved")


def many_tasks(run: Evidence) -> None:
    run.tasks = 61


def never_ready_again(run: Evidence) -> None:
    run.ready_at_s = None


def ready_too_late(run: Evidence) -> None:
    run.ready_at_s = 611.0


def unknown_for_ever(run: Evidence) -> None:
    shown(run, state="unknown")


def under_way_for_ever(run: Evidence) -> None:
    shown(run, state="pending")


BY_HAND: list[tuple[str, Callable[[Evidence], None]]] = [
    ("I1", written_twice),
    ("I1", received_twice),
    ("I2", sent_before_it_was_written_down),
    ("I3", nobody_confirmed_it),
    ("I3", an_order_of_its_own),
    ("I3", two_intents),
    ("I3", written_without_an_intent),
    ("I3b", another_volume_on_the_wire),
    ("I3c", a_confirmed_intent_is_lost),
    ("I3c", a_review_works_twice),
    ("I4", denied_but_written),
    ("I5", rejected_but_carried_out),
    ("I6", confirmed_without_an_effect),
    ("I6b", a_price_of_our_own),
    ("I7", not_found_but_carried_out),
    ("I7", carried_out_and_not_shown),
    ("I8", a_changed_row),
    ("I8", two_sendings),
    ("I8", a_gap_in_its_steps),
    ("I8b", another_state_after_a_new_start),
    ("I10", a_position_that_is_not_there),
    ("I10", a_position_that_is_not_shown),
    ("I11", live_in_silence),
    ("I11", orders_on_in_silence),
    ("I12", a_long_frame),
    ("I12", six_short_gaps),
    ("I13", six_logins),
    ("I14", a_password_in_the_journal),
    ("I16", an_escaped_error),
    ("I16", many_tasks),
    ("L1", never_ready_again),
    ("L1", ready_too_late),
    ("L2", unknown_for_ever),
    ("L2", under_way_for_ever),
]


@pytest.mark.parametrize(("invariant", "break_it"), BY_HAND, ids=[each.__name__ for _, each in BY_HAND])
def test_a_violation_made_by_hand_is_caught(invariant: str, break_it: Callable[[Evidence], None]) -> None:
    run = a_run()
    break_it(run)
    assert invariant in broken(run)


def test_every_invariant_has_a_violation_made_by_hand() -> None:
    assert {name for name, _ in BY_HAND} == set(INVARIANTS)
