"""What the scenes and tests of the Flex screen show: queries, jobs, files and a statement, all of it made up."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.examples import AT_MS
from tui.desk.flex_period import period_of
from tui.desk.flex_pruning import Prunable, PruneWish
from tui.desk.flex_sheet import OpenedStatement
from tui.desk.statements import StatementDesk
from tui.flex.statement.read import read_statement
from tui.flex.windows import LastDays, Period, Saved
from tui.store.statements import EntryLine, JobLine, QueryLine, Stage, TokenLine

if TYPE_CHECKING:
    from tests.scenes import Stage as Scene

MINUTE_MS, DAY_MS = 60_000, 86_400_000
FIRST_DAY = date(2025, 12, 1)
SYMBOLS = ("ACME", "NET", "VWCE", "SAP")

QUERIES = (
    QueryLine("main", "Activity", "123456", AT_MS - 20 * MINUTE_MS),
    QueryLine("main", "Trade confirmations", "123457", AT_MS - DAY_MS),
    QueryLine("main", "Year to date", "123458"),
)

FILES = (
    EntryLine(
        12,
        "Activity",
        "123456",
        ("U7000001",),
        "last 90 days",
        "2025-12-01 … 2026-02-28",
        AT_MS - 20 * MINUTE_MS,
        48_213,
        "xml",
    ),
    EntryLine(
        11,
        "Trade confirmations",
        "123457",
        ("U7000001", "U7000002"),
        "last 30 days",
        "2026-03-02 … 2026-03-02",
        AT_MS - DAY_MS,
        9_120,
        "xml",
        warnings=("Asked for the last 30 days, but the statement covers one day (2026-03-02) only.",),
    ),
    EntryLine(
        9,
        "Activity",
        "123456",
        ("U7000001",),
        "the query's own period",
        "2025-11-01 … 2026-01-31",
        AT_MS - 31 * DAY_MS,
        41_870,
        "xml",
    ),
)

JOBS = (
    JobLine(
        7, "Activity", "123456", "main", "last 90 days", "done", False, True, attempt=3, received=48_213, entry_id=12
    ),
    JobLine(
        8,
        "Year to date",
        "123458",
        "main",
        "the query's own period",
        "generating",
        True,
        False,
        attempt=4,
        next_at_ms=AT_MS + 12_000,
        code=1019,
        detail="Statement generation in progress. Please try again shortly.",
    ),
    JobLine(
        9,
        "Trade confirmations",
        "123457",
        "main",
        "last 30 days",
        "requested",
        True,
        False,
        attempt=1,
        next_at_ms=AT_MS + 61_000,
        code=1018,
        detail="Too many requests have been made from this token. Please try again shortly.",
    ),
    JobLine(
        6,
        "Year to date",
        "123458",
        "main",
        "the query's own period",
        "failed",
        False,
        True,
        attempt=1,
        code=1014,
        detail="Query is invalid.",
        hint="Look up the query's number in the portal: it belongs to the user who made the token.",
    ),
)


def statement_text(days: int = 90, trades: int = 60, account: str = "U7000001", *, first: date = FIRST_DAY) -> str:
    """Return an activity statement: a value for each day, trades, dividends and fees, and a section nobody knows."""
    last = first + timedelta(days=days - 1)
    nav = "".join(
        f'<EquitySummaryByReportDateInBase accountId="{account}" currency="EUR" reportDate="{first + timedelta(at)}" '
        f'cash="{5000 + 3 * at}" stock="{20000 + 37 * (at * 7 % 23) + 40 * at}" '
        f'total="{25000 + 37 * (at * 7 % 23) + 43 * at}" />\n'
        for at in range(days)
    )
    rows = "".join(
        f'<Trade accountId="{account}" assetCategory="STK" symbol="{SYMBOLS[at % 4]}" currency="EUR" fxRateToBase="1" '
        f'dateTime="{first + timedelta(at % days)};101500" buySell="{"SELL" if at % 3 == 2 else "BUY"}" '
        f'quantity="{-5 if at % 3 == 2 else 10}" tradePrice="{100 + at % 17}.25" proceeds="{-1002 + at}.5" '
        f'ibCommission="-1.25" ibCommissionCurrency="EUR" fifoPnlRealized="{(at * 13 % 40) - 9 if at % 3 == 2 else 0}" '
        f'levelOfDetail="EXECUTION" exchange="IBIS" tradeID="{5000 + at}" transactionID="{9000 + at}" />\n'
        for at in range(trades)
    )
    kinds = enumerate((("Dividends", 42), ("Broker Interest Received", 3), ("Other Fees", -5)) if days > 1 else ())
    bookings = "".join(
        f'<CashTransaction accountId="{account}" currency="EUR" fxRateToBase="1" type="{kind}" amount="{paid * times}" '
        f'dateTime="{day};202000" transactionID="{number}{times}" levelOfDetail="DETAIL" />\n'
        for number, (kind, paid) in kinds
        for times, day in enumerate(("2025-12-15", "2026-01-20"), 1)
    )
    return (
        f'<FlexQueryResponse queryName="Activity" type="AF">\n<FlexStatements count="1">\n'
        f'<FlexStatement accountId="{account}" fromDate="{first}" toDate="{last}" period="" '
        f'whenGenerated="20260304;091500">\n'
        f'<AccountInformation accountId="{account}" acctAlias="Savings" currency="EUR" />\n'
        f"<EquitySummaryInBase>\n{nav}</EquitySummaryInBase>\n"
        f'<ChangeInNAV accountId="{account}" currency="EUR" startingValue="25000" mtm="3801.5" dividends="126" '
        f'commissions="-75" endingValue="28852.5" twr="15.41" />\n'
        f'<CashReport><CashReportCurrency accountId="{account}" currency="BASE_SUMMARY" levelOfDetail="BaseCurrency" '
        f'startingCash="5000" endingCash="5267" endingSettledCash="5267" />\n'
        f'<CashReportCurrency accountId="{account}" currency="EUR" levelOfDetail="Currency" startingCash="4000" '
        f'endingCash="4267" endingSettledCash="4200" /></CashReport>\n'
        f'<OpenPositions><OpenPosition accountId="{account}" currency="EUR" fxRateToBase="1" symbol="ACME" '
        f'position="120" markPrice="101.5" positionValue="12180" fifoPnlUnrealized="-310.5" '
        f'levelOfDetail="SUMMARY" />\n'
        f"</OpenPositions>\n<Trades>\n{rows}</Trades>\n<CashTransactions>\n{bookings}</CashTransactions>\n"
        f'<CorporateActions />\n<MoonPhases><MoonPhase phase="full" tide="" /></MoonPhases>\n'
        f"</FlexStatement>\n</FlexStatements>\n</FlexQueryResponse>\n"
    )


def opened_statement(number: int, text: str, asked: Period | None = None) -> OpenedStatement:
    """Return a statement as the desk opens it."""
    return OpenedStatement(number, read_statement(io.BytesIO(text.encode())), asked or Saved())


@dataclass
class Ask:
    """One thing that the screen asked of the desk."""

    verb: str
    what: object
    more: object = None


class FakeStatements(StatementDesk):
    """A desk that opens statements from plain texts at once, and writes down what it was asked."""

    texts: dict[int, str]
    asked: list[Ask]

    def fetch_days(self, query_id: str, text: str) -> None:
        self.asked.append(Ask("fetch", query_id, period_of(text)))

    def cancel(self, number: int) -> None:
        self.asked.append(Ask("cancel", number))

    def resume(self, number: int) -> None:
        self.asked.append(Ask("resume", number))

    def refresh(self) -> None:
        self.asked.append(Ask("refresh", None))

    def open(self, entry_id: int) -> None:
        self.asked.append(Ask("open", entry_id))
        text = self.texts.get(entry_id)
        if text is None:
            self.store.opening_changed(Stage.FAILED, entry_id, "not well-formed at line 3, byte 212")
            return
        asked = LastDays(30) if entry_id == 11 else Saved()
        self.opened = opened_statement(entry_id, text, asked)
        self.store.opening_changed(Stage.READY, entry_id)

    async def compare_with(self, entry_id: int, account: str) -> tuple[str, ...]:
        self.asked.append(Ask("compare", entry_id, account))
        return ("Trades: 2 new, 0 gone, 1 changed, 57 the same", "  tradePrice: 101.25 → 101.5")

    async def prunable(self, wish: PruneWish) -> Prunable:
        self.asked.append(Ask("prunable", wish))
        ids, kept = wish.query_ids, wish.keep or 0
        fits = [entry for entry in self.store.entries if ids is None or entry.query_id in ids]
        going = tuple(fits[kept:])
        return Prunable(going, sum(entry.size for entry in going) // 10, len(self.store.entries) - len(going))

    async def prune(self, numbers: Iterable[int]) -> int:
        gone = frozenset(numbers)
        self.asked.append(Ask("prune", gone))
        left = [entry for entry in self.store.entries if entry.id not in gone]
        self.store.archive_changed(left, self.store.queries)
        return 1234

    async def raw_to(self, path: Path, entry_id: int) -> int:
        self.asked.append(Ask("raw", entry_id))
        return 0

    async def export(self, path: Path, *, as_json: bool, account: str, key: str = "") -> int:
        self.asked.append(Ask("export", path.name, (as_json, account, key)))
        return 1234


def equip(
    stage: Scene,
    *,
    texts: dict[int, str] | None = None,
    jobs: tuple[JobLine, ...] = JOBS,
    tokens: tuple[TokenLine, ...] = (TokenLine("main", date(2026, 3, 9)),),
    step: Callable[[StatementDesk], None] = lambda desk: None,
) -> FakeStatements:
    """Give a stage a desk with queries, jobs and files, before its Flex screen is made."""
    desk = FakeStatements(stage.store, stage.clock, stage.desk.handle)
    desk.texts = texts if texts is not None else {12: statement_text(), 11: two_accounts(), 9: statement_text(60)}
    desk.asked = []
    stage.desk.statements = desk
    store = desk.store
    store.begin(tokens, QUERIES)
    store.archive_changed(FILES, [QUERIES[0], QUERIES[1], QUERIES[2]])
    for job in jobs:
        store.job_changed(job)
    store.ready()
    step(desk)
    return desk


def two_accounts() -> str:
    """Return trade confirmations of one day and two accounts, in a file that is cut off."""
    day = date(2026, 3, 2)
    one, two = (statement_text(1, 3, account, first=day) for account in ("U7000001", "U7000002"))
    middle = two[two.index("<FlexStatement account") :]
    return one[: one.index("</FlexStatements>")] + middle
