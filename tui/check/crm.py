"""Checks of each CRM that the config names: secrets, login, and every report, with the CRM's own words."""

from __future__ import annotations

from datetime import date

from tui.check.report import Finding, failed, ok
from tui.config.crm import Crm
from tui.config.settings import SecretSource
from tui.crm.client import Credentials, CrmClient, CrmSettings
from tui.crm.errors import DeniedError
from tui.crm.queries import Query, Report, Span
from tui.crm.setup import likely_step
from tui.errors import TradedeckError
from tui.net.http import Http

_PEOPLE = (Report.LEADS, Report.REGISTRATIONS)


async def check_crm(
    name: str, table: Crm, secrets: tuple[SecretSource, SecretSource], http: Http, today: date
) -> list[Finding]:
    """Log in, list the servers, and ask each report for one row of `today`; what a refusal says is told.

    `secrets` are the sources of password and API key.
    """

    async def credentials() -> Credentials:
        password, key = secrets
        return Credentials(table.email, await password.fetch(), await key.fetch())

    title = f"[crm.{name}]"
    try:
        client = CrmClient(http, credentials, CrmSettings(table.base_url, table.domain))
        await client.login()
    except TradedeckError as error:
        return [refused(title, error)]
    found = [ok("crm", f"{title} {table.email} is logged in")]
    tags: tuple[str, ...] = ()
    try:
        tags = tuple(server.tag for server in await client.servers())
        found.append(ok("crm", f"{title} servers: {', '.join(tags) or 'none'}"))
    except TradedeckError as error:
        found.append(refused(f"{title} servers", error))
    for query in _queries(Span(today, today), tags):
        try:
            await client.page(query, 1)
            found.append(ok("crm", f"{title} {query.report.value} can be read"))
        except TradedeckError as error:
            found.append(refused(f"{title} {query.report.value}", error))
    return found


def _queries(day: Span, tags: tuple[str, ...]) -> list[Query]:
    queries = [Query.registered(report, day, 1) for report in _PEOPLE] + [Query.transactions(day, None, 1)]
    return [*queries, *(Query.positions(day, tag, 1) for tag in tags[:1])]


def refused(what: str, error: TradedeckError) -> Finding:
    """Return what the CRM answered, and the step of the set-up that is most likely missing."""
    step = likely_step(error.denial) if isinstance(error, DeniedError) else None
    cure = error.hint
    if step is not None:
        cure = f"most likely step {step.number} of the set-up, {step.title[:1].lower()}{step.title[1:]}: {error.hint}"
    said = "; ".join(part for part in (error.title, *error.detail.splitlines()) if part)
    return failed("crm", f"{what}: {said}", cure)
