"""What the ticket is solved from: market, account, own limits, and the broker's answers to the questions it raises."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal

from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.entry import Field
from tui.domain.freshness import Freshness
from tui.domain.instrument import Instrument
from tui.domain.limits import NO_LIMITS, TradingLimits
from tui.domain.position import Side


def two_decimals(amount: Decimal) -> str:
    """Return an amount of money as plain digits."""
    return f"{amount:.2f}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an order should not be sent as it stands: beside which field, what is wrong, and what helps.

    A problem that does not block is a warning; the order may still be reviewed and sent. In `text` each `{}` stands
    for an amount of `money` in account currency, which a screen that others see must be able to hide.
    """

    field: Field
    text: str
    remedy: str
    blocking: bool = True
    money: tuple[Decimal, ...] = ()

    def said(self, show: Callable[[Decimal], str] = two_decimals) -> str:
        """Return what is wrong, with its amounts of money as `show` writes them."""
        text = self.text
        for amount in self.money:
            text = text.replace("{}", show(amount), 1)
        return text


class Origin(enum.Enum):
    """Whose word a figure is: the broker's for exactly this order, our own arithmetic, or nobody's."""

    BROKER = "broker"
    ESTIMATE = "estimate"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with whose word it is. `stale` figures are shown dim; `note` says why it is unknown or doubtful."""

    value: Decimal | None = None
    origin: Origin = Origin.UNKNOWN
    stale: bool = False
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


UNKNOWN = Figure()
"""A figure that nobody knows."""


class QuestionKind(enum.Enum):
    """What the broker can be asked about an order; at most one question of a kind is in flight."""

    MARGIN = "margin"
    COMMISSION = "commission"
    STOP = "loss at the stop loss"
    TARGET = "profit at the take profit"
    RATE = "exchange rate"


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the broker's calculator (XAPI 5.3.5, 5.3.9, 5.3.11).

    `distance` is close minus open. The two prices themselves do not tell questions apart: profit depends on their
    distance, so an answer stays good while the market moves both. RATE asks for the profit of a doubled price, from
    which the rate profit currency → account currency follows.
    """

    kind: QuestionKind
    symbol: str
    volume: Decimal
    side: Side | None = None
    distance: Decimal | None = None
    open_price: Decimal | None = field(default=None, compare=False)
    close_price: Decimal | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the broker said to `question` (with the prices that were really asked).

    `value` is None when it refused or has none; `text` then says why, in plain words. `received` is monotonic seconds.
    """

    question: Question
    value: Decimal | None
    received: float
    stale: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class VolumeStep:
    """From a volume of `from_volume` lots on, volumes move by `step` lots (XAPI 5.3.13)."""

    from_volume: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class StepRule:
    """The volume steps that an instrument's `step_rule_id` names, ascending by `from_volume`."""

    rule_id: int
    name: str
    steps: tuple[VolumeStep, ...]


@dataclass(frozen=True, slots=True)
class Cross:
    """A currency pair's quote that can bring one currency into another: one `base` costs bid…ask `counter`."""

    base: str
    counter: str
    bid: Decimal
    ask: Decimal
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a ticket is judged by, at one moment; None is what is not known.

    `now_ms` is the broker's time (UTC) and `zone` the user's own. `figures_stale` says that balance and margin are
    old. `trading_off` is the reason why no order may be sent at all (not reconciled, another writer), `read_only`
    that this program never sends any; `no_opening` is the reason why nothing may be opened on this symbol (an order
    of unknown fate). `opposite_lots` are the lots of open positions of the other side on this symbol, against which a
    broker may ask for less margin. `orders_last_minute` counts our own openings.
    """

    instrument: Instrument
    bid: Decimal | None = None
    ask: Decimal | None = None
    price_age_s: float | None = None
    freshness: Freshness = Freshness.WAITING
    market_open: bool | None = None
    now_ms: int = 0
    zone: tzinfo = UTC
    profile: AccountProfile | None = None
    figures: AccountFigures | None = None
    figures_stale: bool = False
    step_rule: StepRule | None = None
    crosses: tuple[Cross, ...] = ()
    answers: Mapping[Question, Answer] = field(default_factory=dict)
    limits: TradingLimits = NO_LIMITS
    orders_last_minute: int = 0
    opposite_lots: Decimal = Decimal(0)
    read_only: bool = False
    trading_off: str = ""
    no_opening: str = ""

    @property
    def currency(self) -> str:
        """The account's currency, empty while it is not known."""
        return self.profile.currency if self.profile is not None else ""

    def opening_price(self, side: Side) -> Decimal | None:
        """The market price at which a position of that side would open: ask to buy, bid to sell."""
        return self.ask if side is Side.BUY else self.bid

    def closing_price(self, side: Side) -> Decimal | None:
        """The market price at which a position of that side would close: bid for a buy, ask for a sell."""
        return self.bid if side is Side.BUY else self.ask
