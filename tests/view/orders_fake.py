"""A fake order service that answers from its fields and writes down what the screen asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tui.desk.orders.service import Change, Doubt, Review, ReviewState, TradingState
from tui.domain.intent import OrderWish
from tui.domain.order import Order
from tui.errors import GuardError

ON = TradingState(on=True)
UNCHANGED = ReviewState(Change.NONE)


@dataclass
class FakeOrders:
    """Every order is confirmed at once with a tag that counts up; a review may be confirmed once.

    `state` is the answer to `trading`, `closing_state` that for what closes (None: the same). `change` is what
    `state_of` says of a review that was not used. `refusal` is raised by the next confirmation.
    """

    state: TradingState = ON
    closing_state: TradingState | None = None
    override: str = ""
    override_reason: str = ""
    change: ReviewState = UNCHANGED
    refusal: GuardError | None = None
    account: str = "sim:1000"
    badge: str = "SIM"
    prices: dict[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    now: float = 1000.0
    reviews: list[Review] = field(default_factory=list)
    confirmed: list[tuple[Review, str]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    doubts: dict[str, Doubt] = field(default_factory=dict)
    checked: list[str] = field(default_factory=list)
    resolved: list[tuple[str, str]] = field(default_factory=list)
    login: str = "1000"
    is_armed: bool = True
    one_click_wanted: bool = False
    past_orders: list[Order] = field(default_factory=list)
    _used: set[int] = field(default_factory=set)

    @property
    def wishes(self) -> list[OrderWish]:
        """What the newest review is for."""
        return list(self.reviews[-1].wishes) if self.reviews else []

    def trading(self, symbol: str | None = None, *, closing: bool = False) -> TradingState:
        return self.closing_state if closing and self.closing_state is not None else self.state

    def review(self, wishes: Sequence[OrderWish]) -> Review:
        symbols = dict.fromkeys(wish.symbol for wish in wishes)
        review = Review(
            serial=len(self.reviews) + 1,
            account=self.account,
            badge=self.badge,
            wishes=tuple(wishes),
            made_at=self.now,
            prices=tuple((symbol, *self.prices.get(symbol, (None, None)), 0.0) for symbol in symbols),
            override=self.override,
            override_reason=self.override_reason,
        )
        self.reviews.append(review)
        return review

    def state_of(self, review: Review) -> ReviewState:
        return ReviewState(Change.USED, "It has been confirmed") if review.serial in self._used else self.change

    async def confirm(self, review: Review, *, override: str = "") -> tuple[str, ...]:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        if not self.state_of(review).good:
            raise GuardError("The review is no longer good", self.state_of(review).detail)
        if review.override and override != review.override:
            raise GuardError("The word is missing", f"type {review.override}")
        self._used.add(review.serial)
        self.confirmed.append((review, override))
        return tuple(f"XD1.{len(self.confirmed):026}" for _ in review.wishes[:1])

    def stop_plan(self, plan: str) -> None:
        self.stopped.append(plan)

    def doubt(self, tag: str) -> Doubt | None:
        return self.doubts.get(tag)

    def check_now(self, tag: str) -> None:
        self.checked.append(tag)

    async def resolve(self, tag: str, word: str) -> None:
        if word not in ("done", "not done"):
            raise GuardError("Type one of two words", "done, or not done")
        self.resolved.append((tag, word))

    def arm(self, typed: str) -> None:
        if typed != self.login:
            raise GuardError("That is another account", f"this one is {self.login}")
        self.is_armed = True

    @property
    def armed(self) -> bool:
        return self.is_armed

    @property
    def one_click(self) -> bool:
        return self.is_armed and self.one_click_wanted

    def set_one_click(self, wanted: bool, typed: str = "") -> None:
        if wanted and typed != self.login:
            raise GuardError("That is another account", f"this one is {self.login}")
        self.one_click_wanted = wanted

    async def past(self, limit: int = 200) -> Sequence[Order]:
        return self.past_orders[:limit]
