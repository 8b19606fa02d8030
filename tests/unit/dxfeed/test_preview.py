"""Looking ahead reads and never writes, and says of each line what is likely."""

from __future__ import annotations

from tests.unit.dxfeed.bulk_bench import a_plan
from tests.unit.dxfeed.service import FakeService, a_client, answer, failure, virtually
from tui.dxfeed.bulk.plan import Plan
from tui.dxfeed.bulk.preview import Foresight, Looker, Preview
from tui.dxfeed.pace import Pace

TABLE = """action,email,account_id,feed,new_email
activate,c1@example.com,,CME,
activate,,id1,CME,
activate,,id2,CME,
cancel,,id1,CME,
cancel,,id2,CME,
activate,nobody@example.com,,CME,
activate,,id3,CME,
look up,,id3,,
create,c1@example.com,,,
create,new@example.com,,,
change e-mail,,id1,,c1@example.com
token check,,id1,,
"""


def look(service: FakeService, plan: Plan, rate: float = 50.0) -> Preview:
    async def main(clock: object) -> Preview:
        return await Looker(a_client(service), Pace(clock, rate)).look(plan)  # type: ignore[arg-type]

    return virtually(main)


def a_service() -> FakeService:
    service = FakeService()
    service.add(1)
    service.add(2, "CME")
    service.add(3).status = "BLOCKED"
    return service


def test_each_line_is_foretold_and_nothing_is_written() -> None:
    service = a_service()
    preview = look(service, a_plan(TABLE))
    assert [each.what for each in preview.predicted] == [
        Foresight.WILL_DO,
        Foresight.DOUBLED,
        Foresight.ALREADY,
        Foresight.NOT_FOUND,
        Foresight.WILL_DO,
        Foresight.NOT_FOUND,
        Foresight.BLOCKED,
        Foresight.WILL_DO,
        Foresight.ALREADY,
        Foresight.WILL_DO,
        Foresight.ALREADY,
        Foresight.WILL_DO,
    ]
    assert service.writes == []
    assert all(request.method == "GET" for request in service.requests)
    assert preview.account_ids["c1@example.com"] == "id1"
    assert preview.counts[Foresight.WILL_DO] == 5
    # One card for each name and one list of subscriptions for each account.
    assert len(service.requests) == 6 + 2


def test_a_wrong_key_ends_the_looking_at_once() -> None:
    service = a_service()
    service.before = lambda request: failure(401, "AUTHENTICATION FAILED", "wrong API key")
    preview = look(service, a_plan(TABLE))
    assert len(service.requests) == 1
    assert "wrong API key" in preview.stopped
    assert [each.what for each in preview.predicted] == [Foresight.UNREAD]


def test_three_silences_end_the_looking() -> None:
    service = a_service()
    service.before = lambda request: answer(503)
    preview = look(service, a_plan(TABLE))
    assert len(service.requests) == 3
    assert preview.stopped.startswith("3 readings without an answer")
