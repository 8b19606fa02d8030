"""Which partner brings what: lines that add up, currencies that never do, fakes apart, and a true funnel."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.crm.book import Book, Sets
from tui.crm.envelope import load
from tui.crm.funnel import cohorts, deposits_of, funnel, inactive, quiet_since, unfunded
from tui.crm.lines import Group, Line, Place
from tui.crm.money import Money, money_of
from tui.crm.payments import Kind, PaymentWords
from tui.crm.queries import Report
from tui.crm.reader import Reader
from tui.crm.records import Person, Position, Transaction
from tui.crm.reports import By, Part, kinds_of, partner_report

IB = By(Part.IB)
DESK = By(Part.TAG, "Desk")


def dumped(row: dict[str, Any]) -> str:
    import json

    return json.dumps(row, default=str)


def lead(number: str, ib: str = "", on: str = "2026-01-01", **more: Any) -> Person:
    row = Reader(Report.LEADS).read(dumped({"leadId": number, "ib": ib, "registrationDate": on, **more}))
    assert isinstance(row, Person)
    return row


def customer(number: str, ib: str = "", on: str = "2026-01-03", **more: Any) -> Person:
    row = Reader(Report.REGISTRATIONS).read(dumped({"customerId": number, "ib": ib, "registrationDate": on, **more}))
    assert isinstance(row, Person)
    return row


def payment(
    whose: str, amount: str, kind: str = "Deposit", on: str | None = "2026-01-05", currency: str = "EUR", **more: Any
) -> Transaction:
    row = Reader(Report.TRANSACTIONS).read(
        dumped(
            {"customerId": whose, "amount": amount, "type": kind, "transactionDate": on, "currency": currency, **more}
        )
    )
    assert isinstance(row, Transaction)
    return row


def position(login: str, closed: str = "2026-01-09", server: str = "mt4", **more: Any) -> Position:
    row = Reader(Report.POSITIONS).read(dumped({"login": login, "closeDate": closed, **more}), server)
    assert isinstance(row, Position)
    return row


def eur(amount: str) -> Money:
    return money_of({"EUR": Decimal(amount)})


def line(book: Book, by: By, name: str) -> Line:
    return next(each for each in partner_report(book, by).lines if each.group == Group(name))


SETS = Sets(
    leads=(lead("L1", "Ann"), lead("L2", "Ann", email="B@x.y"), lead("L3", "Ann"), lead("L4", "Bob")),
    registrations=(
        customer("1", "Ann", leadId="L1", additionalId="(501, mt4, live)"),
        customer("2", "Ann", email="b@x.y", additionalId="(502, mt4, live), (601, mt5, live)"),
        customer("3", "Bob", on="2026-02-01"),
        customer("4"),
    ),
    transactions=(
        payment("1", "100.10", id="a"),
        payment("1", "50", id="b", on="2026-01-04"),
        payment("1", "30", "Withdrawal", id="c"),
        payment("1", "9", currency="USD", id="d", on="2026-01-20"),
        payment("2", "700", isFake=True, id="e", on="2026-01-04"),
        payment("2", "-20", "withdraw", id="f"),
        payment("3", "5", "Credit bonus", id="g"),
        payment("99", "1", id="h"),
        payment("98", "2", id="i", ib="Bob"),
    ),
    positions=(
        position("501", ticket=1, lots="0.10", profit="-3.20", currency="EUR", openDate="2026-01-06"),
        position("601", server="mt5", ticket=1, lots="1.5", profit="10", currency="USD"),
        position("777", ticket=3),
    ),
)


def test_a_partner_s_line_has_what_his_people_did() -> None:
    ann = line(Book(SETS), IB, "Ann")
    assert (ann.leads, ann.registrations, ann.people, ann.funded, ann.unfunded, ann.traders) == (3, 2, 3, 1, 1, 2)
    assert ann.conversion == Decimal(2) / 3
    assert ann.first_deposits == eur("50")
    assert ann.deposits == money_of({"EUR": Decimal("150.10"), "USD": Decimal(9)})
    assert ann.withdrawals == eur("50")
    assert ann.net == money_of({"EUR": Decimal("100.10"), "USD": Decimal(9)})
    assert (ann.fakes, ann.fake_count, ann.deposit_count) == (eur("700"), 1, 3)
    assert ann.lots == Decimal("1.60")
    assert len(ann.profit.currencies) > 1


def test_rows_of_strangers_go_to_the_partner_that_they_name_or_stand_apart() -> None:
    found = partner_report(Book(SETS), IB)
    by_group = {each.group: each for each in found.lines}
    assert by_group[Group("Bob")].deposits == eur("2")
    assert by_group[Group("Bob")].others == eur("5")
    assert by_group[Group("", Place.OUTSIDE)].deposits == eur("1")
    assert by_group[Group("", Place.OUTSIDE)].positions == 1
    assert by_group[Group("", Place.NOBODY)].registrations == 1
    assert any("neither deposit nor withdrawal" in note for note in found.notes)


def test_several_tags_of_a_category_make_one_line() -> None:
    people = (
        customer("1", tags=[{"category": "Desk", "tags": ["B", "A"]}]),
        customer("2", tags=[{"category": "Desk", "tags": ["A"]}, {"category": "Tier", "tags": ["gold"]}]),
    )
    book = Book(Sets(registrations=people))
    assert [each.group.name for each in partner_report(book, DESK).lines] == ["A", "A + B"]
    assert kinds_of(book) == (By(Part.TAG, "Desk"), By(Part.TAG, "Tier"))


NAMES = st.sampled_from(["", "Ann", "Bob"])
NUMBERS = st.sampled_from(["1", "2", "3", "4"])
AMOUNTS = st.decimals(-1000, 1000, places=2).map(str)
PEOPLE = st.lists(st.tuples(NUMBERS, NAMES), max_size=5, unique_by=lambda pair: pair[0])
KINDS, CURRENCIES = st.sampled_from(["deposit", "withdrawal", "bonus"]), st.sampled_from(["EUR", "USD", ""])
PAYMENTS = st.lists(
    st.tuples(NUMBERS, AMOUNTS, KINDS, CURRENCIES, st.sampled_from([True, False, None]), NAMES), max_size=12
)
TRADES = st.lists(st.tuples(NUMBERS, AMOUNTS, st.sampled_from(["EUR", "USD"])), max_size=8)


@settings(max_examples=80)
@given(PEOPLE, PEOPLE, PAYMENTS, TRADES)
def test_the_lines_add_up_to_the_total_and_the_total_to_the_rows(
    leads: list[tuple[str, str]],
    people: list[tuple[str, str]],
    payments: list[tuple[Any, ...]],
    trades: list[tuple[str, str, str]],
) -> None:
    sets = Sets(
        tuple(lead(f"L{number}", ib) for number, ib in leads),
        tuple(customer(number, ib, leadId=f"L{number}", logins=f"(5{number}, mt4, live)") for number, ib in people),
        tuple(
            payment(whose, amount, kind, currency=currency, isFake=fake, ib=ib, id=at)
            for at, (whose, amount, kind, currency, fake, ib) in enumerate(payments)
        ),
        tuple(
            position(f"5{whose}", ticket=at, profit=profit, lots="0.1", currency=currency)
            for at, (whose, profit, currency) in enumerate(trades)
        ),
    )
    found = partner_report(Book(sets), IB)
    for name in (
        "leads",
        "registrations",
        "people",
        "funded",
        "unfunded",
        "depositors",
        "traders",
        "deposit_count",
        "fake_count",
        "withdrawal_count",
        "other_count",
        "positions",
    ):
        assert sum(getattr(each, name) for each in found.lines) == getattr(found.total, name), name
    for name in ("deposits", "withdrawals", "first_deposits", "fakes", "others", "profit", "net"):
        parts = Money()
        for each in found.lines:
            parts += getattr(each, name)
        assert {c: a for c, a in parts if a} == {c: a for c, a in getattr(found.total, name) if a}, name
    assert all(each.funded + each.unfunded == each.registrations for each in found.lines)
    total = found.total
    assert (total.leads, total.registrations, total.positions) == (len(leads), len(people), len(trades))
    assert total.people == len({number for number, _ in leads} | {number for number, _ in people})
    assert total.deposit_count + total.withdrawal_count + total.other_count + total.fake_count == len(payments)
    for currency in ("EUR", "USD", ""):
        real = [p for p in payments if p[3] == currency and p[4] is not True]
        put_in = sum((abs(Decimal(p[1])) for p in real if p[2] == "deposit"), Decimal(0))
        assert total.deposits.get(currency) == put_in
    stages = funnel(Book(sets)).stages
    counts = [stage.count for stage in stages]
    assert counts[2] == total.funded
    assert counts == sorted(counts, reverse=True)
    assert sum(each.registrations for each in cohorts(Book(sets))) == len(people)


def test_what_came_after_the_chosen_days_is_no_silence() -> None:
    today = date(2026, 5, 20)
    assert quiet_since(date(2026, 3, 31), today) == date(2026, 3, 1)
    assert quiet_since(date(2026, 5, 31), today) == date(2026, 4, 20)


def test_the_first_deposit_is_the_earliest_real_one() -> None:
    rows = (
        payment("1", "5", on=None, id="a"),
        payment("1", "7", on="2026-01-08", id="b"),
        payment("1", "9", on="2026-01-02", isFake=True, id="c"),
        payment("1", "8", on="2026-01-08", id="d"),
    )
    found = Book(Sets(transactions=rows)).customers["1"].first_deposit
    assert found is not None
    assert (found.amount, found.at) == (Decimal(7), datetime(2026, 1, 8))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Deposit", Kind.DEPOSIT),
        ("FTD", Kind.DEPOSIT),
        ("credit card deposit", Kind.DEPOSIT),
        ("WITHDRAWAL", Kind.WITHDRAWAL),
        ("Payout", Kind.WITHDRAWAL),
        ("deposit cancelled", Kind.OTHER),
        ("Withdrawal fee", Kind.OTHER),
        ("Deposit bonus", Kind.OTHER),
        ("internal transfer", Kind.OTHER),
        ("1", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_only_words_that_say_so_make_a_deposit_or_a_withdrawal(word: str, kind: Kind) -> None:
    assert PaymentWords().kind(word) is kind


def test_a_crm_can_have_words_of_its_own() -> None:
    words = PaymentWords.of(["IN", "1"], ["Cash-Back"])
    assert [words.kind(each) for each in ("in", "1", "cash back", "2")] == [
        Kind.DEPOSIT,
        Kind.DEPOSIT,
        Kind.WITHDRAWAL,
        Kind.OTHER,
    ]


def test_the_funnel_has_rates_and_median_days() -> None:
    first, second, third, fourth = funnel(Book(SETS)).stages
    assert [each.count for each in (first, second, third, fourth)] == [6, 4, 1, 1]
    assert (second.of_before, third.of_before, third.of_first) == (Decimal(4) / 6, Decimal("0.25"), Decimal(1) / 6)
    assert (second.median, second.timed, second.median_days) == (timedelta(2), 2, Decimal("2.0"))
    assert third.median == timedelta(1)
    assert fourth.median == timedelta(2)
    assert funnel(Book(SETS)).notes == ("1 traded without a deposit in these days.",)


def test_an_empty_range_has_a_funnel_too() -> None:
    empty = funnel(Book(Sets()))
    assert [stage.count for stage in empty.stages] == [0, 0, 0, 0]
    assert all(stage.of_before is None and stage.median is None for stage in empty.stages)
    assert partner_report(Book(Sets()), IB).lines == ()
    assert cohorts(Book(Sets())) == ()


def test_cohorts_tell_when_they_were_funded() -> None:
    people = (customer("1", on="2026-01-10"), customer("2", on="2026-01-20"), customer("3", on="2026-03-01"))
    paid = (payment("1", "5", on="2026-01-11"), payment("2", "7", on="2026-03-02"))
    january, march = cohorts(Book(Sets(registrations=people, transactions=paid)))
    assert (january.month, january.registrations, january.funded) == (date(2026, 1, 1), 2, 2)
    assert january.funded_after == (1, 0, 1)
    assert january.deposits == eur("12")
    assert (march.rate, march.funded_after) == (Decimal(0), ())


def test_who_stays_behind_is_listed() -> None:
    book = Book(SETS)
    assert [each.key for each in unfunded(book)] == ["3", "2", "4"]
    (silent,) = inactive(book, date(2026, 1, 10), book.registered)
    assert (silent.customer.key, silent.last_trade) == ("1", datetime(2026, 1, 9))  # noqa: DTZ001
    assert silent.deposits == deposits_of(silent.customer, book)
    assert inactive(book, date(2026, 1, 9), book.registered) == []


def test_a_login_that_two_customers_have_is_nobody_s() -> None:
    people = (customer("1", logins="(5, mt4, live)"), customer("2", logins="(5, mt5, live)"))
    trades = (position("5", server="mt5", ticket=1), position("5", server="real-3", ticket=2))
    book = Book(Sets(registrations=people, positions=trades))
    assert [len(each.positions) for each in book.registered] == [0, 1]
    assert len(book.customers) == 3


def test_people_without_id_and_mail_stay_apart() -> None:
    blank = Reader(Report.REGISTRATIONS).read("{}")
    assert isinstance(blank, Person)
    assert load(blank.raw) == {}
    book = Book(Sets(registrations=(blank, blank), transactions=()))
    assert partner_report(book, IB).total.registrations == 2
