"""A change or a close that is being filled in: its fields, and what it is solved to on the facts of now."""

from __future__ import annotations

from tui.domain.entry import Field
from tui.domain.facts import Facts
from tui.domain.intent import OrderWish
from tui.domain.manage import ManagePlan, ModifyInput, modify_input, solve_close, solve_modify
from tui.domain.nudge import last_price, step_text
from tui.domain.position import PendingOrder, Position
from tui.view.widgets.text_field import TextField

PRICED = (Field.PRICE, Field.STOP_LOSS, Field.TAKE_PROFIT)


class AdjustDraft:
    """What stands in the form. `tried` says that the user has asked for a review of it as it stands."""

    def __init__(self, target: Position | PendingOrder, facts: Facts, *, closing: bool, part: str = "") -> None:
        self.target = target
        self.closing = closing
        self.tried = False
        self.before = modify_input(target, facts)
        if closing:
            self.texts = {Field.VOLUME: TextField(part)}
        else:
            self.texts = {
                Field.STOP_LOSS: TextField(self.before.stop_loss),
                Field.TAKE_PROFIT: TextField(self.before.take_profit),
                Field.TRAILING: TextField(self.before.trailing),
            }
            if isinstance(target, PendingOrder):
                first = {Field.PRICE: TextField(self.before.price)}
                self.texts = first | self.texts | {Field.EXPIRATION: TextField(self.before.expiration)}
        self.field = next(iter(self.texts))
        self.current.select()

    def fill(self, wish: OrderWish) -> None:
        """Take over the levels of a wish; what it leaves out is emptied."""
        values = {Field.STOP_LOSS: wish.stop_loss, Field.TAKE_PROFIT: wish.take_profit, Field.PRICE: wish.price}
        for field, value in values.items():
            if field in self.texts:
                self.texts[field].set(f"{value:f}" if value else "")
        if Field.TRAILING in self.texts:
            self.texts[Field.TRAILING].set(str(wish.trailing_offset) if wish.trailing_offset else "")

    @property
    def current(self) -> TextField:
        """The text that has the focus."""
        return self.texts[self.field]

    def text(self, field: Field) -> str:
        """Return what is typed in a field."""
        return self.texts[field].text if field in self.texts else ""

    def move(self, step: int) -> None:
        """Go to the next or previous field, around the end."""
        fields = tuple(self.texts)
        self.go_to(fields[(fields.index(self.field) + step) % len(fields)])

    def go_to(self, field: Field) -> None:
        """Go to a field; what stands there gives way to what is typed next."""
        if field is not self.field:
            self.field = field
            self.current.select()

    def solve(self, facts: Facts) -> ManagePlan:
        """Solve what is typed."""
        if self.closing and isinstance(self.target, Position):
            return solve_close(self.text(Field.VOLUME), self.target, facts)
        given = ModifyInput(
            stop_loss=self.text(Field.STOP_LOSS),
            take_profit=self.text(Field.TAKE_PROFIT),
            trailing=self.text(Field.TRAILING),
            price=self.text(Field.PRICE),
            expiration=self.text(Field.EXPIRATION),
        )
        return solve_modify(given, self.target, facts)

    def step(self, steps: int, facts: Facts) -> None:
        """Move the field by so many of its steps."""
        if self.field is Field.EXPIRATION:
            return
        text = self.current.text
        if self.closing and not text and isinstance(self.target, Position):
            # An empty volume is all of it, and the first step goes down from there.
            text = f"{self.target.volume:f}"
        self.current.set(step_text(self.field, text, steps, self.target.side, facts))

    def put_last_price(self, facts: Facts) -> None:
        """Put the market price into a field of prices."""
        if self.field in PRICED:
            self.current.set(last_price(self.field, self.target.side, facts) or self.current.text)

    def types_sign(self, key: str) -> bool:
        """Whether + and - are letters here: at the start of a price that counts from the market, and in a date."""
        if key not in ("plus", "minus"):
            return False
        return self.field is Field.EXPIRATION or (self.field is Field.PRICE and not self.current.text)
