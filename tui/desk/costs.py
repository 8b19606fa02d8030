"""The broker's figures for the ticket as it is typed, asked for sparingly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.domain.facts import Answer, Question, StepRule


class CostDesk:
    """Asks the broker's calculator what a ticket raises.

    A question waits until the typing rests (`DEBOUNCE_S`), at most one of a kind is in flight, an answer belongs to
    its question alone, and nothing is asked while nothing changes. Errors become the answer's text.
    """

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        """`changed` is called when an answer came or grew stale."""
        raise NotImplementedError

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on."""
        raise NotImplementedError

    def online(self, up: bool) -> None:
        """Say whether requests can be answered."""
        raise NotImplementedError

    def want(self, questions: Iterable[Question], typed: Hashable, market: Hashable) -> None:
        """Say what is to be known now; call it whenever the ticket was solved anew.

        `typed` is anything that changes with what the user typed (symbol included), `market` anything that changes
        with the market price. What the market alone has changed is asked again only every `DRIFT_S`.
        """
        raise NotImplementedError

    def rest(self) -> None:
        """The ticket is closed: ask nothing any more."""
        raise NotImplementedError

    def answers(self) -> Mapping[Question, Answer]:
        """Return what is known, with stale answers marked; goes into `Facts.answers`."""
        raise NotImplementedError

    def step_rule(self, rule_id: int | None) -> StepRule | None:
        """Return a volume step rule, None while it is not known."""
        raise NotImplementedError
