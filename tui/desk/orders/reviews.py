"""Reviews: what is put before the user, whether it still holds, and that it is confirmed at most once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tui.clock import Clock
from tui.desk.orders.gate import Gate
from tui.desk.orders.service import Change, Review, ReviewState
from tui.domain.intent import Action, OrderWish
from tui.errors import GuardError
from tui.store.store import Store

_MOST_OPEN = 50
_MANY = "plan"


class Reviews:
    """The reviews that have not been confirmed yet."""

    def __init__(self, gate: Gate, store: Store, clock: Clock) -> None:
        self._gate = gate
        self._store = store
        self._clock = clock
        self._serial = 0
        self._open: OrderedDict[int, Review] = OrderedDict()

    def make(self, wishes: Sequence[OrderWish]) -> Review:
        """Put wishes before the user. Raises GuardError when nothing could come of it."""
        off = self._gate.off()
        if off is not None:
            raise GuardError(off.reason, hint=off.hint)
        setup = self._gate.setup
        if setup is None or not wishes:
            raise GuardError("There is nothing to confirm")
        problem = next((text for wish in wishes if (text := self._gate.stale(wish))), "")
        problem = problem or self._gate.refusal(wishes)
        if problem:
            raise GuardError("The order cannot be made now", problem)
        self._serial += 1
        doubtful = next((wish for wish in wishes if wish.action.adds_risk and self._gate.doubtful(wish.symbol)), None)
        review = Review(
            serial=self._serial,
            account=setup.account,
            badge=setup.badge,
            wishes=self._planned(wishes),
            made_at=self._clock.monotonic(),
            prices=tuple(self._price(symbol) for symbol in dict.fromkeys(wish.symbol for wish in wishes)),
            override="" if doubtful is None else doubtful.symbol,
            override_reason="" if doubtful is None else f"The fate of an order on {doubtful.symbol} is unknown",
        )
        self._open[review.serial] = review
        if len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)
        return review

    def _planned(self, wishes: Sequence[OrderWish]) -> tuple[OrderWish, ...]:
        if len(wishes) == 1:
            return tuple(wishes)
        name = next((wish.plan for wish in wishes if wish.plan), f"{_MANY}-{self._clock.now_ms()}-{self._serial}")
        return tuple(replace(wish, plan=name) for wish in wishes)

    def state_of(self, review: Review) -> ReviewState:
        """Return whether a review may still be confirmed."""
        if self._open.get(review.serial) is not review:
            return ReviewState(Change.USED, "This review has been used; make a new one.")
        off = self._gate.off()
        if off is not None:
            return ReviewState(Change.OFF, off.reason)
        for wish in review.wishes:
            problem = self._gate.stale(wish)
            if problem:
                return ReviewState(Change.STALE, problem)
        for wish in review.wishes:
            problem = self.moved(review, wish)
            if problem:
                return ReviewState(Change.MOVED, problem)
        return ReviewState(Change.NONE)

    def moved(self, review: Review, wish: OrderWish) -> str:
        """Return how far the market is from what was reviewed for a wish, if further than the user allows."""
        bid, ask = next(((bid, ask) for symbol, bid, ask, _ in review.prices if symbol == wish.symbol), (None, None))
        return self._gate.moved(wish, bid, ask)

    def burn(self, review: Review, override: str) -> None:
        """Use a review up, and say whether it could be: raises GuardError, and then it is of no use any more."""
        state = self.state_of(review)
        self._open.pop(review.serial, None)
        if not state.good:
            titles = {Change.USED: "Confirmed already", Change.OFF: "Trading is off"}
            raise GuardError(titles.get(state.change, "The price has changed since the review"), state.detail)
        self.refuse(review.wishes)
        doubtful = [wish.symbol for wish in review.wishes if wish.action.adds_risk and self._gate.doubtful(wish.symbol)]
        if any(symbol != override.strip() for symbol in doubtful):
            detail = f"The fate of an order on {doubtful[0]} is unknown"
            raise GuardError("It needs your word", detail, f"Type {doubtful[0]} to trade all the same.")

    def refuse(self, wishes: Sequence[OrderWish]) -> None:
        """Raise GuardError when an own limit or another order stands in the way of these wishes."""
        problem = self._gate.refusal(wishes)
        if problem:
            raise GuardError("The order was not made", problem)

    def price_age_s(self, wish: OrderWish) -> float | None:
        """Return the age of the price that a wish rests on now, None where it rests on none."""
        if wish.action in (Action.MODIFY, Action.DELETE):
            return None
        return self._price(wish.symbol)[3]

    def _price(self, symbol: str) -> tuple[str, Decimal | None, Decimal | None, float | None]:
        known = self._store.market.prices.get(symbol)
        if known is None:
            return (symbol, None, None, None)
        return (symbol, known.quote.bid, known.quote.ask, max(0.0, self._clock.monotonic() - known.received))
