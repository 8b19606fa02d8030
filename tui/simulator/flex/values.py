"""What an account is worth at the end of a day, and what moved it between two: every sum is exact to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.simulator.exchange import money
from tui.simulator.flex.days import ONE_DAY, Span, day_of, midnight_ms
from tui.simulator.flex.marks import Marks
from tui.simulator.flex.story import ZERO, Leg, Story


@dataclass(frozen=True, slots=True)
class Worth:
    """An account at the end of a day, in its currency; the total is its equity."""

    cash: Decimal
    stock: Decimal
    cfd: Decimal
    accrued: Decimal

    @property
    def total(self) -> Decimal:
        """Everything together."""
        return self.cash + self.stock + self.cfd + self.accrued


@dataclass(frozen=True, slots=True)
class Flows:
    """What moved the cash in a span."""

    deposits: Decimal
    withdrawals: Decimal
    commissions: Decimal
    interest: Decimal
    realized: Decimal
    sales: Decimal
    purchases: Decimal

    @property
    def total(self) -> Decimal:
        """Everything together: closing cash less opening cash."""
        traded = self.realized + self.sales + self.purchases
        return self.deposits + self.withdrawals + self.commissions + self.interest + traded


class Values:
    """One account's story at the ends of days."""

    def __init__(self, story: Story, marks: Marks) -> None:
        self.story = story
        self._marks = marks
        self._worths: dict[date, Worth] = {}

    def profit(self, leg: Leg, day: date) -> Decimal:
        """Return what an open leg has made by the end of a day, in the account's currency."""
        price, rate = self._marks.price(leg, day), self.rate(leg.symbol.currency_profit, day)
        if leg.is_stock:
            return money.cents((price * leg.units * rate - leg.nominal) * leg.sign)
        return money.cents((price - leg.open_price) * leg.units * leg.sign * rate)

    def price(self, leg: Leg, day: date) -> Decimal:
        """Return the price at which a leg would be closed at the end of a day."""
        return self._marks.price(leg, day)

    def rate(self, currency: str, day: date) -> Decimal:
        """Return what a unit of a currency is worth in the account's at the end of a day."""
        return self._marks.rate(currency, self.story.currency, day)

    def worth(self, day: date) -> Worth:
        """Return the account at the end of a day."""
        known = self._worths.get(day)
        if known is None:
            known = self._worths[day] = self._worth(day)
        return known

    def swap(self, leg: Leg, day: date) -> Decimal:
        """Return the swap that an open leg has gathered by the end of a day: the nights bear it in equal parts."""
        nights = (day_of(leg.swap_until_ms) - day_of(leg.opened_at_ms)).days
        gone = (day + ONE_DAY - day_of(leg.opened_at_ms)).days
        return leg.swap if gone >= nights else money.cents(leg.swap * gone / nights)

    def flows(self, span: Span) -> Flows:
        """Return what moved the cash in a span."""
        paid = [transfer.amount for transfer in self.story.transfers if transfer.at_ms in span]
        opened, closed = list(self.story.opened(span)), list(self.story.closed(span))
        bought = [-leg.nominal * leg.sign for leg in opened if leg.is_stock]
        sold = [leg.nominal * leg.sign + leg.profit for leg in closed if leg.is_stock]
        traded = [*bought, *sold]
        costs = [leg.open_commission for leg in opened] + [leg.close_commission for leg in closed]
        return Flows(
            deposits=sum((amount for amount in paid if amount > 0), ZERO),
            withdrawals=sum((amount for amount in paid if amount < 0), ZERO),
            commissions=sum(costs, ZERO),
            interest=sum((leg.swap for leg in closed), ZERO),
            realized=sum((leg.profit for leg in closed if not leg.is_stock), ZERO),
            sales=sum((amount for amount in traded if amount > 0), ZERO),
            purchases=sum((amount for amount in traded if amount < 0), ZERO),
        )

    def _worth(self, day: date) -> Worth:
        end_ms = midnight_ms(day + ONE_DAY)
        before = Span(day_of(0), day)
        held = self.story.held(end_ms)
        shares = [leg for leg in held if leg.is_stock]
        return Worth(
            cash=self.flows(before).total,
            stock=sum((leg.nominal * leg.sign + self.profit(leg, day) for leg in shares), ZERO),
            cfd=sum((self.profit(leg, day) for leg in held if not leg.is_stock), ZERO),
            accrued=sum((self.swap(leg, day) for leg in held), ZERO),
        )
