"""The methods about subscriptions: activate, confirm, cancel, extend and list; all of a request's feeds or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.simulator.dxfeed import reading, refusals
from tui.simulator.dxfeed.account import Account, Order, Subscription, iso
from tui.simulator.dxfeed.accounts import by_theme
from tui.simulator.dxfeed.desk import Call, Outcome, account_of, refuse_blocked
from tui.simulator.dxfeed.handing import confirmation_id, login_of, password
from tui.simulator.dxfeed.population import link_key
from tui.simulator.dxfeed.register import Mail, Register
from tui.simulator.dxfeed.settings import ALLOWED, UNSET, Feed, Tenant


class Subscribing:
    """Answers these methods; `address` makes the address of a page from its kind and key."""

    def __init__(self, register: Register, address: Callable[[str, str], str]) -> None:
        self._register = register
        self._address = address

    def activate(self, call: Call) -> Outcome:
        """Begin an order, which replaces the one that waited; what needs neither user nor confirmation runs at once."""
        account = account_of(self._register, call)
        wanted = reading.wishes(call.fields, call.version, call.now_ms)
        refuse_blocked(account, call)
        feeds = self._orderable(account, call, wanted)
        account.orders += 1
        order = account.order = Order(
            id=confirmation_id(self._register.seed, account.id, account.orders),
            link=link_key(self._register.seed, account.id, account.orders),
            version=call.version,
            made_ms=call.now_ms,
            feeds=list(wanted.items()),
            signed=account.complete and all(feed.name in account.signed for feed in feeds if feed.agreement),
            confirmed=not (call.tenant.confirmation and any(feed.confirmed for feed in feeds)),
            redirect=reading.redirect(call.fields),
        )
        needs_user, needs_confirmation = not order.signed, not order.confirmed
        effect = self._settle(account, call.tenant, call.now_ms)
        body = {
            "signupPageByTheme": by_theme(self._address("signup", order.link)) if needs_user else None,
            "confirmationId": order.id if needs_confirmation else None,
        }
        return Outcome(body, effect, account.id, changed=True)

    def confirm(self, call: Call) -> Outcome:
        """Confirm the order that waits; it must be of the same version."""
        name = call.fields.get("confirmationId")
        if not isinstance(name, str) or not name:
            raise refusals.bad_request("Confirmation ID must be specified.")
        account = account_of(self._register, call)
        refuse_blocked(account, call)
        order = account.order
        if order is None or order.id != name or order.version != call.version or self.too_old(order, call.now_ms):
            raise refusals.no_order()
        if order.confirmed:
            return Outcome(None, "confirmed before", account.id)
        order.confirmed = True
        return Outcome(None, "confirmed; " + self._settle(account, call.tenant, call.now_ms), account.id, changed=True)

    def cancel(self, call: Call) -> Outcome:
        """End subscriptions, now or when their period ends, as the tenant has it."""
        account = account_of(self._register, call)
        running = self._running(account, reading.names(call.fields), call.now_ms)
        for one in running:
            if call.tenant.cancels == "now":
                one.ends_ms = call.now_ms
            elif one.ends_ms is None:
                one.ends_ms = call.now_ms + call.tenant.days * 86_400_000
        self._register.save(account)
        effect = "cancelled " + ", ".join(f"{one.name} {_until(one.ends_ms)}" for one in running)
        return Outcome(None, effect, account.id, changed=True)

    def extend(self, call: Call) -> Outcome:
        """Add a period to subscriptions, once in each period."""
        account = account_of(self._register, call)
        running = self._running(account, reading.names(call.fields), call.now_ms)
        longer = [(one, self._extension(one, call)) for one in running]
        for one, ends_ms in longer:
            one.extended_to_ms, one.ends_ms = one.ends_ms or 0, ends_ms
        self._register.save(account)
        effect = "extended " + ", ".join(f"{one.name} {_until(ends_ms)}" for one, ends_ms in longer)
        return Outcome(None, effect, account.id, changed=True)

    def list_all(self, call: Call) -> Outcome:
        """List what runs and what ran."""
        account = account_of(self._register, call)
        blocked = "blocked" in call.held
        rows = [
            {
                "name": one.name,
                "status": "ACTIVE" if one.runs(call.now_ms) and not blocked else "EXPIRED",
                "expiresAt": None if one.ends_ms is None else iso(one.ends_ms),
            }
            for one in account.subscriptions.values()
        ]
        return Outcome({"subscriptions": rows}, "", account.id)

    def too_old(self, order: Order, now_ms: int) -> bool:
        """Tell whether an order has waited too long."""
        return now_ms >= order.made_ms + self._register.settings.link_life_h * 3_600_000

    def sign(self, account: Account, now_ms: int) -> str:
        """Take the end user's signature under the order that waits; return what that did."""
        order = account.order
        assert order is not None
        order.signed, account.complete = True, True
        account.signed.extend(name for name, _ in order.feeds if name not in account.signed)
        return "signed; " + self._settle(account, self._register.tenants[account.tenant], now_ms)

    def _orderable(self, account: Account, call: Call, wanted: Iterable[str]) -> list[Feed]:
        tenant = call.tenant
        missing = [name for name in wanted if tenant.feed(name) is None]
        if missing:
            raise refusals.not_available(missing, tenant.name)
        feeds = [feed for name in wanted if (feed := tenant.feed(name)) is not None]
        for feed in feeds:
            had = account.subscriptions.get(feed.name)
            if had is not None and had.runs(call.now_ms):
                raise refusals.already_active(feed.name)
            if had is not None and feed.single_use:
                raise refusals.used_before()
        refuse_status(account, tenant, feeds)
        return feeds

    def _running(self, account: Account, names: list[str], now_ms: int) -> list[Subscription]:
        for name in names:
            if name not in account.subscriptions:
                raise refusals.no_subscription(name)
            if not account.subscriptions[name].runs(now_ms):
                raise refusals.over(name)
        return [account.subscriptions[name] for name in names]

    def _extension(self, one: Subscription, call: Call) -> int:
        feed = call.tenant.feed(one.name)
        period_ms = None if feed is None or feed.single_use else call.tenant.period_ms(feed)
        if period_ms is None or one.ends_ms is None:
            raise refusals.not_extendable(one.name)
        if call.now_ms < one.extended_to_ms:
            raise refusals.extended_before(one.name)
        return one.ends_ms + period_ms

    def _settle(self, account: Account, tenant: Tenant, now_ms: int) -> str:
        """Start what the order is for once nothing is missing, and save; return what there is to wait for."""
        order = account.order
        assert order is not None
        if not (order.signed and order.confirmed):
            self._register.save(account)
            missing = [who for who, done in (("user", order.signed), ("confirmation", order.confirmed)) if not done]
            return f"{', '.join(name for name, _ in order.feeds)} for {' and '.join(missing)}"
        account.order = None
        started = []
        for name, wish in order.feeds:
            feed = tenant.feed(name)
            period_ms = None if feed is None else tenant.period_ms(feed)
            ends_ms = wish if wish is not None or period_ms is None else now_ms + period_ms
            account.subscriptions[name] = Subscription(name, now_ms, ends_ms)
            started.append(f"{name} {_until(ends_ms)}")
        self._welcome(account, tenant, now_ms)
        self._register.save(account)
        return "active " + ", ".join(started)

    def _welcome(self, account: Account, tenant: Tenant, now_ms: int) -> None:
        if tenant.credentials and account.login is None:
            account.login, account.passwords = login_of(tenant.name, account.id), 1
            first = password(self._register.seed, account.id, 1)
            self._register.mail(Mail(now_ms, account.id, account.email, "Your access", account.login, first))


def refuse_status(account: Account, tenant: Tenant, feeds: list[Feed], status: str = "") -> None:
    """Raise 400 where the restrictions of feeds, tenant and account do not leave the subscriber's status.

    `status` is the one that the end user is about to take, "" the account's own.
    """
    if len({feed.statuses for feed in feeds} - {"ALL"}) > 1:
        raise refusals.bad_request(refusals.TWO_RESTRICTIONS)
    own = ALLOWED[account.allowed]
    if not own & ALLOWED[tenant.statuses]:
        raise refusals.bad_request(refusals.ACCOUNT_AGAINST_TENANT)
    if any(not own & ALLOWED[feed.statuses] for feed in feeds):
        raise refusals.bad_request(refusals.ACCOUNT_AGAINST_FEED)
    wanted = status or account.status
    if wanted == UNSET:
        return
    if wanted not in ALLOWED[tenant.statuses] & own:
        raise refusals.bad_request(refusals.STATUS_AGAINST_TENANT)
    if any(wanted not in ALLOWED[feed.statuses] for feed in feeds):
        raise refusals.bad_request(refusals.STATUS_AGAINST_FEED)


def _until(ends_ms: int | None) -> str:
    return "without end" if ends_ms is None else f"to {iso(ends_ms)}"
