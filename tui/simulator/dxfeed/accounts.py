"""The methods about accounts, profiles and trials: create, look up, reset a password, change an e-mail, link, track."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.simulator.dxfeed import reading
from tui.simulator.dxfeed.account import Account, iso
from tui.simulator.dxfeed.desk import Call, Outcome, account_of, is_blocked, refuse_blocked
from tui.simulator.dxfeed.handing import password
from tui.simulator.dxfeed.refusals import account_exists, bad_request, no_account, no_credentials
from tui.simulator.dxfeed.register import Mail, Register
from tui.simulator.dxfeed.settings import ALLOWED

THEMES = ("LIGHT", "DARK")


class Accounts:
    """Answers these methods; `address` makes the address of a page from its kind and key."""

    def __init__(self, register: Register, address: Callable[[str, str], str]) -> None:
        self._register = register
        self._address = address

    def create(self, call: Call) -> Outcome:
        """Make an account; with an e-mail that is taken 422, without one always a new account."""
        fields = call.fields
        email = None if fields.get("email") is None else reading.email(fields["email"])
        data = reading.metadata(fields.get("metadata"))
        allowed = fields.get("allowedStatuses", "ALL")
        if allowed is None or not isinstance(allowed, str) or allowed not in ALLOWED:
            raise bad_request("Invalid value for allowedStatuses provided")
        if email is not None and self._register.find_email(call.tenant.name, email) is not None:
            raise account_exists(email)
        account = self._register.create(call.tenant.name)
        account.email, account.metadata, account.allowed = email, data, allowed
        self._register.save(account)
        return Outcome({"accountId": account.id}, f"created {account.id}", account.id, changed=True)

    def get(self, call: Call) -> Outcome:
        """Tell about an account by its id."""
        account = account_of(self._register, call)
        return Outcome(_card(account, call), "", account.id)

    def by_email(self, call: Call) -> Outcome:
        """Tell about an account by its e-mail; what is not found is not repeated."""
        account = self._register.find_email(call.tenant.name, reading.email(call.subject))
        if account is None:
            raise no_account("<email hidden>")
        return Outcome(_card(account, call), "", account.id)

    def reset_password(self, call: Call) -> Outcome:
        """Mail a new password; also 200 when there was none yet."""
        account = account_of(self._register, call)
        if not call.tenant.credentials:
            raise no_credentials()
        refuse_blocked(account, call)
        if account.login is None:
            return Outcome(None, "nothing to reset", account.id)
        account.passwords += 1
        self._register.save(account)
        new = password(self._register.seed, account.id, account.passwords)
        self._register.mail(Mail(call.now_ms, account.id, account.email, "New password", account.login, new))
        return Outcome(None, "password reset", account.id, changed=True)

    def change_email(self, call: Call) -> Outcome:
        """Give an account another e-mail; the one that it has is refused like a password that cannot be made."""
        wanted = call.fields.get("email")
        if wanted is None or wanted == "":
            raise bad_request("Email should be specified")
        email = reading.email(wanted)
        account = account_of(self._register, call)
        if account.email == email:
            raise no_credentials()
        if self._register.find_email(call.tenant.name, email) is not None:
            raise account_exists(email)
        account.email = email
        self._register.save(account)
        return Outcome(None, "e-mail changed", account.id, changed=True)

    def profile_link(self, call: Call) -> Outcome:
        """Open a profile page for a while."""
        account = account_of(self._register, call)
        ends_ms = call.now_ms + round(self._register.settings.link_life_h * 3_600_000)
        link = self._address("profile", self._register.open_profile(account, ends_ms))
        body = {"profilePageByTheme": by_theme(link), "expiresAt": iso(ends_ms)}
        return Outcome(body, "profile link", account.id, changed=True)

    def track(self, call: Call) -> Outcome:
        """Store a trial; every call is a record of its own."""
        if not isinstance(call.body, dict):
            raise bad_request("The request body should be an object")
        known = ("macAddress", "email", "firstName", "lastName", "phone")
        self._register.track({"at_ms": call.now_ms, **{name: call.body.get(name) for name in known}})
        return Outcome(None, "trial stored", changed=True)


def by_theme(link: str) -> dict[str, str]:
    """Return a page's address in each theme."""
    return {theme: f"{link}?theme={theme.lower()}" for theme in THEMES}


def _card(account: Account, call: Call) -> dict[str, Any]:
    suspended = account.suspended or "suspended" in call.held
    return {
        "id": account.id,
        "email": account.email,
        "status": "BLOCKED" if is_blocked(account, call) else "ACTIVE",
        "subscriberStatus": account.status,
        "dataAccessStatus": "SUSPENDED" if suspended else "ACTIVE",
    }
