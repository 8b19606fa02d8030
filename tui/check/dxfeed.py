"""Checks of a dxFeed application: what its API key says about itself, and whether the service accepts it."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import SecretStr

from tui.check.report import Finding, failed, failure, ok
from tui.clock import Clock
from tui.config.dxfeed import Dxfeed
from tui.config.secrets import SecretResolver
from tui.dxfeed.client import DxfeedClient
from tui.dxfeed.outcomes import Done, Refused
from tui.dxfeed.reasons import Kind
from tui.dxfeed.token import KeyFacts, read_key
from tui.errors import TradedeckError
from tui.net.http import Http

_NOBODY = "tradedeck-check@example.com"
"""An e-mail that is looked up to see whether the key is accepted; nothing is changed by it."""


async def check_dxfeed(name: str, table: Dxfeed, key: SecretResolver, http: Http, clock: Clock) -> list[Finding]:
    """Return a line for the key and one for the service."""
    title = f"[dxfeed.{name}]"
    try:
        secret = await key.fetch()
    except TradedeckError as error:
        return [failure(title, error)]
    return [key_finding(title, secret, clock.now_ms()), await _service(title, table, secret, http)]


def key_finding(title: str, secret: SecretStr, now_ms: int) -> Finding:
    """Return what the key says; it is decoded on this machine and not verified."""
    facts = read_key(secret.get_secret_value())
    if facts is None:
        return ok(title, "the key was found; it is of a form that says nothing about itself")
    warning, words = facts.warning(now_ms), _words(facts)
    if warning and facts.expires_ms is not None and facts.expires_ms <= now_ms:
        return failed(title, words, warning)
    return ok(title, words, warning)


async def _service(title: str, table: Dxfeed, secret: SecretStr, http: Http) -> Finding:
    async def fetch() -> SecretStr:
        return secret

    try:
        outcome = await DxfeedClient(http, table.address, fetch).account_by_email(_NOBODY)
    except TradedeckError as error:
        return failure(title, error)
    mode = "writes" if table.write else "read-only"
    where = f"{table.badge}, {mode}, {table.address}"
    if isinstance(outcome, Done) or (isinstance(outcome, Refused) and outcome.kind is Kind.NOT_FOUND):
        return ok(title, f"the service accepts the key: {where}")
    if isinstance(outcome, Refused):
        return failed(title, f"{outcome.words} (HTTP {outcome.status}): {where}", outcome.case.advice)
    return failed(title, f"{outcome.why}: {where}", outcome.hint)


def _words(facts: KeyFacts) -> str:
    end = "without an end"
    if facts.expires_ms is not None:
        end = f"until {datetime.fromtimestamp(facts.expires_ms / 1000, UTC):%Y-%m-%d}"
    return f"key of {facts.tenant or 'an unnamed tenant'}, {end}"
