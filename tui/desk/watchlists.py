"""The user's watchlists: named, ordered, kept across restarts by whoever owns the state file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tui.errors import UsageError

MOST_SYMBOLS = 500
LONGEST_NAME = 30

DEFAULT_LISTS: Mapping[str, tuple[str, ...]] = {
    "Majors": ("EURUSD", "GBPUSD", "USDJPY", "USDCHF", "AUDUSD", "USDCAD", "NZDUSD", "EURGBP", "EURJPY", "EURPLN"),
    "Metals & energy": ("GOLD", "SILVER", "COPPER", "OIL", "OIL.WTI", "NATGAS"),
    "Indices": ("US500", "US100", "US30", "DE40", "UK100", "JP225", "EU50"),
    "Crypto": ("BITCOIN", "ETHEREUM", "LITECOIN"),
}


class Watchlists:
    """Named lists of symbols, one of them shown; every change is told to `on_change`."""

    def __init__(
        self,
        lists: Mapping[str, Sequence[str]],
        active: str | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._lists = {name: list(dict.fromkeys(symbols)) for name, symbols in lists.items()}
        if not self._lists:
            self._lists = {name: list(symbols) for name, symbols in DEFAULT_LISTS.items()}
        self._active = active if active in self._lists else next(iter(self._lists))
        self._on_change = on_change

    @property
    def active(self) -> str:
        """The name of the list that is shown."""
        return self._active

    @property
    def names(self) -> tuple[str, ...]:
        """All names in their order."""
        return tuple(self._lists)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols of the list that is shown."""
        return tuple(self._lists[self._active])

    def as_mapping(self) -> dict[str, list[str]]:
        """Return a copy of everything, for the state file."""
        return {name: list(symbols) for name, symbols in self._lists.items()}

    def show(self, name: str) -> None:
        """Show a list by its name, upper and lower case alike."""
        self._active = self.known_name(name)
        self._on_change()

    def step(self, distance: int) -> None:
        """Show the next (+1) or previous (-1) list, around the end."""
        names = list(self._lists)
        self._active = names[(names.index(self._active) + distance) % len(names)]
        self._on_change()

    def known_name(self, name: str) -> str:
        """Return a list's name as it was given to it, upper and lower case alike. Raises UsageError."""
        for known in self._lists:
            if known.casefold() == name.strip().casefold():
                return known
        raise UsageError(f"there is no watchlist called {name}", hint=f"There are: {', '.join(self._lists)}.")

    def add(self, symbol: str, before: str | None = None, *, to: str | None = None) -> bool:
        """Add a symbol to the shown list or that called `to`, in front of `before` or at the end.

        Return False when it was there already.
        """
        symbols = self._lists[self._active if to is None else self.known_name(to)]
        if symbol in symbols:
            return False
        if len(symbols) >= MOST_SYMBOLS:
            raise UsageError("the watchlist is full", f"It holds {MOST_SYMBOLS} symbols.", "Start a new list.")
        symbols.insert(symbols.index(before) if before in symbols else len(symbols), symbol)
        self._on_change()
        return True

    def remove(self, symbol: str) -> None:
        """Take a symbol off the list."""
        if symbol in self._lists[self._active]:
            self._lists[self._active].remove(symbol)
            self._on_change()

    def move(self, symbol: str, distance: int) -> None:
        """Move a symbol up (-1) or down (+1) in the user's own order."""
        symbols = self._lists[self._active]
        if symbol not in symbols:
            return
        index = symbols.index(symbol)
        target = min(max(index + distance, 0), len(symbols) - 1)
        symbols.insert(target, symbols.pop(index))
        self._on_change()

    def create(self, name: str) -> None:
        """Start an empty list and show it."""
        self._lists[self._checked_name(name)] = []
        self._active = name.strip()
        self._on_change()

    def rename(self, name: str) -> None:
        """Give the shown list another name, at the same place."""
        checked = self._checked_name(name)
        self._lists = {checked if key == self._active else key: value for key, value in self._lists.items()}
        self._active = checked
        self._on_change()

    def delete(self) -> None:
        """Delete the shown list; the last one stays."""
        if len(self._lists) == 1:
            raise UsageError("the last watchlist stays", hint="Create another one first.")
        names = list(self._lists)
        neighbour = names[(names.index(self._active) + 1) % len(names)]
        del self._lists[self._active]
        self._active = neighbour
        self._on_change()

    def _checked_name(self, name: str) -> str:
        name = name.strip()
        if not name or len(name) > LONGEST_NAME:
            raise UsageError("that is no name for a watchlist", hint=f"Use 1 to {LONGEST_NAME} characters.")
        if any(known.casefold() == name.casefold() for known in self._lists):
            raise UsageError(f"there is already a watchlist called {name}")
        return name
