"""What `tradedeck check` says of a dxFeed application: its key decoded here, and whether the service takes it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.fakes import FakeClock
from tests.unit.dxfeed.service import FakeService, broken, failure
from tui.check.dxfeed import check_dxfeed, key_finding
from tui.config.dxfeed import Dxfeed
from tui.config.secrets import SecretResolver, key_sources
from tui.net.http import HttpRequest, HttpResponse

pytestmark = pytest.mark.anyio

NOW_MS = 1_790_000_000_000
DAY_S = 86_400


def a_key(days: int) -> SecretStr:
    """A key that ends in so many days."""
    claims = {"tenantId": "northgate", "iat": 1_700_000_000, "exp": NOW_MS // 1000 + days * DAY_S + 60}
    parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in ({}, claims)]
    return SecretStr(".".join([*parts, "signature"]))


@pytest.mark.parametrize(
    ("days", "outcome", "cure"),
    [(300, "ok", ""), (5, "ok", "ends in 5 days"), (-2, "failed", "has expired")],
)
def test_a_key_s_end_is_read_here_and_warned_of(days: int, outcome: str, cure: str) -> None:
    finding = key_finding("[dxfeed.x]", a_key(days), NOW_MS)
    assert finding.outcome == outcome
    assert cure in finding.cure
    assert "northgate" in finding.detail


def test_a_key_of_another_form_is_no_failure_and_not_shown() -> None:
    finding = key_finding("[dxfeed.x]", SecretStr("plain-and-secret"), NOW_MS)
    assert finding.outcome == "ok"
    assert "secret" not in finding.line()


async def findings(folder: Path, service: FakeService) -> list[tuple[str, str]]:
    file = folder / "key"
    file.write_text(a_key(300).get_secret_value())
    file.chmod(0o600)
    table = Dxfeed(key_file=file)
    key = SecretResolver(key_sources("x", table), environ={}, ask=lambda question: None)
    found = await check_dxfeed("x", table, key, service, FakeClock(wall_ms=NOW_MS))
    return [(each.outcome, each.line()) for each in found]


async def test_the_service_is_asked_for_somebody_who_is_not_there(tmp_path: Path) -> None:
    service = FakeService()
    (_, _), (outcome, line) = await findings(tmp_path, service)
    assert outcome == "ok"
    assert "STAGING, read-only" in line
    assert [each.method for each in service.requests] == ["GET"]


async def test_a_key_that_is_not_accepted_and_a_service_that_is_away_are_told(tmp_path: Path) -> None:
    service = FakeService()
    service.before = lambda request: failure(401, "AUTHENTICATION_FAILED", "Authentication has failed")
    assert (await findings(tmp_path, service))[1][0] == "failed"

    def away(request: HttpRequest) -> HttpResponse | None:
        raise broken()

    service.before = away
    outcome, line = (await findings(tmp_path, service))[1]
    assert outcome == "failed"
    assert "example.com" in line
