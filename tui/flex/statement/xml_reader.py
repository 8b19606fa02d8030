"""Reads statements in XML on expat, the fast parser, and refuses while parsing what attacks are made of."""

from __future__ import annotations

from pyexpat import errors as expat_errors
from xml.parsers import expat

from tui.flex.statement.collect import LimitReachedError, Notes, StatementBuilder
from tui.flex.statement.errors import NotAStatementError, UnsafeError
from tui.flex.statement.limits import Limits
from tui.flex.statement.model import Format, Problem, Section, Statement, StatementFile
from tui.flex.statement.source import Source
from tui.flex.statement.tables import TEXT
from tui.net.text import clean_line

SAFE_EXPAT = (2, 4, 1)
"""Earlier ones can be made to take all memory by a small file."""

_ROOTS = frozenset({"FlexQueryResponse", "FlexStatements", "FlexStatement"})


def read(source: Source, limits: Limits) -> StatementFile:
    """Read a statement in XML; errors as in `read_statement`."""
    require_safe_expat(expat.version_info)
    reading = _Reading(limits)
    reading.run(source)
    return reading.result(source.size)


def require_safe_expat(version: tuple[int, ...]) -> None:
    """Raise UnsafeError when Python's XML parser is one that a hostile file can harm."""
    if tuple(version) < SAFE_EXPAT:
        found = ".".join(map(str, version))
        raise UnsafeError(
            "This Python's XML parser is too old to be safe",
            f"expat {found}",
            "Use a Python with expat 2.4.1 or newer.",
        )


class _Refused(Exception):  # noqa: N818 - it is told apart from errors of expat
    """Something that a statement never has."""


