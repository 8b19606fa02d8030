"""A step comes back from its text as it went in, and what is no step is refused."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest
from hypothesis import given

from tests.unit.desk.orders.steps import INTENTS, STEPS, WISHES, a_step, an_intent
from tui.desk.orders import codec
from tui.desk.orders.codec import CodecError
from tui.domain.intent import Intent, OrderWish
from tui.domain.steps import Basis, Step, StepKind


def strings(step: Step) -> str:
    """Tell numbers apart that are equal but not written alike: 0.10 from 0.1."""
    return repr(step)


@given(STEPS)
def test_any_step_comes_back_as_it_went_in(step: Step) -> None:
    text = codec.encode(step)
    assert text.isascii()
    assert strings(codec.decode(text)) == strings(step)


def test_the_strategies_know_every_field() -> None:
    for made, kind in ((STEPS, Step), (INTENTS, Intent), (WISHES, OrderWish)):
        names = {field.name for field in dataclasses.fields(kind)}
        assert all(f"{name}=" in repr(made) for name in names), kind


def test_defaults_are_left_out_and_decimals_keep_their_digits() -> None:
    step = a_step(StepKind.RECORD, 4, basis=Basis.TAG, price=Decimal("1.10"))
    assert json.loads(codec.encode(step)) == {
        "tag": "XD1.A",
        "number": 4,
        "kind": "RECORD",
        "at_ms": 1_790_000_000_004,
        "mono": 1004.25,
        "epoch": 1,
        "basis": "tag",
        "price": "1.10",
    }


GOOD = json.loads(codec.encode(a_step(StepKind.INTENT, 0, intent=an_intent())))


def wish_with(**changes: object) -> dict[str, object]:
    intent = dict(GOOD["intent"])
    return {**GOOD, "intent": {**intent, "wish": {**intent["wish"], **changes}}}


@pytest.mark.parametrize(
    "value",
    [
        [],
        None,
        "step",
        {},
        {name: inside for name, inside in GOOD.items() if name != "tag"},
        {**GOOD, "stranger": 1},
        {**GOOD, "number": True},
        {**GOOD, "number": "0"},
        {**GOOD, "kind": "DANCED"},
        {**GOOD, "mono": "1"},
        {**GOOD, "mono": True},
        {**GOOD, "price": 1.1},
        {**GOOD, "price": "many"},
        {**GOOD, "intent": []},
        {**GOOD, "intent": {}},
        wish_with(side="both"),
        wish_with(volume=0.1),
        wish_with(stranger=1),
    ],
)
def test_what_is_no_step_is_refused(value: object) -> None:
    with pytest.raises(CodecError):
        codec.decode(json.dumps(value))


@pytest.mark.parametrize("text", ["", "{", '{"mono":NaN}', "[" * 100_000, "1" * 10_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(CodecError):
        codec.decode(text)


def test_a_time_that_is_no_number_has_no_text() -> None:
    with pytest.raises(ValueError, match="JSON"):
        codec.encode(a_step(StepKind.SENT, 1, mono=float("nan")))
