"""The figures of a set of trades, and sums over tens of thousands of them in a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

from tui.domain.position import ClosedTrade

ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_PLACES = 8
"""Decimals that are counted; brokers book two."""

K = TypeVar("K", bound=Hashable)


class Figures(NamedTuple):
    """The figures of a set of trades, in account currency; None where there is nothing to divide by.

    Losses are negative. `average_win`, `largest_win` and their like are None without one.
    """

    trades: int
    volume: Decimal
    gross: Decimal
    swap: Decimal
    commission: Decimal
    net: Decimal
    wins: int
    losses: int
    won: Decimal
    lost: Decimal
    largest_win: Decimal | None
    largest_loss: Decimal | None

    @property
    def win_rate(self) -> Decimal | None:
        """Wins in percent of all trades."""
        return divided(self.wins * _HUNDRED, Decimal(self.trades))

    @property
    def profit_factor(self) -> Decimal | None:
        """Sum of wins by sum of losses, positive."""
        return divided(self.won, -self.lost)

    @property
    def expectancy(self) -> Decimal | None:
        """Net per trade."""
        return divided(self.net, Decimal(self.trades))

    @property
    def average_win(self) -> Decimal | None:
        """Mean of the wins."""
        return divided(self.won, Decimal(self.wins))

    @property
    def average_loss(self) -> Decimal | None:
        """Mean of the losses, negative."""
        return divided(self.lost, Decimal(self.losses))

    @property
    def payoff(self) -> Decimal | None:
        """Average win by average loss, positive."""
        win, loss = self.average_win, self.average_loss
        return None if win is None or loss is None else divided(win, -loss)


def merged(parts: Iterable[Figures]) -> Figures:
    """Return the figures of sets of trades taken together; they share no trade."""
    rows = list(parts)
    return Figures(
        trades=sum(row.trades for row in rows),
        volume=sum((row.volume for row in rows), ZERO),
        gross=sum((row.gross for row in rows), ZERO),
        swap=sum((row.swap for row in rows), ZERO),
        commission=sum((row.commission for row in rows), ZERO),
        net=sum((row.net for row in rows), ZERO),
        wins=sum(row.wins for row in rows),
        losses=sum(row.losses for row in rows),
        won=sum((row.won for row in rows), ZERO),
        lost=sum((row.lost for row in rows), ZERO),
        largest_win=max((row.largest_win for row in rows if row.largest_win is not None), default=None),
        largest_loss=min((row.largest_loss for row in rows if row.largest_loss is not None), default=None),
    )


def divided(value: Decimal, by: Decimal) -> Decimal | None:
    """Return a quotient, None where there is nothing to divide by."""
    return value / by if by > 0 else None


class TradeSheet:
    """The trades as columns of whole numbers: sums over tens of thousands of them are taken several times."""

    def __init__(self, trades: Sequence[ClosedTrade]) -> None:
        self._volume = [int(trade.volume.scaleb(_PLACES)) for trade in trades]
        self._gross = [int(trade.profit.scaleb(_PLACES)) for trade in trades]
        self._swap = [int(trade.swap.scaleb(_PLACES)) if trade.swap else 0 for trade in trades]
        self._commission = [int(trade.commission.scaleb(_PLACES)) if trade.commission else 0 for trade in trades]
        self._net = list(map(sum, zip(self._gross, self._swap, self._commission, strict=True)))

    def grouped(self, keys: Sequence[K]) -> dict[K, Figures]:
        """Return the figures of the trades that share a key; the keys are as many as the trades."""
        places: defaultdict[K, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            places[key].append(place)
        return {key: self.figures(members) for key, members in places.items()}

    def figures(self, places: Sequence[int]) -> Figures:
        """Return the figures of the trades at some places."""
        nets = [self._net[place] for place in places]
        wins, losses = [net for net in nets if net > 0], [net for net in nets if net < 0]
        return Figures(
            trades=len(nets),
            volume=_money(sum([self._volume[place] for place in places])),
            gross=_money(sum([self._gross[place] for place in places])),
            swap=_money(sum([self._swap[place] for place in places])),
            commission=_money(sum([self._commission[place] for place in places])),
            net=_money(sum(nets)),
            wins=len(wins),
            losses=len(losses),
            won=_money(sum(wins)),
            lost=_money(sum(losses)),
            largest_win=_money(max(wins)) if wins else None,
            largest_loss=_money(min(losses)) if losses else None,
        )


def _money(value: int) -> Decimal:
    return Decimal(value).scaleb(-_PLACES)
