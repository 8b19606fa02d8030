"""Which partner brings what: one line per IB, affiliate, campaign, source or tag category. Pure arithmetic.

Each customer belongs to one line, so that the lines add up to the total. Currencies are never added up, fake
transactions never counted with real ones.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from tui.crm.book import Book, Customer
from tui.crm.lines import TOTAL, Group, Line, Place, Sums
from tui.crm.payments import Kind
from tui.crm.records import Position, Transaction, Whence

LEFT_OUT = (
    "Positions are closed ones only.",
    "Transactions are successful ones only.",
    "Account numbers are those of live accounts only.",
    "A first deposit is the earliest one that is not fake within these days.",
    "Days are the server's.",
)
"""What the API does not have, to be said beside the figures (spec, Notes; R-B12)."""

COUNTED = (
    "Registered, funded and unfunded are those who registered within these days; funded means paid within them too.",
    "Depositors and traders are also those who registered before; a partner's clients are all of them.",
    "Whose rows name no partner and who registered before stands in the line (registered outside these days).",
    "Amounts of different currencies stand beside each other; fake transactions never count as real.",
)
"""Who is counted in the figures of partners."""


class Part(enum.Enum):
    """What lines are made by."""

    IB = "IB"
    AFFILIATE = "affiliate"
    CAMPAIGN = "campaign"
    SOURCE = "source"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class By:
    """What a report has a line for each of; `category` is the tags' category for TAG."""

    part: Part
    category: str = ""

    @property
    def title(self) -> str:
        """What the lines' names are."""
        return (self.category or "Tag") if self.part is Part.TAG else self.part.value[:1].upper() + self.part.value[1:]

    def name(self, whence: Whence) -> str:
        """Return the line that a row belongs to; empty when it names none. Several tags make one name."""
        if self.part is Part.TAG:
            return " + ".join(sorted(tag for name, tags in whence.tags if name == self.category for tag in tags))
        found: str = getattr(whence, self.part.name.lower())
        return found


@dataclass(frozen=True, slots=True)
class PartnerReport:
    """All lines, those with most registrations first, and their total."""

    by: By
    lines: tuple[Line, ...]
    total: Line
    notes: tuple[str, ...]


def kinds_of(book: Book) -> tuple[By, ...]:
    """Return what lines can be made by: what at least one row names."""
    sets = book.sets
    found: dict[By, None] = {}
    seen: set[Whence] = {row.whence for rows in (sets.leads, sets.registrations) for row in rows}
    seen |= {row.whence for row in sets.transactions} | {row.whence for row in sets.positions}
    for part in (Part.IB, Part.AFFILIATE, Part.CAMPAIGN, Part.SOURCE):
        if any(By(part).name(whence) for whence in seen):
            found[By(part)] = None
    categories = sorted({category for whence in seen for category, _ in whence.tags})
    found.update((By(Part.TAG, category), None) for category in categories)
    return tuple(found)


def partner_report(book: Book, by: By) -> PartnerReport:
    """Return the figures of each partner. Takes milliseconds per thousand rows; pure."""
    sums: dict[Group, Sums] = {}
    total = Sums()
    for lead in book.sets.leads:
        for each in (_at(sums, group_of(by, lead.whence)), total):
            each.leads += 1
    for lead in book.unconverted:
        for each in (_at(sums, group_of(by, lead.whence)), total):
            each.people += 1
    for customer in book.customers.values():
        for each in (_at(sums, customer_group(by, customer)), total):
            each.take(customer, book)
    lines = [each.line(group) for group, each in sums.items()]
    lines.sort(key=lambda line: (-line.registrations, -line.leads, line.group.place.value, line.group.name))
    return PartnerReport(by, tuple(lines), total.line(TOTAL), notes_of(book))


def group_of(by: By, whence: Whence) -> Group:
    """Return the line of a lead or a registration."""
    name = by.name(whence)
    return Group(name) if name else Group("", Place.NOBODY)


def customer_group(by: By, customer: Customer) -> Group:
    """Return the line of a customer with all that he has done."""
    if customer.person is not None and by.name(customer.person.whence):
        return Group(by.name(customer.person.whence))
    rows: Iterable[Transaction | Position] = (*customer.transactions, *customer.positions)
    name = next((name for row in rows if (name := by.name(row.whence))), "")
    if name:
        return Group(name)
    return Group("", Place.NOBODY if customer.person is not None else Place.OUTSIDE)


def notes_of(book: Book) -> tuple[str, ...]:
    """Return what must be known before these figures are trusted."""
    found = []
    rows = book.sets.transactions
    unsaid = sum(row.is_fake is None for row in rows)
    if unsaid and unsaid < len(rows):
        found.append(f"{unsaid} transactions do not say whether they are fake; they count as real.")
    other = sum(not row.is_fake and book.words.kind(row.kind) is Kind.OTHER for row in rows)
    if other:
        found.append(f"{other} transactions are neither deposit nor withdrawal by their type; they stand apart.")
    empty = sum(row.amount is None for row in rows)
    if empty:
        found.append(f"{empty} transactions have no amount that can be read.")
    bare = sum(row.lots is None for row in book.sets.positions)
    if bare:
        found.append(f"{bare} of {len(book.sets.positions)} positions have no lots.")
    undated = sum(person.registered is None for person in book.sets.registrations)
    if undated:
        found.append(f"{undated} registrations have no date that can be read.")
    return tuple(found)


def _at(sums: dict[Group, Sums], group: Group) -> Sums:
    found = sums.get(group)
    if found is None:
        found = sums[group] = Sums()
    return found
