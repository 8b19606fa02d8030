"""Everything the service remembers: accounts, links, mail, and every write that arrived; with a file also for later."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tui.simulator.dxfeed.account import Account, from_record
from tui.simulator.dxfeed.handing import account_id
from tui.simulator.dxfeed.population import link_key, population
from tui.simulator.dxfeed.settings import DxfeedSettings, Tenant

FIRST_CREATED = 10_000


@dataclass(frozen=True, slots=True)
class Write:
    """One write that arrived: what was asked, what that did, and what it was answered with (0: nothing).

    `subject` is the account's id (as asked, when there is none such), `fault` what kept its answer back or changed it.
    """

    seq: int
    at_ms: int
    method: str
    version: str
    subject: str
    asked: dict[str, Any]
    status: int
    reason: str
    effect: str
    changed: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Mail:
    """What an end user found in the letter box; it holds credentials."""

    at_ms: int
    account: str
    to: str | None
    subject: str
    login: str
    password: str


class Register:
    """All tenants' records; a torn or foreign line of the file is passed over.

    The population is that of the first run with a file, so that its dates stay where they were.
    """

    def __init__(self, seed: int, settings: DxfeedSettings, start_ms: int, path: Path | None = None) -> None:
        self.seed = seed
        self.settings = settings
        self.tenants: dict[str, Tenant] = {tenant.name: tenant for tenant in settings.tenants}
        self.writes: list[Write] = []
        self.mails: list[Mail] = []
        self.trials: list[dict[str, Any]] = []
        self._accounts: dict[str, Account] = {}
        self._emails: dict[tuple[str, str], str] = {}
        self._logins: dict[tuple[str, str], str] = {}
        self._signups: dict[str, str] = {}
        self._profiles: dict[str, tuple[str, int]] = {}
        self._created = 0
        self._path = path
        lines = _lines(path)
        begun_ms = next((line["start_ms"] for line in lines if isinstance(line.get("start_ms"), int)), None)
        for account in population(seed, settings, start_ms if begun_ms is None else begun_ms):
            self._hold(account)
        if begun_ms is None:
            self._append({"start_ms": start_ms})
        for line in lines:
            self._recall(line)

    def accounts(self) -> list[Account]:
        """Return all accounts, oldest first."""
        return list(self._accounts.values())

    def find(self, tenant: str, name: str) -> Account | None:
        """Return a tenant's account by its id."""
        account = self._accounts.get(name)
        return account if account is not None and account.tenant == tenant else None

    def find_anywhere(self, name: str) -> Account | None:
        """Return the account of any tenant by its id, e-mail or login."""
        owners = ((tenant, name.lower()) for tenant in self.tenants)
        keys = (self._emails.get(owner) or self._logins.get(owner) for owner in owners)
        return self._accounts.get(name) or next((self._accounts[key] for key in keys if key), None)

    def find_email(self, tenant: str, email: str) -> Account | None:
        """Return a tenant's account by its e-mail."""
        account = self._accounts.get(self._emails.get((tenant, email.lower()), ""))
        return account if account is not None and account.email == email.lower() else None

    def find_login(self, tenant: str, login: str) -> Account | None:
        """Return a tenant's account by its login."""
        return self._accounts.get(self._logins.get((tenant, login), ""))

    def find_signup(self, link: str) -> Account | None:
        """Return the account whose order has this link."""
        account = self._accounts.get(self._signups.get(link, ""))
        return account if account is not None and account.order is not None and account.order.link == link else None

    def find_profile(self, link: str, now_ms: int) -> Account | None:
        """Return the account of a profile link that is still good."""
        name, ends_ms = self._profiles.get(link, ("", 0))
        return self._accounts.get(name) if now_ms < ends_ms else None

    def create(self, tenant: str) -> Account:
        """Return a new, empty account; it exists once it is saved."""
        self._created += 1
        return Account(account_id(self.seed, tenant, FIRST_CREATED + self._created), tenant)

    def save(self, account: Account) -> None:
        """Keep an account as it is now."""
        self._hold(account)
        self._append({"account": account.record(), "created": self._created})

    def open_profile(self, account: Account, ends_ms: int) -> str:
        """Return a new link to an account's profile page."""
        link = link_key(self.seed, account.id, len(self._profiles), "profile")
        self._profiles[link] = account.id, ends_ms
        self._append({"profile": [link, account.id, ends_ms]})
        return link

    def note(self, write: Write) -> None:
        """Add a write to the ledger."""
        self.writes.append(write)
        self._append({"write": asdict(write)})

    def mail(self, mail: Mail) -> None:
        """Put something into an end user's letter box."""
        self.mails.append(mail)
        self._append({"mail": asdict(mail)})

    def track(self, trial: dict[str, Any]) -> None:
        """Store a trial; each is a record of its own."""
        self.trials.append(trial)
        self._append({"trial": trial})

    def _hold(self, account: Account) -> None:
        # Whoever looks something up checks that it is still so: these only point the way.
        self._accounts[account.id] = account
        if account.email is not None:
            self._emails[account.tenant, account.email] = account.id
        if account.login is not None:
            self._logins[account.tenant, account.login] = account.id
        if account.order is not None:
            self._signups[account.order.link] = account.id

    def _append(self, line: dict[str, Any]) -> None:
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    def _recall(self, line: dict[str, Any]) -> None:
        try:
            if "account" in line:
                self._hold(from_record(line["account"]))
                self._created = max(self._created, int(line["created"]))
            elif "profile" in line:
                link, name, ends_ms = line["profile"]
                self._profiles[link] = str(name), int(ends_ms)
            elif "write" in line:
                self.writes.append(Write(**line["write"]))
            elif "mail" in line:
                self.mails.append(Mail(**line["mail"]))
            elif "trial" in line:
                self.trials.append(line["trial"])
        except (TypeError, ValueError, KeyError):
            return


def _lines(path: Path | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if path is None or not path.exists():
        return found
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            found.append(line)
    return found
