"""Finds orders by the broker's numbers."""

from __future__ import annotations

from tui.domain.order import Order


class Shelves:
    """Tags of orders by request number, and by the trade that they made or act on; sorted."""

    def __init__(self) -> None:
        self._numbers: dict[int, set[str]] = {}
        self._trades: dict[int, set[str]] = {}

    def of_number(self, number: int) -> list[str]:
        """Return the tags of the orders that go by a request number."""
        return sorted(self._numbers.get(number, ()))

    def of_trade(self, position: int) -> list[str]:
        """Return the tags of the orders that made a trade or act on it."""
        return sorted(self._trades.get(position, ()))

    def put(self, order: Order) -> None:
        """Put an order where its numbers say."""
        for shelf, number in self._places(order):
            shelf.setdefault(number, set()).add(order.tag)

    def take_off(self, order: Order) -> None:
        """Take an order from where its numbers say."""
        for shelf, number in self._places(order):
            tags = shelf.get(number, set())
            tags.discard(order.tag)
            if not tags:
                shelf.pop(number, None)

    def _places(self, order: Order) -> list[tuple[dict[int, set[str]], int]]:
        trades = {order.position, order.intent.wish.position}
        places = [(self._trades, number) for number in trades if number is not None]
        if order.request_id is not None:
            places.append((self._numbers, order.request_id))
        return places
