"""The venue's control pages: its ledger, its faults, its clock, its health."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any

from tui.simulator.context import VenueContext
from tui.simulator.exchange import LedgerEntry, LedgerRemoval, TradeRecord
from tui.simulator.faults import CATALOGUE, FaultError
from tui.simulator.http import HttpError, HttpRequest, HttpResponse, Routes, json_response
from tui.simulator.options import parse_instant
from tui.simulator.visits import Visit

LONGEST_ADVANCE_S = 366 * 86_400


class Control:
    """Answers /sim/…; `caught_up` waits until the venue has lived through a jump of its clock.

    `sections` are what other systems add to the ledger, by name.
    """

    def __init__(
        self,
        context: VenueContext,
        caught_up: Callable[[], Awaitable[None]],
        sections: Mapping[str, Callable[[], Any]] | None = None,
    ) -> None:
        self._context = context
        self._caught_up = caught_up
        self._sections = sections or {}

    def routes(self) -> Routes:
        """Return the table of the control pages."""
        return {
            ("GET", "/sim/health"): self._health,
            ("GET", "/sim/ledger"): self._ledger,
            ("GET", "/sim/faults"): self._faults,
            ("POST", "/sim/faults"): self._set_faults,
            ("GET", "/sim/clock"): self._clock,
            ("POST", "/sim/clock"): self._set_clock,
        }

    async def _health(self, _: HttpRequest) -> HttpResponse:
        return json_response({"status": "ok", **self._time()})

    async def _clock(self, _: HttpRequest) -> HttpResponse:
        return json_response(self._time())

    async def _ledger(self, _: HttpRequest) -> HttpResponse:
        exchange = await self._context.office.opened()
        # They may carry out what was due, which the visits then tell.
        sections = {name: told() for name, told in self._sections.items()}
        ledger = exchange.ledger(self._context.clock.now_ms())
        deals = [
            {**self._trade(deal.login, deal.record), "reason": deal.reason, "request": deal.request}
            for deal in ledger.deals
        ]
        return json_response(
            {
                "now_ms": ledger.now_ms,
                "logins": ledger.logins,
                "transactions": [_transaction(entry) for entry in ledger.transactions],
                "positions": [self._trade(login, record) for login, record in ledger.positions],
                "pending": [self._trade(login, record) for login, record in ledger.pending],
                "deals": deals,
                "removals": [_removal(one) for one in ledger.removals],
                "http": [_visit(one) for one in self._context.visits.all()],
                **sections,
            }
        )

    def _trade(self, login: str, record: TradeRecord) -> dict[str, Any]:
        return {"login": login, **self._context.shapes.trade(record)}

    async def _faults(self, _: HttpRequest) -> HttpResponse:
        known = [
            {
                "fault": kind.name,
                "number": kind.number,
                "layer": kind.layer,
                "about": kind.about,
                "settings": dict(kind.fields),
                "choices": dict(kind.choices),
            }
            for kind in CATALOGUE.values()
        ]
        return json_response({"known": known, "active": [fault.describe() for fault in self._context.faults.active()]})

    async def _set_faults(self, request: HttpRequest) -> HttpResponse:
        try:
            self._context.faults.apply(request.json())
        except FaultError as error:
            raise HttpError(400, str(error)) from error
        return json_response({"active": [fault.describe() for fault in self._context.faults.active()]})

    async def _set_clock(self, request: HttpRequest) -> HttpResponse:
        wish = request.json()
        if not isinstance(wish, dict) or not wish or not set(wish) <= {"advance_s", "speed", "now"}:
            raise HttpError(400, 'expected an object with "advance_s", "speed" or "now"')
        clock = self._context.clock
        speed = _number(wish, "speed", 0, 100_000)
        advance = _number(wish, "advance_s", 0, LONGEST_ADVANCE_S)
        moment = _instant(wish, clock.now_ms())
        if speed is not None:
            clock.set_speed(speed)
        if moment is not None:
            clock.set_now(moment)
        if advance is not None:
            clock.advance(advance)
        await self._caught_up()
        return json_response(self._time())

    def _time(self) -> dict[str, Any]:
        clock = self._context.clock
        return {"now_ms": clock.now_ms(), "speed": Decimal(str(clock.speed))}


def _transaction(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at_ms": entry.at_ms,
        "connection": entry.connection,
        "login": entry.login,
        "bytes": entry.size_bytes,
        "info": entry.info,
        "request": entry.request,
        "verdict": entry.verdict,
        "code": entry.code,
        "message": entry.message,
        "position": entry.position,
        "kept_comment": entry.kept_comment,
        "fault": entry.fault,
    }


def _removal(one: LedgerRemoval) -> dict[str, Any]:
    return {
        "at_ms": one.at_ms,
        "login": one.login,
        "order": one.number,
        "reason": one.reason,
        "customComment": one.custom_comment,
        "request": one.request,
        "position": one.position,
    }


def _visit(one: Visit) -> dict[str, Any]:
    return {
        "at_ms": one.at_ms,
        "system": one.system,
        "method": one.method,
        "path": one.path,
        "status": one.status,
        "effect": one.effect,
    }


def _number(wish: dict[str, Any], key: str, least: float, most: float) -> float | None:
    if key not in wish:
        return None
    value = wish[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise HttpError(400, f'"{key}" must be a number from {least:g} to {most:g}')
    return float(value)


def _instant(wish: dict[str, Any], now_ms: int) -> int | None:
    if "now" not in wish:
        return None
    try:
        moment = parse_instant(wish["now"])
    except (TypeError, ValueError) as error:
        raise HttpError(400, '"now" must be a time such as 2026-01-05T08:00:00Z') from error
    if moment < now_ms:
        raise HttpError(400, "the venue's time does not go back: its book would hold trades of the future")
    return moment
