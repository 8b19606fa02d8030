"""The API: lets the partner in, has the method carried out, notes it, and answers as the faults allow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tui.simulator.context import VenueContext
from tui.simulator.dxfeed import mischief
from tui.simulator.dxfeed.account import iso
from tui.simulator.dxfeed.accounts import Accounts
from tui.simulator.dxfeed.arrival import Arrival
from tui.simulator.dxfeed.desk import Call, Outcome
from tui.simulator.dxfeed.refusals import NO_KEY, WRONG_KEY, DxfeedRefusalError, unauthorized
from tui.simulator.dxfeed.register import Register, Write
from tui.simulator.dxfeed.settings import Tenant
from tui.simulator.dxfeed.subscribing import Subscribing
from tui.simulator.dxfeed.tokens import Tokens, refused, tenant_of
from tui.simulator.faults import Fault
from tui.simulator.http import HttpRequest, HttpResponse, json_response
from tui.simulator.visits import Visit

WRITES = frozenset(
    ("create_account", "reset_password", "change_email", "activate", "confirm", "cancel", "extend", "track")
)
_DOTTED = ("confirm", "extend")
_UNDERSCORED = ("profile_link",)
_LONGEST_PATH = 500


class Api:
    """Answers below /dxfeed/api; `address` makes the address of a page from its kind and key."""

    def __init__(self, context: VenueContext, register: Register, address: Callable[[str, str], str]) -> None:
        self.subscribing = Subscribing(register, address)
        self._context = context
        self._register = register
        self._late: list[tuple[int, Callable[[int], None]]] = []
        accounts = Accounts(register, address)
        self._methods: dict[str, Callable[[Call], Outcome]] = {
            "create_account": accounts.create,
            "get_account": accounts.get,
            "find_account": accounts.by_email,
            "reset_password": accounts.reset_password,
            "change_email": accounts.change_email,
            "profile_link": accounts.profile_link,
            "track": accounts.track,
            "activate": self.subscribing.activate,
            "subscriptions": self.subscribing.list_all,
            "confirm": self.subscribing.confirm,
            "cancel": self.subscribing.cancel,
            "extend": self.subscribing.extend,
            "token": Tokens(register).token,
        }

    def catch_up(self) -> None:
        """Carry out what was held back and is due by now."""
        now_ms = self._context.clock.now_ms()
        due = sorted((one for one in self._late if one[0] <= now_ms), key=lambda one: one[0])
        self._late = [one for one in self._late if one[0] > now_ms]
        for at_ms, carry_out in due:
            carry_out(at_ms)

    async def answer(self, request: HttpRequest, below: str) -> HttpResponse:
        """Answer a request whose path goes on with `below` after /dxfeed/api/."""
        arrival = Arrival(request, below, self._register, self._context.faults)
        if (lost := arrival.strike("dxfeed_lost")) is not None:
            return await self._lose(arrival, lost)
        now_ms = self._context.clock.now_ms()
        error = arrival.strike("dxfeed_error")
        strange = arrival.strike("dxfeed_answer") if error is None else None
        instead = error or strange
        executed = instead is None or instead.settings["executed"]
        done = self._carry_out(arrival, now_ms) if executed else Outcome(effect="not carried out")
        told = done if error is None else self._refused(arrival, _described(error), now_ms)
        response = self._response(arrival, told) if strange is None else mischief.stranger(strange.settings["how"])
        slow, cut = arrival.strike("dxfeed_slow"), arrival.strike("dxfeed_cut")
        self._note(arrival, done, now_ms, response.status, instead or cut or slow)
        if slow is not None:
            await asyncio.sleep(slow.settings["ms"] / 1000)
        if cut is not None:
            rest = mischief.cut_short(response.body, int(cut.settings["bytes"]), cut.settings["end"])
            return HttpResponse(response.status, b"", response.content_type, response.headers, rest)
        return response

    async def _lose(self, arrival: Arrival, lost: Fault) -> HttpResponse:
        """Carry a request out now, later or never, and answer nothing."""

        def carry_out(at_ms: int) -> None:
            self._note(arrival, self._carry_out(arrival, at_ms), at_ms, 0, lost)

        now_ms, late_ms = self._context.clock.now_ms(), int(lost.settings["late_ms"])
        if not lost.settings["executed"]:
            self._note(arrival, Outcome(effect="not carried out"), now_ms, 0, lost)
        elif late_ms:
            self._late.append((now_ms + late_ms, carry_out))
        else:
            carry_out(now_ms)
        return await mischief.stop(lost.settings["end"])

    def _carry_out(self, arrival: Arrival, now_ms: int) -> Outcome:
        try:
            tenant = self._tenant(arrival, now_ms)
            if arrival.wrong is not None:
                raise arrival.wrong
            held = frozenset(name for name in ("blocked", "suspended") if arrival.strike(f"dxfeed_{name}") is not None)
            call = Call(arrival.method, arrival.version, tenant, arrival.in_path, arrival.body, now_ms, held)
            return self._methods[arrival.method](call)
        except DxfeedRefusalError as refusal:
            return self._refused(arrival, refusal, now_ms)

    def _tenant(self, arrival: Arrival, now_ms: int) -> Tenant:
        kind, _, key = arrival.request.headers.get("authorization", "").partition(" ")
        if not kind:
            raise unauthorized(NO_KEY)
        name = tenant_of(self._register.seed, key.strip(), now_ms) if kind.lower() == "bearer" else None
        tenant = None if name is None else self._register.tenants.get(name)
        if tenant is None:
            raise unauthorized(WRONG_KEY + ("." if arrival.method in _DOTTED else ""))
        return tenant

    def _refused(self, arrival: Arrival, refusal: DxfeedRefusalError, now_ms: int) -> Outcome:
        if arrival.method == "token":
            details = arrival.asked().get("withDetails") is True and refusal.status == 200
            return refused(refusal.reason.replace(" ", "_"), refusal.status, details=details)
        reason = refusal.reason.replace(" ", "_") if arrival.method in _UNDERSCORED else refusal.reason
        body = {"dateTime": iso(now_ms), "errorCode": refusal.code, "reason": reason, "message": refusal.message}
        return Outcome(body, f"{refusal.status} {reason}", status=refusal.status, reason=reason)

    def _response(self, arrival: Arrival, outcome: Outcome) -> HttpResponse:
        body: dict[str, Any] | None = outcome.body
        if (spelled := arrival.strike("dxfeed_reply")) is not None:
            body = mischief.respelled(body, spelled.settings["how"], outcome.status)
        return HttpResponse(outcome.status, b"") if body is None else json_response(body, outcome.status)

    def _note(self, arrival: Arrival, done: Outcome, at_ms: int, status: int, fault: Fault | None) -> None:
        """Note what was done and with which status it was answered, 0 for not at all."""
        name = "" if fault is None else fault.kind.name
        subject = done.account or arrival.subject
        words = [
            done.effect,
            f"of {subject}" if subject and subject not in done.effect else "",
            name and f"fault {name}",
        ]
        effect = " ".join(word for word in words if word)
        request = arrival.request
        visit = Visit(at_ms, "dxfeed", request.method, request.path[:_LONGEST_PATH], status, effect)
        self._context.visits.note(visit)
        if arrival.method not in WRITES:
            return
        write = Write(
            seq=len(self._register.writes) + 1,
            at_ms=at_ms,
            method=arrival.method,
            version=arrival.version,
            subject=subject,
            asked=arrival.asked(),
            status=status,
            reason=done.reason,
            effect=done.effect,
            changed=done.changed,
            fault=name,
        )
        self._register.note(write)


def _described(fault: Fault) -> DxfeedRefusalError:
    wish = fault.settings
    return DxfeedRefusalError(int(wish["status"]), wish["reason"], wish["message"])
