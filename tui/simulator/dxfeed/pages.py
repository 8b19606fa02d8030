"""What the end user does: fills in the sign-up page of an order, or changes data on the personal profile page."""

from __future__ import annotations

from urllib.parse import parse_qs

from tui.simulator.context import VenueContext
from tui.simulator.dxfeed import html, reading
from tui.simulator.dxfeed.account import PERSONAL, Account, Order
from tui.simulator.dxfeed.refusals import DxfeedRefusalError
from tui.simulator.dxfeed.register import Register
from tui.simulator.dxfeed.settings import NON_PRO, PRO
from tui.simulator.dxfeed.subscribing import Subscribing, refuse_status
from tui.simulator.http import HttpRequest, HttpResponse
from tui.simulator.visits import Visit

THANKS = "/dxfeed/thanks"
_NEEDED = ("firstName", "lastName", "country", "address", "city", "zip", "phone")
_OF_PROFESSIONALS = ("companyName", "jobTitle")
_WITH_STATES = frozenset(("united states of america", "usa", "canada"))
_LONGEST = 200


class Pages:
    """Answers the addresses that links lead to; whoever has the link may enter."""

    def __init__(self, context: VenueContext, register: Register, subscribing: Subscribing) -> None:
        self._context = context
        self._register = register
        self._subscribing = subscribing

    def answer(self, request: HttpRequest, kind: str, link: str) -> HttpResponse:
        """Answer a page: "signup" or "profile" with the key of a link, "thanks" without."""
        now_ms = self._context.clock.now_ms()
        theme = request.query.get("theme", "light").lower()
        known = {"signup": self._sign_up, "profile": self._profile}.get(kind)
        if request.method not in ("GET", "POST"):
            response, effect = html.words("Not allowed", "This page is read and filled in.", theme, 405), "405"
        elif known is not None:
            response, effect = known(link, _typed(request) if request.method == "POST" else None, theme, now_ms)
        elif f"/dxfeed/{kind}" == THANKS and not link:
            response, effect = html.words("Thank you", "Everything is done here.", theme), ""
        else:
            response, effect = html.words("Not found", "There is no such page.", theme, 404), "404"
        path = f"/dxfeed/{kind[:20]}" + ("/…" if link else "")
        self._context.visits.note(Visit(now_ms, "dxfeed", request.method, path, response.status, effect))
        return response

    def _sign_up(self, link: str, typed: dict[str, str] | None, theme: str, now_ms: int) -> tuple[HttpResponse, str]:
        account = self._register.find_signup(link)
        order = None if account is None else account.order
        if account is None or order is None:
            return html.words("Link not valid", "It was replaced or has done its part.", theme, 404), "no such link"
        if self._subscribing.too_old(order, now_ms):
            return html.words("Link expired", "Ask for a new one.", theme, 410), f"link expired of {account.id}"
        if order.signed:
            return html.words("Nothing left to do", "Your part is done.", theme), f"signed before by {account.id}"
        names = [name for name, _ in order.feeds]
        if typed is None:
            return html.page("Sign up", html.form(account, {}, names, theme), theme), f"opened by {account.id}"
        if wrong := self._take_in(account, order, typed):
            again = html.form(account, typed, names, theme)
            return html.page("Sign up", again, theme, 422, said=wrong), f"{wrong} ({account.id})"
        if self._blacklisted(account, now_ms):
            return html.words("Not possible", "This account has been blocked.", theme, 403), f"blocked {account.id}"
        effect = self._subscribing.sign(account, now_ms)
        return HttpResponse(303, b"", headers=(("Location", order.redirect or THANKS),)), f"{effect} of {account.id}"

    def _profile(self, link: str, typed: dict[str, str] | None, theme: str, now_ms: int) -> tuple[HttpResponse, str]:
        account = self._register.find_profile(link, now_ms)
        if account is None:
            return html.words("Link not valid", "It has expired, or never was one.", theme, 404), "no such link"
        if typed is not None:
            if account.blocked:
                return html.words("Not possible", "This account is blocked.", theme, 403), f"blocked {account.id}"
            if wrong := self._change(account, typed):
                return html.words("Not saved", wrong, theme, 422), f"{wrong} ({account.id})"
            if self._blacklisted(account, now_ms):
                return html.words("Not possible", "This account has been blocked.", theme, 403), f"blocked {account.id}"
            self._register.save(account)
        rows = [(one, one.runs(now_ms)) for one in account.subscriptions.values()]
        effect = f"opened by {account.id}" if typed is None else f"data changed of {account.id}"
        return html.page("Your profile", html.profile(account, {}, rows), theme), effect

    def _take_in(self, account: Account, order: Order, typed: dict[str, str]) -> str:
        """Put what was typed into the account, or return what is wrong."""
        status = typed.get("subscriberStatus", "")
        if status not in (PRO, NON_PRO):
            return "Say whether you are a professional."
        if typed.get("agree") != "yes":
            return "The agreements need your signature."
        tenant = self._register.tenants[account.tenant]
        feeds = [feed for name, _ in order.feeds if (feed := tenant.feed(name)) is not None]
        try:
            refuse_status(account, tenant, feeds, status)
        except DxfeedRefusalError as refusal:
            return refusal.message
        wrong = self._change(account, typed, _OF_PROFESSIONALS if status == PRO else ())
        if not wrong:
            account.status = status
        return wrong

    def _change(self, account: Account, typed: dict[str, str], needed: tuple[str, ...] = ()) -> str:
        """Take personal data over, and an e-mail where there is none yet; or return what is wrong."""
        if missing := _missing({**account.metadata, **typed}, needed):
            return f"Missing: {missing}"
        try:
            email = account.email or reading.email(typed.get("email"))
        except DxfeedRefusalError as refusal:
            return refusal.message
        other = self._register.find_email(account.tenant, email)
        if other is not None and other is not account:
            return "This e-mail belongs to somebody else."
        account.email = email
        account.metadata |= {name: typed[name] for name in PERSONAL if typed.get(name)}
        return ""

    def _blacklisted(self, account: Account, now_ms: int) -> bool:
        name = account.metadata.get("lastName", "").lower()
        if name not in (one.lower() for one in self._register.settings.blacklist):
            return False
        account.block(now_ms)
        self._register.save(account)
        return True


def _typed(request: HttpRequest) -> dict[str, str]:
    found = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1].strip()[:_LONGEST] for name, values in found.items()}


def _missing(values: dict[str, str], more: tuple[str, ...]) -> str:
    needed = [*_NEEDED, *more]
    if values.get("country", "").lower() in _WITH_STATES:
        needed.append("state")
    return ", ".join(name for name in needed if not values.get(name))
