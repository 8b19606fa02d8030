"""JSON values are found in a byte stream wherever it is cut, and the rules of the line are counted right."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.simulator.splitter import BrokenStreamError, JsonSplitter
from tui.simulator.validation import AddressCounter, ConnectionRules, Limits, RuleBrokenError, parse_object

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(), VALUES, max_size=4)


@given(st.lists(OBJECTS, max_size=4), st.integers(1, 7), st.sampled_from(["", "\n\n", " \r\n\t"]), st.booleans())
def test_objects_are_found_however_the_stream_is_cut(
    objects: list[dict[str, object]], size: int, gap: str, pretty: bool
) -> None:
    text = gap.join(json.dumps(one, ensure_ascii=False, indent=2 if pretty else None) for one in objects)
    data = text.encode("utf-8", "surrogatepass")
    splitter = JsonSplitter(1_000_000)
    found: list[bytes] = []
    for at in range(0, len(data), size):
        found += splitter.feed(data[at : at + size])
    assert [json.loads(one.decode("utf-8", "surrogatepass")) for one in found] == objects


@pytest.mark.parametrize("data", [b"x", b"[1]", b'"{}"', b"\xff", b"{}x", b"{} 1"])
def test_anything_but_objects_breaks_the_stream(data: bytes) -> None:
    with pytest.raises(BrokenStreamError):
        JsonSplitter(100).feed(data)


def test_an_endless_object_breaks_the_stream_at_the_limit() -> None:
    splitter = JsonSplitter(100)
    splitter.feed(b'{"a":"' + b"x" * 94)
    with pytest.raises(BrokenStreamError):
        splitter.feed(b"x")


def test_only_an_unbroken_run_of_six_short_gaps_breaks_the_rule() -> None:
    rules = ConnectionRules(Limits())
    now = 0.0
    for _ in range(20):
        for _ in range(5):
            now += 0.199
            rules.check(b"{}", now)
        now += 0.201
        rules.check(b"{}", now)
    for _ in range(5):
        now += 0.1
        rules.check(b"{}", now)
    with pytest.raises(RuleBrokenError):
        rules.check(b"{}", now + 0.1)


def test_a_kilobyte_is_counted_in_bytes_not_characters() -> None:
    rules = ConnectionRules(Limits(command_bytes=20))
    rules.check('{"a":"1234567890xy"}', 0.0)
    with pytest.raises(RuleBrokenError):
        rules.check('{"a":"1234567890xż"}', 1.0)


@pytest.mark.parametrize("text", ["", "1", "null", '{"a":NaN}', '{"a":-Infinity}', "{" * 50_000, '{"a":1}{', b"\xff{}"])
def test_only_plain_objects_parse(text: str | bytes) -> None:
    with pytest.raises(RuleBrokenError):
        parse_object(text)


def test_addresses_are_counted_in_and_out() -> None:
    counter = AddressCounter(2)
    assert counter.enter("a")
    assert counter.enter("a")
    assert not counter.enter("a")
    assert counter.enter("b")
    counter.leave("a")
    assert counter.enter("a")
