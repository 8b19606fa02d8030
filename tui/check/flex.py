"""Checks of the config's Flex tables: each token, the way to the service, and the archive as it lies on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tui.check.network import check_addresses
from tui.check.report import Finding, failed, failure, ok
from tui.config.flex import Flex
from tui.config.secrets import SecretResolver
from tui.errors import TradedeckError
from tui.flex.address import base
from tui.flex.archive import Archive
from tui.flex.place import DATABASE
from tui.store.statements import REMIND_DAYS


def check_flex(name: str, table: Flex, token: SecretResolver, today: date) -> Iterator[Finding]:
    """Yield what is known of a token without using it, and whether its service's host can be reached."""
    title = f"[flex.{name}]"
    try:
        token.prepare()
        token.resolve()
        service = base(table.base)
    except TradedeckError as error:
        yield failure(title, error)
        return
    yield token_finding(title, table, today)
    if service.is_legacy:
        yield failed(title, f"{service.host} is the retired address and answers 1001 to all", 'set base = "today"')
    yield from asyncio.run(check_addresses([service.url], table.ca_file))


def token_finding(title: str, table: Flex, today: date) -> Finding:
    """Return when a token that was found ends, as far as the config says."""
    count, expires = len(table.queries), table.token_expires
    words = f"the token was found; {count} {'query' if count == 1 else 'queries'}"
    if expires is None:
        return ok(title, words)
    left = (expires - today).days
    cure = "make a new one in the portal, and put it where this one is"
    if left < 0:
        return failed(title, f"the token ended on {expires}", cure)
    return ok(title, f"{words}; it ends on {expires}", cure if left <= REMIND_DAYS else "")


def archive_finding(folder: Path) -> Finding:
    """Read the whole archive and return whether every statement still has the bytes that were received."""
    if not (folder / DATABASE).exists():
        return ok("archive", "no Flex statement is kept yet")
    try:
        archive = Archive(folder)
        try:
            entries = archive.list()
            damaged = sorted(entry.id for entry in entries if not archive.is_intact(entry.id))
        finally:
            archive.close()
    except TradedeckError as error:
        return failure("archive", error)
    if damaged:
        names = ", ".join(f"#{number}" for number in damaged)
        words = f"{len(damaged)} of {len(entries)} Flex statements are damaged or missing: {names}"
        return failed("archive", words, "fetch them again: tradedeck flex get")
    return ok("archive", f"Flex statements: {len(entries)}, all as they were received")
