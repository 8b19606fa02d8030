"""Esc is Esc, whatever is typed soon after it; sequences, Alt and pasted text stay what they are."""

from __future__ import annotations

import os
import select

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.view.terminal.escape import ESC_ALONE, EscapeApart, KeyPump

E = b"\x1b"


def handed_on(*reads: bytes, alt: bool = False) -> bytes:
    apart = EscapeApart(alt=alt)
    return b"".join([*(apart.feed(each) for each in reads), apart.rest()])


@pytest.mark.parametrize(
    ("reads", "keys"),
    [
        ((E,), ESC_ALONE),
        ((E, b":buy"), ESC_ALONE + b":buy"),
        ((E + b":buy\r",), ESC_ALONE + b":buy\r"),
        ((E, b"b"), ESC_ALONE + b"b"),
        ((b"x" + E + b"2",), b"x" + ESC_ALONE + b"2"),
        ((E + b"\r",), ESC_ALONE + b"\r"),
        ((E + E + b"q",), ESC_ALONE + ESC_ALONE + b"q"),
        ((E + "ü".encode(),), ESC_ALONE + "ü".encode()),
    ],
)
def test_esc_and_a_key_are_two_keys(reads: tuple[bytes, ...], keys: bytes) -> None:
    assert handed_on(*reads) == keys


@pytest.mark.parametrize(
    "sequence",
    [
        E + b"[A",
        E + b"OP",
        E + b"[<0;10;3M",
        E + b"[?2026;2$p",
        E + b"]11;rgb:0000/0000/0000" + E + b"\\",
        E + b"P>|term" + E + b"\\",
        E + b"[200~a" + E + b"z\nb" + E + b"[201~",
    ],
)
def test_sequences_pass_as_they_are_however_they_are_cut(sequence: bytes) -> None:
    assert handed_on(sequence) == sequence
    assert handed_on(sequence[:1], sequence[1:]) == sequence
    assert handed_on(sequence + b"j" + sequence) == sequence + b"j" + sequence


@pytest.mark.parametrize("rest", [b"[B", b"OS", b"[1;2B", b"[<0;10;3M"])
def test_the_rest_of_a_sequence_that_comes_late_is_never_typed(rest: bytes) -> None:
    apart = EscapeApart()
    assert apart.feed(E) + apart.rest() == ESC_ALONE
    assert apart.feed(rest + b"B") == E + rest + b"B"
    assert apart.feed(rest) == rest


def test_keys_typed_one_by_one_behind_esc_are_keys() -> None:
    apart = EscapeApart()
    assert apart.feed(E) + apart.rest() == ESC_ALONE
    assert apart.feed(b"[") + apart.feed(b"B") == b"[B"


def test_after_a_paste_esc_is_esc_again() -> None:
    pasted = E + b"[200~" + E + b"z" + E + b"[201~"
    assert handed_on(pasted + E + b"z") == pasted + ESC_ALONE + b"z"


@pytest.mark.parametrize("key", [b"b", b"f", b"d", b"\x7f"])
def test_alt_and_a_key_of_editing_stay_one_key_when_they_come_together(key: bytes) -> None:
    assert handed_on(E + key) == E + key
    assert handed_on(E, key) == ESC_ALONE + key


def test_who_has_keys_with_alt_keeps_them() -> None:
    assert handed_on(E + b"x", alt=True) == E + b"x"
    assert handed_on(E, b"x", alt=True) == ESC_ALONE + b"x"


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=12), max_size=6))
def test_nothing_is_lost_and_nothing_else_is_changed(reads: list[bytes]) -> None:
    assert handed_on(*reads).replace(ESC_ALONE, E) == b"".join(reads).replace(ESC_ALONE, E)


def test_the_pump_hands_on_what_a_terminal_sends_and_ends_when_it_is_told_to_or_the_terminal_is_gone() -> None:
    for hangs_up in (False, True):
        terminal, other_side = os.pipe()
        pump = KeyPump(terminal, EscapeApart())
        pump.start()
        os.write(other_side, b"j" + E)
        got = b""
        while not got.endswith(ESC_ALONE):
            assert select.select([pump.outlet], [], [], 20)[0]
            got += os.read(pump.outlet, 100)
        assert got == b"j" + ESC_ALONE
        if hangs_up:
            os.close(other_side)
        pump.stop()
        os.close(terminal)
        if not hangs_up:
            os.close(other_side)


def test_the_pump_can_be_ended_while_nobody_takes_what_it_read() -> None:
    terminal, other_side = os.pipe()
    pump = KeyPump(terminal, EscapeApart())
    pump.start()
    for _ in range(24):
        os.write(other_side, b"x" * 4096)
    pump.stop()
    os.close(terminal)
    os.close(other_side)
