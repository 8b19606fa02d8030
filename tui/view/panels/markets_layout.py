"""Sections of facts as lines, in one column or in two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.style import Style

from tui.view.panels.markets_facts import Fact, Section
from tui.view.theme import Paint
from tui.view.widgets.lines import Line, Span, line_width, spread

TWO_COLUMNS_FROM = 80
_WIDEST = 56
"""A value far from its title is read on the wrong line."""
_GAP = 3


def section_lines(sections: Sequence[Section], paint: Paint, width: int) -> list[Line]:
    """Return all sections; where two columns fit, the first ones stand on the left."""
    two = width >= TWO_COLUMNS_FROM
    column = min((width - _GAP) // 2 if two else width, _WIDEST)
    blocks = [_section(section, paint, column) for section in sections]
    if not two:
        return [line for block in blocks for line in block]
    half = sum(map(len, blocks)) / 2
    left: list[Line] = []
    while blocks and len(left) + len(blocks[0]) / 2 <= half:
        left += blocks.pop(0)
    right = [line for block in blocks for line in block]
    return [
        (*one, Span(" " * (column + _GAP - line_width(one))), *other)
        for one, other in zip_longest(left, right, fillvalue=())
    ]


def _section(section: Section, paint: Paint, width: int) -> list[Line]:
    title = Span(f" {section.title}", paint["secondary"] + Style(bold=True))
    return [(title,), *(line for fact in section.facts for line in fact_lines(fact, paint, width)), ()]


def fact_lines(fact: Fact, paint: Paint, width: int) -> list[Line]:
    """Return a fact in one line, its value at the end, or below its title where both do not fit."""
    title, value = Span(f" {fact.title}", paint["muted"]), Span(f"{fact.value} ", paint[fact.look])
    if line_width((title, value)) < width:
        return [spread((title,), (value,), width)]
    return [(title,), *((Span(f"   {part}", paint[fact.look]),) for part in _wrapped(fact.value, width - 4))]


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
