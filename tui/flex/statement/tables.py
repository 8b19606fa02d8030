"""Tables of text, kept small: a row is one packed string until somebody looks at it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

Row = tuple[str | None, ...]
"""The cells of one row in the order of the table's columns: None where absent, "" where empty."""

Path = tuple[str, ...]
"""Element names below the statement, the row's own last: ("Trades", "Trade"), ("AccountInformation",)."""

TEXT = "#text"
"""Name of the column, and last name of the path, of words that stand between tags."""

SEPARATOR = "\x1f"
"""Between the cells of a packed row: cleaned text cannot have it."""

_NO_ROW = 0xFFFF_FFFF
_MOST_REMEMBERED = 256


class Table:
    """All rows of one kind in one section of one statement; immutable. Rows are unpacked when asked for.

    `columns` are in the order of first appearance. A table below rows of another kind (FxLot in FxPosition) names
    that table as `parent`.
    """

    __slots__ = ("_packed", "_parent_rows", "_shape_of", "_shapes", "_slots", "columns", "parent", "path")

    def __init__(
        self,
        path: Path,
        shapes: Sequence[tuple[str, ...]],
        packed: Sequence[str],
        *,
        shape_of: array[int] | None = None,
        parent: Table | None = None,
        parent_rows: array[int] | None = None,
    ) -> None:
        self.path = path
        self.parent = parent
        self.columns = tuple(dict.fromkeys(name for shape in shapes for name in shape))
        """Names of the columns."""
        self._shapes = tuple(shapes)
        self._packed = packed
        self._shape_of = shape_of
        self._parent_rows = parent_rows
        self._slots: dict[int, tuple[int, ...] | None] = {}

    @classmethod
    def of(cls, path: Path, rows: Sequence[Mapping[str, str]]) -> Table:
        """Make a table of rows that are at hand as mappings of cleaned text."""
        shapes: dict[tuple[str, ...], int] = {}
        shape_of = array("I", [shapes.setdefault(tuple(row), len(shapes)) for row in rows])
        return cls(path, tuple(shapes), [SEPARATOR.join(row.values()) for row in rows], shape_of=shape_of)

    @property
    def section(self) -> str:
        """The section that the rows are in."""
        return self.path[0]

    @property
    def kind(self) -> str:
        """What one row is: the name of its element, `Trade` in the section `Trades`."""
        return self.path[-1]

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Row]:
        return map(self.__getitem__, range(len(self._packed)))

    def __getitem__(self, index: int) -> Row:
        shape = self._shape_of[index] if self._shape_of is not None else 0
        places = self._places(shape)
        cells = self._packed[index].split(SEPARATOR)
        if places is None:
            return tuple(cells)
        return tuple([None if place < 0 else cells[place] for place in places])

    def __repr__(self) -> str:
        return f"Table({'/'.join(self.path)}, {len(self)} rows, {len(self.columns)} columns)"

    def attributes(self, index: int) -> dict[str, str]:
        """Return the attributes that row `index` has, in the order of the file."""
        shape = self._shapes[self._shape_of[index] if self._shape_of is not None else 0]
        return dict(zip(shape, self._packed[index].split(SEPARATOR), strict=True))

    def parent_row(self, index: int) -> int | None:
        """Return which row of `parent` row `index` stands in."""
        if self.parent is None or self._parent_rows is None:
            return None
        found = self._parent_rows[index]
        return None if found == _NO_ROW else found

    def place(self, column: str) -> int | None:
        """Return where a column is in each row, None when there is none of that name; upper case does not count."""
        if column in self.columns:
            return self.columns.index(column)
        folded = column.lower()
        return next((at for at, name in enumerate(self.columns) if name.lower() == folded), None)

    def column(self, name: str) -> list[str | None]:
        """Return one column's cells; all None when the table has no such column."""
        at = self.place(name)
        return [None] * len(self) if at is None else [row[at] for row in self]

    def only(self, indices: Sequence[int]) -> Table:
        """Return a table of these rows, in this order; in which row each stands stays known."""
        packed = [self._packed[index] for index in indices]
        shape_of = None if self._shape_of is None else array("I", [self._shape_of[index] for index in indices])
        rows = None if self._parent_rows is None else array("I", [self._parent_rows[index] for index in indices])
        return Table(
            self.path,
            self._shapes,
            packed,
            shape_of=shape_of,
            parent=self.parent,
            parent_rows=rows,
        )

    def _places(self, number: int) -> tuple[int, ...] | None:
        if number in self._slots:
            return self._slots[number]
        shape = self._shapes[number]
        at = {name: place for place, name in enumerate(shape)}
        places = None if shape == self.columns else tuple([at.get(name, -1) for name in self.columns])
        # A real table has a handful of shapes; one made to harm has a million, and they are not remembered.
        if len(self._slots) < _MOST_REMEMBERED:
            self._slots[number] = places
        return places


class TableBuilder:
    """Collects the rows of one table; `pack` is how the cells become one string."""

    __slots__ = ("_built", "_names", "_packed", "_parent_rows", "_shape_of", "_shapes", "parent", "path")

    def __init__(self, path: Path, parent: TableBuilder | None = None) -> None:
        self.path = path
        self.parent = parent
        self._shapes: dict[tuple[str, ...], int] = {}
        self._names: dict[str, None] = {}
        self._packed: list[str] = []
        self._shape_of: array[int] = array("I")
        self._parent_rows: array[int] = array("I")
        self._built: Table | None = None

    @property
    def width(self) -> int:
        """How many different columns there are so far."""
        return len(self._names)

    def add(self, shape: tuple[str, ...], packed: str, parent_row: int = -1) -> int:
        """Add a row of already cleaned and packed cells, as many as `shape` has names; return its index."""
        number = self._shapes.get(shape)
        if number is None:
            number = self._shapes[shape] = len(self._shapes)
            self._names.update(dict.fromkeys(shape))
        self._packed.append(packed)
        self._shape_of.append(number)
        if self.parent is not None:
            self._parent_rows.append(parent_row if parent_row >= 0 else _NO_ROW)
        return len(self._packed) - 1

    def build(self) -> Table:
        """Return the table; nothing may be added after."""
        if self._built is None:
            parent = self.parent.build() if self.parent is not None else None
            shape_of = self._shape_of if len(self._shapes) > 1 else None
            rows = self._parent_rows if parent is not None else None
            self._built = Table(
                self.path,
                tuple(self._shapes),
                self._packed,
                shape_of=shape_of,
                parent=parent,
                parent_rows=rows,
            )
        return self._built
