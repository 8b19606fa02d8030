"""How much room each pane has: the user's own sizes for each class of terminal, and how a border moves."""

from __future__ import annotations

import enum
from collections.abc import MutableMapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from textual.css.scalar import Scalar, Unit
from textual.dom import DOMNode
from textual.geometry import Size
from textual.widget import Widget

Sizes = MutableMapping[str, int]
"""Shares of the room around, in ten-thousandths, by `class.screen.widget.axis`; zoomed panes have none."""

AXES: Final = ("width", "height")
_WHOLE: Final = 10_000
_LEAST: Final = {"width": 12, "height": 4}


class SizeClass(enum.Enum):
    """Classes of terminals; each has a layout of its own, and the user's sizes for it."""

    SMALL = "small"
    """One pane at a time."""
    PORTRAIT = "portrait"
    """Narrow, but high enough for panes one above the other."""
    MIDDLE = "middle"
    WIDE = "wide"
    """Room for more panes and more columns."""


NARROW_BELOW: Final = (104, 30)
"""Columns and rows below which panes do not stand beside each other."""

PORTRAIT_FROM: Final = (60, 40)
"""Columns and rows from which a narrow terminal shows panes one above the other."""

WIDE_FROM: Final = (170, 40)
"""Columns and rows from which a second chart has its place."""


def size_class(size: Size) -> SizeClass:
    """Return the class of a terminal's size."""
    if size.width >= WIDE_FROM[0] and size.height >= WIDE_FROM[1]:
        return SizeClass.WIDE
    if size.width >= NARROW_BELOW[0] and size.height >= NARROW_BELOW[1]:
        return SizeClass.MIDDLE
    if PORTRAIT_FROM[0] <= size.width < NARROW_BELOW[0] and size.height >= PORTRAIT_FROM[1]:
        return SizeClass.PORTRAIT
    return SizeClass.SMALL


@dataclass(frozen=True, slots=True)
class Split:
    """A border that can move: `widget` grows along `axis` as the border moves on, or back where `sign` is -1."""

    widget: Widget
    axis: str
    sign: int


class PaneSizes:
    """Gives the panes of one screen the sizes that the user chose, as far as the neighbours keep their least.

    `sizes` is shared by all screens and kept between starts; `screen` names this one in it. Sizes are kept for the
    widgets with an id in the screen's body and in each container of the class `group` below it.
    """

    def __init__(self, screen: str, sizes: Sizes) -> None:
        self.screen = screen
        self._sizes = sizes

    def apply(self, panes: Widget, of: SizeClass, *, alone: bool) -> bool:
        """Give every pane its size; where one is shown `alone`, it has all the room. Returns whether any has one."""
        some = False
        for widget in [child for group in _groups(panes) for child in group.children if child.id is not None]:
            for axis in AXES:
                share = None if alone else self._sizes.get(self._key(of, widget, axis))
                own = _own(widget, axis)
                if (None if own is None else own.value) != (None if share is None else share / 100):
                    setattr(widget.styles, axis, None if share is None else f"{share / 100}%")
                some = some or share is not None
        return some

    def fit(self, panes: Widget) -> None:
        """Take back what a pane has more than its neighbours can spare: sizes may be of a larger terminal.

        What the user chose stays remembered; call this once the sizes have been laid out.
        """
        for group in _groups(panes):
            shown = _shown(group)
            for axis in AXES:
                for widget in shown if _runs_along(group, axis) else ():
                    most, room = _most(widget, axis), _room(group, axis)
                    if _own(widget, axis) is not None and room > 0 and extent(widget, axis) > most:
                        setattr(widget.styles, axis, f"{100 * (max(most, _least(widget, axis)) + 0.5) / room}%")

    def resize(self, split: Split, cells: int, of: SizeClass) -> bool:
        """Let the widget of a split have so many cells, within what it and its neighbours need at least."""
        widget, axis = split.widget, split.axis
        parent = widget.parent
        if not isinstance(parent, Widget):
            return False
        room = _room(parent, axis)
        cells = max(_least(widget, axis), min(cells, _most(widget, axis)))
        if cells == extent(widget, axis) or room <= 0:
            return False
        # Half a cell more than the share, so that the same room gives the same cells however it is rounded.
        self._sizes[self._key(of, widget, axis)] = int((cells + 0.5) * _WHOLE / room)
        return True

    def forget(self, of: SizeClass | None) -> bool:
        """Forget the user's sizes of a class, or of all; return whether there were any."""
        start = "" if of is None else f"{of.value}."
        gone = [key for key in self._sizes if key.startswith(start)]
        for key in gone:
            del self._sizes[key]
        return bool(gone)

    def _key(self, of: SizeClass, widget: Widget, axis: str) -> str:
        return f"{of.value}.{self.screen}.{widget.id}.{axis}"


