"""What the checker demands, and what it does not because the venue itself left it open or said otherwise."""

from __future__ import annotations

import pytest

from tests.simulation.by_hand import HELD, INFO, TAG, WISH, a_run, broken, received, rows, shown
from tests.simulation.evidence import Evidence, Row


def a_lost_close_of_a_part(dialect: Row) -> Evidence:
    """Return a run that ends without knowing that its close was carried out; its reply never came."""
    run = a_run()
    for frame in run.frames:
        frame.info = {**INFO, "type": 2, "order": 7}
    run.ledger["transactions"] = [received(info={**INFO, "type": 2, "order": 7})]
    run.ledger["deals"] = [{**HELD, "request": 5, "customComment": None}]
    run.steps = rows("INTENT", "QUEUED", "SENDING", "SENT", "LOST")
    run.steps[0]["intent"] = {**WISH, "action": "close", "position": 7}
    run.presses[0].wishes = (run.steps[0]["intent"],)
    run.written.append((2, "main2", 40.0, 90, "login"))
    run.dialect = dialect
    shown(run, state="unknown", fill_price=None)
    return run


@pytest.mark.parametrize(
    "dialect", [{"status_scope": "session"}, {"status_scope": "account", "status_memory_ms": 5_000}]
)
def test_a_lost_close_that_no_answer_of_the_venue_tells_apart_may_stay_unknown(dialect: Row) -> None:
    assert "L2" not in broken(a_lost_close_of_a_part(dialect))


def test_a_lost_close_that_could_be_asked_about_must_not_stay_unknown() -> None:
    assert "L2" in broken(a_lost_close_of_a_part({"status_scope": "account", "status_memory_ms": None}))
    same_session = a_lost_close_of_a_part({"status_scope": "session"})
    same_session.written.pop()
    assert "L2" in broken(same_session)


@pytest.mark.parametrize("told", [{"request_id": 5}, {"customComment": TAG}])
def test_a_lost_close_whose_number_or_tag_the_client_was_shown_must_not_stay_unknown(told: Row) -> None:
    run = a_lost_close_of_a_part({"status_scope": "session"})
    row = run.ledger["deals"][0] if "customComment" in told else run.steps[-1]
    row.update(told)
    assert "L2" in broken(run)


def test_a_rejection_of_the_very_number_that_the_venue_gave_is_the_venues_word() -> None:
    run = a_run()
    change = {**INFO, "type": 3, "order": 7}
    run.ledger["transactions"] = [received(info=change)]
    run.steps.append({"seq": 8, "tag": TAG, "number": 8, "kind": "STATUS", "status": 4, "request_id": 5})
    shown(run, state="rejected")
    assert "I5" not in broken(run)
    run.steps[-1]["request_id"] = 6
    assert "I5" in broken(run)
