"""Framing: consecutive JSON values cut anywhere, and bad frames that cost only themselves."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.xapi.framing import DEEPEST, BadFrame, Frame, FrameSplitter, MessageFrames

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(TEXT, VALUES, max_size=4), min_size=1, max_size=4)
STYLES = st.sampled_from(
    [{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}, {"indent": 1, "ensure_ascii": False}]
)


def feed(chunks: list[bytes], limit: int = 1_000_000) -> list[Frame]:
    splitter = FrameSplitter(limit)
    return [frame for chunk in chunks for frame in splitter.feed(chunk)]


@given(OBJECTS, STYLES, st.sampled_from(["", "\n\n", " \r\n\t"]), st.data())
def test_objects_come_out_whole_however_the_bytes_are_cut(objects, style, gap, data) -> None:
    stream = gap.encode() + b"".join((json.dumps(item, **style) + gap).encode() for item in objects)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert feed(chunks) == objects
    assert feed([stream[i : i + 1] for i in range(len(stream))]) == objects


@given(st.binary(max_size=200), st.data())
def test_no_bytes_at_all_can_break_the_splitter_and_cuts_change_nothing(stream, data) -> None:
    cut = data.draw(st.integers(0, len(stream)))
    whole = [frame for frame in feed([stream]) if isinstance(frame, dict)]
    assert [frame for frame in feed([stream[:cut], stream[cut:]]) if isinstance(frame, dict)] == whole


def test_a_character_split_between_two_reads_is_put_together() -> None:
    stream = '{"a":"żółć €"}'.encode()
    for cut in range(len(stream)):
        assert feed([stream[:cut], stream[cut:]]) == [{"a": "żółć €"}]


def test_brackets_and_escapes_inside_strings_do_not_count() -> None:
    value = {"a}]": 'x"{[\\', "b": "\\\\"}
    assert feed([json.dumps(value).encode() * 2]) == [value, value]


def test_numbers_keep_the_digits_of_their_text() -> None:
    (frame,) = feed([b'{"a":0.1,"b":32900.00000,"c":1e2,"d":5}'])
    assert isinstance(frame, dict)
    assert [str(frame[key]) for key in "abcd"] == ["0.1", "32900.00000", "1E+2", "5"]
    assert type(frame["a"]) is Decimal
    assert type(frame["d"]) is int


BAD = {
    "nan": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "huge": b'{"a":1e999}',
    "huge and negative": b'{"a":-1e999}',
    "21 digits": b'{"a":' + b"9" * 21 + b"}",
    "5000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "deep": b'{"a":' + b"[" * DEEPEST + b"]" * DEEPEST + b"}",
    "very deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "not UTF-8": b'{"a":"\xff"}',
    "no value": b'{"a":}',
    "mismatched": b'{"a"]',
    "an array": b"[1,2]",
    "a comma too many": b'{"a":1,}',
    "a raw newline": b'{"a":"\n"}',
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_frame_costs_only_itself(bad: bytes) -> None:
    stream = b'{"before":1}' + bad + b'\n\n{"after":2}'
    for chunks in ([stream], [stream[i : i + 7] for i in range(0, len(stream), 7)]):
        first, refused, last = feed(chunks)
        assert (first, last) == ({"before": 1}, {"after": 2})
        assert isinstance(refused, BadFrame)
    assert [type(frame) for frame in MessageFrames(10**6).feed(bad)] == [BadFrame]


def test_a_depth_of_sixty_four_is_taken_and_one_more_is_not() -> None:
    def nested(depth: int) -> bytes:
        return b'{"a":' * depth + b"1" + b"}" * depth

    assert isinstance(feed([nested(DEEPEST)])[0], dict)
    assert isinstance(feed([nested(DEEPEST + 1)])[0], BadFrame)


def test_garbage_between_values_is_refused_once() -> None:
    frames = feed([b'{"a":1} HTTP/1.1 400 ', b'Bad Request\r\n{"b":2}'])
    assert [type(frame) for frame in frames] == [dict, BadFrame, dict]


def test_an_overlong_frame_is_skipped_to_its_end_without_being_kept() -> None:
    splitter = FrameSplitter(limit=1000)
    frames = splitter.feed(b'{"a":"')
    for _ in range(1000):
        frames += splitter.feed(b'x{]\\"' * 100)
        assert splitter.kept <= 2000
    frames += splitter.feed(b'","b":{"c":[1]}}{"next":1}')
    assert [type(frame) for frame in frames] == [BadFrame, dict]
    assert frames[-1] == {"next": 1}


def test_many_short_frames_in_one_read_are_not_overlong() -> None:
    assert feed([b'{"a":1}' * 1000], limit=100) == [{"a": 1}] * 1000


def test_a_message_may_hold_several_values_and_a_cut_one_is_refused() -> None:
    messages = MessageFrames(1000)
    assert messages.feed(b'{"a":1}\n\n') == [{"a": 1}]
    assert messages.feed(b'{"a":1}{"b":2}') == [{"a": 1}, {"b": 2}]
    first, second = messages.feed(b'{"a":1}{"b":')
    assert first == {"a": 1}
    assert isinstance(second, BadFrame)
    assert messages.feed(b'{"c":3}') == [{"c": 3}]
    assert [type(frame) for frame in messages.feed(b'{"a":"' + b"x" * 1000 + b'"}')] == [BadFrame]


def test_a_refused_frame_says_nothing_of_its_content() -> None:
    for frame in feed([b'{"password":"s3cret", 1}{"s3cret":1e999}s3cret']):
        assert "s3cret" not in repr(frame)