class _Reading:
    """One file on its way through the parser: the frame of statements here, their inside in a `StatementBuilder`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._notes = Notes(limits)
        self._parser = expat.ParserCreate()
        self._parser.ordered_attributes = True
        self._parser.buffer_text = True
        self._target: StatementBuilder | None = None
        self._outside = StatementBuilder({}, self._notes)
        self._depth = 0
        self._root = ""
        self._attributes: dict[str, str] = {}
        self._statements: list[Statement] = []
        self._expected: list[int] = []
        self._words: list[str] = []
        self._moved = False
        self._listen()

    def run(self, source: Source) -> None:
        """Feed the pieces until the end or the first thing that cannot be gone over."""
        still = 0
        try:
            for piece in source.pieces():
                self._moved = False
                self._parser.Parse(piece)
                still = 0 if self._moved else still + len(piece)
                if still > self._limits.longest_tag:
                    raise LimitReachedError(f"a tag of more than {self._limits.longest_tag} bytes")
                if len(self._parser.intern) > self._limits.most_names:
                    raise LimitReachedError(f"more than {self._limits.most_names} different names")
            if source.trouble:
                raise LimitReachedError(source.trouble)
            self._parser.Parse(b"", True)
        except _Refused as refused:
            if not self._root:
                raise UnsafeError(
                    "The file was refused",
                    f"It has {refused}, which no statement has.",
                    "Do not trust where it is from.",
                ) from None
            self._end(f"{refused} stands here, which no statement has; nothing behind it was read")
        except LimitReachedError as reached:
            self._end(f"{reached}; nothing behind it was read")
        except expat.ExpatError as error:
            self._broke(error)
        except (LookupError, ValueError) as error:
            # Unknown and wide encodings come as Python's own errors out of the parser.
            self._end(f"the file's encoding cannot be read ({type(error).__name__})")
        if not self._root:
            raise NotAStatementError("The file is not a statement", self._first_problem(), "Fetch it again.")

    def result(self, size: int) -> StatementFile:
        """Return what was read."""
        self._flush()
        if self._target is not None and self._target is not self._outside:
            self._statements.append(self._target.build(complete=False))
        outside = self._outside.build(complete=True)
        problems = self._notes.all()
        if not any(problem.ended for problem in problems):
            problems = (*self._miscounted(), *problems)
        statements = tuple(self._statements)
        return StatementFile(Format.XML, self._attributes, statements, outside, _messages(outside), problems, size)

    def _listen(self) -> None:
        parser = self._parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._stop
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = lambda *_: self._refuse("a document type declaration (DTD)")
        parser.EntityDeclHandler = lambda *_: self._refuse("the definition of an entity")
        parser.CommentHandler = lambda *_: self._move()
        parser.ProcessingInstructionHandler = lambda *_: self._move()

    def _start(self, name: str, attributes: list[str]) -> None:
        self._moved = True
        self._depth += 1
        if self._depth > self._limits.most_depth:
            raise LimitReachedError(f"elements are nested more than {self._limits.most_depth} deep")
        if self._words:
            self._flush()
        if self._target is not None:
            self._target.open(name, attributes[::2], attributes[1::2])
        else:
            self._frame(name.rpartition(":")[2], attributes)

    def _frame(self, name: str, attributes: list[str]) -> None:
        names, cells = attributes[::2], attributes[1::2]
        if not self._root:
            if name not in _ROOTS:
                raise NotAStatementError(f"The file is not a statement but <{clean_line(name, 60)}>", "", "")
            self._root = name
        if name == "FlexQueryResponse" and self._depth == 1:
            self._attributes = self._mapping(names, cells)
        elif name == "FlexStatement":
            if len(self._statements) >= self._limits.most_statements:
                raise LimitReachedError(f"more than {self._limits.most_statements} statements")
            self._target = StatementBuilder(self._mapping(names, cells), self._notes)
        elif name == "FlexStatements":
            found = self._mapping(names, cells)
            self._attributes = found | self._attributes
            count = found.get("count", "")
            self._expected += [int(count)] if count.isascii() and count.isdigit() and len(count) < 10 else []
        else:
            self._target = self._outside
            self._outside.open(name, names, cells)

    def _stop(self, _: str) -> None:
        self._moved = True
        self._depth -= 1
        if self._words:
            self._flush()
        target = self._target
        if target is None:
            return
        if target.depth:
            target.close()
        else:
            self._statements.append(target.build(complete=True))
            self._target = None
        if target is self._outside and not target.depth:
            self._target = None

    def _text(self, words: str) -> None:
        self._moved = True
        if not words.isspace():
            self._words.append(words)

    def _flush(self) -> None:
        if self._words:
            words = "".join(self._words).strip()
            self._words.clear()
            (self._target or self._outside).text(words)

    def _move(self) -> None:
        self._moved = True

    def _refuse(self, what: str) -> None:
        raise _Refused(what)

    def _mapping(self, names: list[str], cells: list[str]) -> dict[str, str]:
        if len(names) > self._limits.most_columns:
            raise LimitReachedError(f"more than {self._limits.most_columns} attributes")
        shape = self._notes.shape(tuple(names))
        return dict(zip(shape, map(self._notes.clean, cells), strict=True))

    def _end(self, text: str) -> None:
        line, offset = self._parser.CurrentLineNumber, self._parser.CurrentByteIndex
        self._notes.add(Problem(text, line, max(0, offset), ended=True))

    def _broke(self, error: expat.ExpatError) -> None:
        text = expat_errors.messages.get(error.code, "not XML")
        if error.code == expat_errors.codes[expat_errors.XML_ERROR_NO_ELEMENTS]:
            text = "the file ends here, in the middle"
        self._notes.add(Problem(text, error.lineno, max(0, self._parser.ErrorByteIndex), ended=True))

    def _first_problem(self) -> str:
        return next((str(problem) for problem in self._notes.all()), "It has no element.")

    def _miscounted(self) -> tuple[Problem, ...]:
        expected, found = sum(self._expected), len(self._statements)
        if not self._expected or expected == found:
            return ()
        announced = f"{expected} statement{'' if expected == 1 else 's'}"
        return (Problem(f"The file announces {announced} and has {found}; all of them were read."),)


def _messages(outside: Statement) -> tuple[str, ...]:
    """Return the service's remarks: the words and the attributes of each Message."""
    section: Section | None = outside.section("Message")
    tables = section.tables if section is not None else ()
    return tuple(
        clean_line(", ".join(value if name == TEXT else f"{name}: {value}" for name, value in row.items()), 500)
        for table in tables
        for row in map(table.attributes, range(len(table)))
    )