def splits_of(pane: Widget, axis: str, body: Widget) -> list[Split]:
    """Return the borders by which a pane can grow along an axis, the nearest first."""
    found: list[Split] = []
    node: DOMNode | None = pane
    while isinstance(node, Widget) and node is not body:
        parent = node.parent
        shown = _shown(parent) if isinstance(parent, Widget) else []
        if isinstance(parent, Widget) and _runs_along(parent, axis) and node in shown:
            found += _splits_among(shown, shown.index(node), axis)
        node = parent
    return found


def split_at(body: Widget, x: int, y: int) -> Split | None:
    """Return the border under a place of the screen, None when there is none."""
    for group in _groups(body):
        shown = _shown(group) if group.is_on_screen else []
        for before, after in pairwise(shown):
            for axis in AXES:
                if _runs_along(group, axis) and _between(before, after, axis, x, y):
                    return _splits_among([before, after], 0, axis)[0]
    return None


def extent(widget: Widget, axis: str) -> int:
    """Return the cells that a pane has, or will have once what was chosen for it has been laid out."""
    own, parent = _own(widget, axis), widget.parent
    if own is not None and isinstance(parent, Widget):
        return max(_least(widget, axis), int(own.value * _room(parent, axis) / 100))
    return widget.outer_size.width if axis == "width" else widget.outer_size.height


def _splits_among(shown: list[Widget], index: int, axis: str) -> list[Split]:
    """The borders by which the widget at `index` grows: its own size where it has one, else those of neighbours."""
    wanted = shown[index]
    if not _flexible(wanted, axis):
        return [Split(wanted, axis, 1)]
    neighbours = [*shown[index + 1 : index + 2], *shown[max(0, index - 1) : index]]
    sized = [Split(other, axis, -1) for other in neighbours if not _flexible(other, axis)]
    if sized:
        return sized
    # Of two that share the room, the first one gets a size of its own.
    first = min(wanted, neighbours[0], key=shown.index)
    return [Split(first, axis, 1 if first is wanted else -1)]


def _between(before: Widget, after: Widget, axis: str, x: int, y: int) -> bool:
    one, two = before.region, after.region
    if axis == "width":
        return one.y <= y < one.bottom and x in (one.right - 1, two.x) and two.x - one.right in (0, 1)
    return one.x <= x < one.right and y in (one.bottom - 1, two.y) and two.y - one.bottom in (0, 1)


def _groups(body: Widget) -> list[Widget]:
    return [body, *body.query(".group").results(Widget)]


def _shown(parent: Widget) -> list[Widget]:
    """The children of a group in the order in which they stand."""
    found = [child for child in parent.children if child.display and child.region]
    return sorted(found, key=lambda child: (child.region.y, child.region.x))


def _runs_along(parent: Widget, axis: str) -> bool:
    children = _shown(parent)
    if len(children) < 2:
        return False
    first, second = children[0].region, children[1].region
    return first.right <= second.x if axis == "width" else first.bottom <= second.y


def _most(widget: Widget, axis: str) -> int:
    """How much a widget can have: others with a size of their own keep it, the rest what they need at least."""
    parent = widget.parent
    if not isinstance(parent, Widget):
        return 0
    others = [other for other in _shown(parent) if other is not widget]
    taken = sum(_least(other, axis) if _flexible(other, axis) else extent(other, axis) for other in others)
    return _room(parent, axis) - taken


def _own(widget: Widget, axis: str) -> Scalar | None:
    inline = widget.styles.inline
    return inline.width if axis == "width" else inline.height


def _flexible(widget: Widget, axis: str) -> bool:
    value = widget.styles.width if axis == "width" else widget.styles.height
    return value is None or value.unit in (Unit.FRACTION, Unit.AUTO)


def _room(parent: Widget, axis: str) -> int:
    return parent.content_size.width if axis == "width" else parent.content_size.height


def _least(widget: Widget, axis: str) -> int:
    value = widget.styles.min_width if axis == "width" else widget.styles.min_height
    return int(value.value) if value is not None and value.unit is Unit.CELLS else _LEAST[axis]
