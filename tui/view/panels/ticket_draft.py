"""A ticket that is being filled in: its symbol, its fields, and the line of words that fills them at once."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tui.domain.entry import EntryError, Field, parse_level, parse_offset, parse_price, parse_volume
from tui.domain.position import OrderKind, Side
from tui.domain.ticket import TicketInput
from tui.errors import UsageError
from tui.view.widgets.text_field import TextField


class Slot(enum.Enum):
    """A place on the ticket that can have the focus, in the order of Tab."""

    SIDE = "side"
    KIND = "kind"
    VOLUME = "volume"
    PRICE = "price"
    STOP_LOSS = "stop loss"
    TAKE_PROFIT = "take profit"
    TRAILING = "trailing"
    EXPIRATION = "expiration"
    NOTE = "note"

    @property
    def typed(self) -> bool:
        """Whether text is typed into it; the others are choices."""
        return self not in (Slot.SIDE, Slot.KIND)

    @property
    def field(self) -> Field | None:
        """The field beside which its problems stand."""
        return _FIELDS.get(self)


_FIELDS = {
    Slot.SIDE: Field.SIDE,
    Slot.VOLUME: Field.VOLUME,
    Slot.PRICE: Field.PRICE,
    Slot.STOP_LOSS: Field.STOP_LOSS,
    Slot.TAKE_PROFIT: Field.TAKE_PROFIT,
    Slot.TRAILING: Field.TRAILING,
    Slot.EXPIRATION: Field.EXPIRATION,
}
_KINDS: tuple[OrderKind | None, ...] = (None, OrderKind.LIMIT, OrderKind.STOP)
_KIND_LETTERS: dict[str, OrderKind | None] = {"m": None, "l": OrderKind.LIMIT, "s": OrderKind.STOP}
_PENDING_ONLY = (Slot.PRICE, Slot.EXPIRATION)


@dataclass(slots=True)
class Draft:
    """What stands on the ticket now.

    `tried` says that the user has asked for a review of it as it stands. `kept_ms` is the wall time at which an earlier
    run put it down; such a ticket is not sent by one key before it has been reviewed.
    """

    symbol: str
    side: Side
    kind: OrderKind | None = None
    slot: Slot = Slot.VOLUME
    texts: dict[Slot, TextField] = field(default_factory=lambda: {slot: TextField() for slot in Slot if slot.typed})
    tried: bool = False
    kept_ms: int | None = None

    @property
    def begun(self) -> bool:
        """Whether the user has put something in, so that it must not be lost or moved to another symbol."""
        return self.kind is not None or any(each.text for each in self.texts.values())

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The places that this kind of order has."""
        return tuple(slot for slot in Slot if self.kind is not None or slot not in _PENDING_ONLY)

    @property
    def current(self) -> TextField | None:
        """The text that has the focus, None on a choice."""
        return self.texts.get(self.slot)

    def text(self, slot: Slot) -> str:
        """Return what is typed at a place."""
        found = self.texts.get(slot)
        return found.text if found is not None else ""

    def given(self, side: Side | None = None, *, at_market: bool = False) -> TicketInput:
        """Return the ticket as typed, or as it would be for another side or at market."""
        return TicketInput(
            side=side or self.side,
            kind=None if at_market else self.kind,
            volume=self.text(Slot.VOLUME),
            price=self.text(Slot.PRICE),
            stop_loss=self.text(Slot.STOP_LOSS),
            take_profit=self.text(Slot.TAKE_PROFIT),
            trailing=self.text(Slot.TRAILING),
            expiration=self.text(Slot.EXPIRATION),
            note=self.text(Slot.NOTE),
        )

    def move(self, step: int) -> None:
        """Go to the next or previous place, around the end."""
        self.go_to(self.slots[(self.slots.index(self.slot) + step) % len(self.slots)])

    def go_to(self, slot: Slot) -> None:
        """Go to a place; what stands there gives way to what is typed next."""
        if slot is not self.slot:
            self.slot = slot
            self.select()

    def select(self) -> None:
        """Let what stands at the place that has the focus give way to what is typed next."""
        if self.current is not None:
            self.current.select()

    def flip(self) -> None:
        """Take the other side."""
        self.side = Side.SELL if self.side is Side.BUY else Side.BUY

    def step_kind(self, step: int = 1) -> None:
        """Walk through market, limit and stop; a place that is gone gives its focus to the volume."""
        self.kind = _KINDS[(_KINDS.index(self.kind) + step) % len(_KINDS)]
        if self.slot not in self.slots:
            self.slot = Slot.VOLUME

    def take_key(self, key: str, character: str | None) -> bool:
        """Type into the place that has the focus, choose there, or move with Tab; return whether the key was taken."""
        if key in ("tab", "shift+tab"):
            self.move(1 if key == "tab" else -1)
            return True
        if self.current is not None:
            return self.current.take_key(key, character)
        walks = key in ("left", "right", "space")
        if self.slot is Slot.SIDE:
            if walks:
                self.flip()
            self.side = {"b": Side.BUY, "s": Side.SELL}.get(key, self.side)
        elif walks:
            self.step_kind(-1 if key == "left" else 1)
        elif key in _KIND_LETTERS:
            self.kind = _KIND_LETTERS[key]
        return walks or (character is not None and character.isprintable())

    def fill(self, line: OrderLine) -> None:
        """Take over what a line of words says; what it does not name is emptied."""
        self.kind = line.kind
        for slot, each in self.texts.items():
            each.set(line.texts.get(slot, ""))
        self.slot, self.kept_ms = Slot.VOLUME, None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order in words; `symbol` is empty when none was named."""

    symbol: str
    kind: OrderKind | None
    texts: dict[Slot, str]

    @property
    def says_more(self) -> bool:
        """Whether it says anything beyond the symbol."""
        return self.kind is not None or any(self.texts.values())


_WORDS = {
    "sl": Slot.STOP_LOSS,
    "tp": Slot.TAKE_PROFIT,
    "limit": Slot.PRICE,
    "stop": Slot.PRICE,
    "trail": Slot.TRAILING,
    "until": Slot.EXPIRATION,
    "note": Slot.NOTE,
}
_FORM = "Write it as in buy EURUSD 0.1 limit 1.0820 sl 20p tp 2R until 3d note text."


def _leading_symbol(words: list[str], symbols: Iterable[str]) -> tuple[str, list[str]]:
    """Return the symbol that the words begin with, the longest there is, as one may have blanks; and the rest."""
    known = {" ".join(each.casefold().split()): each for each in symbols}
    for count in range(len(words), 0, -1):
        found = known.get(" ".join(words[:count]).casefold())
        if found is not None:
            return found, words[count:]
    return "", words


def parse_order_line(text: str, symbols: Iterable[str]) -> OrderLine:
    """Read `EURUSD 0.1 limit 1.0820 sl 20p tp 2R trail 15p until 3d note text`; all parts may be left out.

    The symbol comes first, in any case of letters; a first word with a letter in front that is no symbol is refused,
    as is a word that comes twice. What stands behind a word is not judged here. Raises UsageError.
    """
    symbol, words = _leading_symbol(text.split(), symbols)
    if not symbol and words and words[0][0].isalpha() and words[0].lower() not in _WORDS:
        raise UsageError(f"There is no symbol {words[0]}", hint=_FORM)
    kind: OrderKind | None = None
    slot = Slot.VOLUME
    parts: dict[Slot, list[str]] = {Slot.VOLUME: []}
    for word in words:
        lower = word.lower()
        if slot is Slot.NOTE or lower not in _WORDS:
            parts[slot].append(word)
            continue
        slot = _WORDS[lower]
        if slot in parts:
            raise UsageError(f"{word} comes twice", hint=_FORM)
        parts[slot] = []
        if slot is Slot.PRICE:
            kind = OrderKind(lower)
    empty = next((each for each, found in parts.items() if not found and each is not Slot.VOLUME), None)
    if empty is not None:
        raise UsageError(f"The {empty.value} is missing", hint=_FORM)
    return OrderLine(symbol, kind, {each: " ".join(found) for each, found in parts.items()})


def refuse_unreadable(order: OrderLine, currency: str) -> None:
    """Raise UsageError that names the first part of a line that its field cannot read at all.

    Whether it makes sense on the market of now is judged on the ticket, where it can be put right beside the prices.
    """
    readers: dict[Slot, Callable[[str], object]] = {
        Slot.VOLUME: lambda text: parse_volume(text, currency),
        Slot.PRICE: parse_price,
        Slot.STOP_LOSS: lambda text: parse_level(Field.STOP_LOSS, text, currency),
        Slot.TAKE_PROFIT: lambda text: parse_level(Field.TAKE_PROFIT, text, currency),
        Slot.TRAILING: parse_offset,
    }
    for slot, text in order.texts.items():
        try:
            if slot in readers:
                readers[slot](text)
        except EntryError as error:
            raise UsageError(f"{slot.value.capitalize()} “{text}”: {error.text}", hint=error.remedy) from None
