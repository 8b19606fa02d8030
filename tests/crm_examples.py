"""What the scenes and tests of the CRM screen show: partners, clients, payments and positions, all of it made up."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.pilot import Pilot

from tests.unit.crm.service import BASE, WHO, FakeCrm
from tui.crm.client import CrmSettings
from tui.crm.queries import Report
from tui.desk.crm_room import CrmRoom, CrmUser
from tui.desk.crm_state import Phase
from tui.desk.reports import ReportDesk
from tui.net.http import HttpHead, HttpRequest, Sink

if TYPE_CHECKING:
    from tests.scenes import Stage

T = TypeVar("T")

FIRST_DAY = date(2026, 1, 2)
PARTNERS = ("Northwind School", "Fast Registrations", "O'Neill [bold] & Sons", "")
NAMES = ("Ann Lee", "Björn Lindner", "Zoé Faure", "Łukasz Nowak", "=HYPERLINK(1) Jones", "Mary [red] \x1b[31mKing")
FUNDED = {"Northwind School": 2, "Fast Registrations": 9, "O'Neill [bold] & Sons": 3, "": 2}
"""Of so many clients of a partner one pays."""

REPORTS = (Report.LEADS, Report.REGISTRATIONS, Report.TRANSACTIONS, Report.POSITIONS)


async def at_once(work: Callable[[], T]) -> T:
    """Blocking work in the caller itself, but not before others had their turn."""
    await asyncio.sleep(0)
    return work()


@dataclass
class SlowCrm(FakeCrm):
    """Answers nothing while it is held; a path whose name is in `held` waits."""

    held: set[str] = field(default_factory=set)
    free: asyncio.Event = field(default_factory=asyncio.Event)

    async def download(self, request: HttpRequest, sink: Sink, limit: int) -> HttpHead:
        if any(name in request.url for name in self.held):
            await self.free.wait()
        return await super().download(request, sink, limit)


def day(number: int) -> str:
    """Return a day of the first quarter."""
    return (FIRST_DAY + timedelta(days=number % 58)).isoformat()


def a_crm(people: int = 36) -> SlowCrm:
    """Return a CRM with so many registrations, and half as many leads that stayed leads."""
    leads, registrations, transactions, positions = [], [], [], []
    for number in range(people * 3 // 2):
        name = NAMES[number % len(NAMES)]
        partner = PARTNERS[number % len(PARTNERS)]
        who = {
            "firstName": name.partition(" ")[0],
            "lastName": name.partition(" ")[2],
            "email": f"c{number}@mail.example",
        }
        whence = {
            "ibName": partner,
            "campaign": f"sheet-{number % 2}",
            "tags": [{"category": "Desk", "tags": ["North"]}],
        }
        leads.append({"leadId": f"L{number}", **who, **whence, "registrationDate": day(number), "country": "PL"})
        if number >= people:
            continue
        registrations.append(
            {
                "customerId": 1000 + number,
                "leadId": f"L{number}",
                **who,
                **whence,
                "country": "PL",
                "registrationDate": day(number + 1),
                "status": "Verified",
                "hobby": "chess",
                "User additional ID": f"({5000 + number}, mt4-live-1, live)",
            }
        )
        if (number // len(PARTNERS)) % FUNDED[partner]:
            continue
        transactions.append(
            {
                "transactionId": f"T{number}",
                "customerId": 1000 + number,
                **who,
                **whence,
                "type": "Deposit",
                "amount": f"{100 + number}.50",
                "currency": ("EUR", "PLN")[number % 2],
                "transactionDate": day(number + 2),
                "isFake": False,
                "productId": str(5000 + number),
            }
        )
        positions += [
            {
                "ticket": 7000 + 2 * number + at,
                "login": 5000 + number,
                "symbol": ("EURUSD", "GOLD")[at],
                "side": "buy",
                "lots": "0.10",
                "profit": ("12.40", "-7.15")[at],
                "currency": "EUR",
                "openDate": f"{day(number + 3)}T09:00:00",
                "closeDate": f"{day(number + 4)}T10:00:00",
            }
            for at in range(2)
        ]
    return SlowCrm(
        {
            Report.LEADS.path: leads,
            Report.REGISTRATIONS.path: registrations,
            Report.TRANSACTIONS.path: transactions,
            Report.SERVERS.path: [{"platform": "mt4", "servers": ["mt4-live-1"]}],
            Report.POSITIONS.path: positions,
        }
    )


def equip(stage: Stage, crm: FakeCrm, *, page_size: int = 1000, ask_above: int = 100_000) -> ReportDesk:
    """Give the stage's desk a user of `crm`; its cache is gone when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="tradedeck-crm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    async def password() -> Any:
        return WHO.password

    async def key() -> Any:
        return WHO.api_key

    users = tuple(
        CrmUser(name, WHO.email, password, key, CrmSettings(BASE, page_size=page_size), ask_above=ask_above)
        for name in ("main", "other")
    )

    async def open_room() -> CrmRoom:
        return await CrmRoom.open(folder / "crm", users, stage.clock, aside=at_once, make_http=lambda _: crm)

    desk = stage.desk.reports = ReportDesk(stage.store, stage.clock, stage.desk.handle, at_once)
    stage.context.exports = folder / "exports"
    desk.equip(users, open_room)
    return desk


async def until(stage: Stage, pilot: Pilot[None], done: Callable[[], bool]) -> None:
    """Let everything run until something is so, and show it."""
    for _ in range(2_000):
        if done():
            break
        await asyncio.sleep(0)
        stage.app.frame()
    else:
        raise AssertionError("it never came")
    for _ in range(3):
        await stage.frame(pilot)


def settled(desk: ReportDesk, *reports: Report) -> bool:
    """Whether these reports were read, or their reading ended otherwise."""
    ends = {Phase.READY, Phase.CANCELLED, Phase.FAILED}
    return all(desk.view(report).phase in ends for report in reports)


def worked_out(desk: ReportDesk) -> bool:
    """Whether all reports were read and the figures are made of them."""
    done = desk.figures is not None and len(desk.figures.book.sets.positions) == desk.view(Report.POSITIONS).rows
    return done and settled(desk, *REPORTS)
