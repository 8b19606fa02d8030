"""What the CRM really holds and what it was asked, for tests that compare: no login, no pages, no faults."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tui.simulator.clock import VenueClock
from tui.simulator.crm.book import Book, Row, row_id
from tui.simulator.crm.life import Trade, Transaction, life_of
from tui.simulator.crm.people import Person
from tui.simulator.crm.refusals import CrmRefusalError
from tui.simulator.crm.rows import Amount
from tui.simulator.crm.settings import CrmSettings
from tui.simulator.crm.shape import amount
from tui.simulator.crm.wish import PAIRS, Filters, Wish, read_days, read_wish
from tui.simulator.http import HttpError, HttpRequest, HttpResponse, Routes, json_response

MOST_QUERIES = 20
MOST_SENT = 100_000


@dataclass(slots=True)
class _Asked:
    """What became of the requests with the same filters."""

    total: int = 0
    requests: int = 0
    pages: dict[int, int] = field(default_factory=dict)
    sent: array[int] = field(default_factory=lambda: array("q"))


class Truth:
    """Remembers the last few queries, and answers below /sim/crm."""

    def __init__(self, settings: CrmSettings, clock: VenueClock, book: Book, seed: int) -> None:
        self._settings = settings
        self._clock = clock
        self._book = book
        self._seed = seed
        self._asked: OrderedDict[Filters, _Asked] = OrderedDict()

    def routes(self) -> Routes:
        """Return the pages: the truth of each report, and the people with their stories."""
        return {
            **{("GET", f"/sim/crm/{report}"): self._report for report in PAIRS},
            ("GET", "/sim/crm/people"): self._people,
        }

    def asked(self, wish: Wish, total: int) -> None:
        """Note a request that was not refused, and how many rows there were for its filters."""
        one = self._asked.pop(wish.filters, None) or _Asked()
        self._asked[wish.filters] = one
        one.requests += 1
        one.total = total
        while len(self._asked) > MOST_QUERIES:
            self._asked.popitem(last=False)

    def sent(self, wish: Wish, ids: Iterable[int]) -> None:
        """Note a page that has gone out whole."""
        one = self._asked.get(wish.filters)
        if one is None:
            return
        known = array("q", ids)
        one.pages[wish.page] = len(known)
        if len(one.sent) + len(known) <= MOST_SENT:
            one.sent += known

    def section(self) -> dict[str, Any]:
        """Return what the ledger tells: `rows` counts rows once that were sent again and again, `ids` names them."""
        return {
            "leads_per_day": self._settings.leads_per_day,
            "queries": [_described(filters, one) for filters, one in self._asked.items()],
        }

    async def _report(self, request: HttpRequest) -> HttpResponse:
        settings = self._settings
        report = request.path.rpartition("/")[2]
        try:
            tags = [one.tag for one in settings.servers]
            wish = read_wish(report, request.query, tags, settings.usual_page, settings.largest_page)
        except CrmRefusalError as refusal:
            raise HttpError(400, ", ".join(one.message for one in refusal.fields)) from refusal
        now_ms = self._clock.now_ms()
        found = await self._book.find(wish.filters, now_ms)
        rows = list(found.slice(0, found.total))
        return json_response(
            {
                "report": report,
                "filters": wish.filters.describe(),
                "now_ms": now_ms,
                "total": found.total,
                "ids": [row_id(row, report) for row in rows],
                "sums": _sums(rows),
            }
        )

    async def _people(self, request: HttpRequest) -> HttpResponse:
        """Tell the stories, up to now, of those who became leads on the days `from` to `to`."""
        try:
            days = read_days(request.query, "from", "to")
        except CrmRefusalError as refusal:
            raise HttpError(400, ", ".join(one.message for one in refusal.fields)) from refusal
        now_ms = self._clock.now_ms()
        people = await self._book.people(days, now_ms)
        return json_response({"now_ms": now_ms, "people": [self._story(one, now_ms) for one in people]})

    def _story(self, person: Person, now_ms: int) -> dict[str, Any]:
        customer = person.is_customer(now_ms)
        life = life_of(person, self._seed)
        paid = [one for one in life.transactions if one.at_ms <= now_ms and one.cents > 0 and not one.fake]
        trades = [one for one in life.trades if one.closed_ms <= now_ms]
        return {
            "lead": person.lead_id,
            "customer": person.customer_id if customer else None,
            "partner": person.partner.id if person.partner is not None else None,
            "campaign": person.campaign,
            "email": person.email,
            "lead_ms": person.created_ms,
            "registered_ms": person.registered_ms if customer else None,
            "funded_ms": paid[0].at_ms if paid else None,
            "traded_ms": trades[0].closed_ms if trades else None,
            "accounts": [
                {"login": one.login, "server": one.server, "currency": one.currency}
                for one in person.accounts
                if customer and one.opened_ms <= now_ms
            ],
            "transactions": sum(one.at_ms <= now_ms and not one.fake for one in life.transactions),
            "positions": len(trades),
        }


def _described(filters: Filters, one: _Asked) -> dict[str, Any]:
    ids = sorted(set(one.sent))
    return {
        "report": filters.report,
        "filters": filters.describe(),
        "total": one.total,
        "requests": one.requests,
        "pages": [{"page": page, "rows": rows} for page, rows in sorted(one.pages.items())],
        "rows": len(ids),
        "ids": ids,
    }


def _sums(rows: list[Row]) -> dict[str, dict[str, Any]]:
    """Return the sums of money and volume, by currency."""
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        if isinstance(row, Person):
            continue
        into = sums.setdefault(row.account.currency, {})
        for name, units in _parts(row).items():
            into[name] = into.get(name, 0) + units
    return {
        currency: {name: units if name == "fakes" else amount(Amount(units)) for name, units in parts.items()}
        for currency, parts in sorted(sums.items())
    }


def _parts(row: Transaction | Trade) -> dict[str, int]:
    if isinstance(row, Trade):
        return {"volume": row.volume, "profit": row.profit, "swap": row.swap, "commission": row.commission}
    if row.fake:
        return {"fakes": 1, "fake": row.cents}
    return {"deposits" if row.cents > 0 else "withdrawals": row.cents}
