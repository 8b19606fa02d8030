"""What a request is to the service, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tui.simulator.dxfeed.account import Account
from tui.simulator.dxfeed.refusals import blocked, no_account
from tui.simulator.dxfeed.register import Register
from tui.simulator.dxfeed.settings import Tenant


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the API: `method` is the service's name for it, `subject` the account or e-mail in its path.

    `body` is what came as JSON, or None; `held` is what faults say about the account ("blocked", "suspended").
    """

    method: str
    version: str
    tenant: Tenant
    subject: str
    body: Any
    now_ms: int
    held: frozenset[str] = frozenset()

    @property
    def fields(self) -> dict[str, Any]:
        """The body's fields, none when it is no object."""
        return self.body if isinstance(self.body, dict) else {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request came to: the answer's body (None is an empty one), and for the ledger what it did to whom."""

    body: dict[str, Any] | None = None
    effect: str = ""
    account: str = ""
    changed: bool = False
    status: int = 200
    reason: str = ""


def account_of(register: Register, call: Call) -> Account:
    """Return the account of a call's path; raises 404."""
    account = register.find(call.tenant.name, call.subject)
    if account is None:
        raise no_account(call.subject)
    return account


def is_blocked(account: Account, call: Call) -> bool:
    """Tell whether an account is blocked, in truth or by a fault."""
    return account.blocked or "blocked" in call.held


def refuse_blocked(account: Account, call: Call) -> None:
    """Raise 422 for a blocked account."""
    if is_blocked(account, call):
        raise blocked(account.id)
