"""Statements made at random: what is written comes out again, and any bytes give a result or our error."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.flex.statement.samples import ACTIVITY, CONFIRMATIONS, read
from tui.flex.overview import overview
from tui.flex.statement.errors import StatementError
from tui.flex.statement.join import join
from tui.flex.statement.keys import STATE_SECTIONS
from tui.flex.statement.levels import counted
from tui.flex.statement.model import Statement, StatementFile
from tui.net.text import clean


@dataclass
class Element:
    """An element as it is written; `attributes` in order."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)

    def xml(self) -> str:
        cells = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        inside = "".join(child.xml() for child in self.children)
        return f"<{self.name}{cells}>{inside}</{self.name}>" if inside else f"<{self.name}{cells}/>"

    def rows(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
        path = (*path, self.name)
        if self.attributes:
            yield path, self.attributes
        for child in self.children:
            yield from child.rows(path)


NAMES = st.sampled_from(["Trades", "Trade", "Lot", "Order", "FxLots", "CashReport", "Übersicht", "New.Section", "x-1"])
COLUMNS = st.sampled_from(["accountId", "currency", "amount", "levelOfDetail", "tradeID", "größe", "description"])
# What cleaning takes out is another test's matter; a tab and a line end are kept, if they are written as numbers.
CELLS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from("\t\n"), max_size=12) | (
    st.sampled_from(["", "--", "MULTI", "N/A", "-1,234.50", "20250912;094450", "BASE_SUMMARY", "SUMMARY", "DETAIL"])
)
ATTRIBUTES = st.dictionaries(COLUMNS, CELLS, max_size=5)
ELEMENTS = st.recursive(
    st.builds(Element, NAMES, ATTRIBUTES),
    lambda inner: st.builds(Element, NAMES, ATTRIBUTES, st.lists(inner, max_size=4)),
    max_leaves=12,
)
STATEMENTS = st.lists(st.tuples(st.sampled_from(["U1", "U2"]), st.lists(ELEMENTS, max_size=4)), max_size=3)


def written(statements: list[tuple[str, list[Element]]]) -> str:
    inside = "".join(
        f'<FlexStatement accountId="{account}">{"".join(element.xml() for element in elements)}</FlexStatement>'
        for account, elements in statements
    )
    return f'<FlexQueryResponse><FlexStatements count="{len(statements)}">{inside}</FlexStatements></FlexQueryResponse>'


PathRow = tuple[tuple[str, ...], dict[str, str]]


def rows_by_table(statement: Statement) -> list[list[PathRow]]:
    """Return the rows of each table with its path, in the table's order."""
    return [
        [(table.path, table.attributes(at)) for at in range(len(table))]
        for section in statement.sections
        for table in section.tables
    ]


def all_rows(statement: Statement) -> list[PathRow]:
    """Return every row with its path, table by table."""
    return [row for rows in rows_by_table(statement) for row in rows]


def stand_in_order(rows: list[PathRow], among: list[PathRow]) -> bool:
    """Tell whether the rows come one after the other among these."""
    left = iter(among)
    return all(row in left for row in rows)


def cleaned(row: dict[str, str]) -> dict[str, str]:
    # Cells may hold characters that cleaning takes out.
    return {name: clean(value, 200_000) for name, value in row.items()}


@given(STATEMENTS)
def test_what_is_written_comes_out_again_row_by_row(statements: list[tuple[str, list[Element]]]) -> None:
    file = read(written(statements))

    assert file.broke is None
    assert [statement.account for statement in file.statements] == [account for account, _ in statements]
    for statement, (_, elements) in zip(file.statements, statements, strict=True):
        expected = [(path, cleaned(row)) for element in elements for path, row in element.rows()]
        assert sorted(map(repr, all_rows(statement))) == sorted(map(repr, expected))
        assert all(stand_in_order(rows, expected) for rows in rows_by_table(statement))
        assert {section.name for section in statement.sections} == {element.name for element in elements}


@given(STATEMENTS)
def test_the_standard_library_s_parser_finds_as_many_rows(statements: list[tuple[str, list[Element]]]) -> None:
    text = written(statements)
    file = read(text)

    plain = sum(bool(element.attrib) for element in ElementTree.fromstring(text).iter())
    ours = sum(len(section) for statement in file.statements for section in statement.sections)
    assert ours == plain - 1 - len(statements)


@given(STATEMENTS)
def test_any_statement_can_be_summed_up_counted_and_joined(statements: list[tuple[str, list[Element]]]) -> None:
    file = read(written(statements))

    use(file)
    assert booked(join([file, file]).file) == booked(file)


def booked(file: StatementFile) -> int:
    """Return how many rows there are in the sections that are not about one period or moment."""
    sections = (section for statement in file.statements for section in statement.sections)
    return sum(len(section) for section in sections if section.name not in STATE_SECTIONS)


TABLE = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8)


@given(TABLE, st.sampled_from([",", "|", "\t"]))
def test_separated_text_comes_out_again(cells: list[list[str]], mark: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["BOF", "U1", "Query"])
    writer.writerow(["BOS", "ABCD", "Things"])
    writer.writerow(["HEADER", "ABCD", "Amount", "Name", "Day"])
    writer.writerows(["DATA", "ABCD", *row] for row in cells)
    writer.writerow(["EOS", "ABCD", len(cells)])
    writer.writerow(["EOF", "1"])

    file = read(text.getvalue())

    assert not [problem for problem in file.problems if "characters" not in problem.text]
    rows = [list(row.values()) for _, row in all_rows(file.statements[0])]
    assert rows == [list(cleaned(dict(zip("abc", row, strict=True))).values()) for row in cells]


def use(file: StatementFile) -> None:
    for account in file.accounts:
        overview(file.of(account), outside=file.outside)
    for statement in file.statements:
        for section in statement.sections:
            assert len(counted(section)) + sum(counted(section).left_out.values()) == len(section)


def tried(data: bytes) -> None:
    try:
        file = read(data)
    except StatementError:
        return
    use(file)


@given(st.binary(max_size=400))
@example(b"\xff\xfe<\x00")
@example(b"\xfe\xff")
@example(b"<?xml version='1.0' encoding='\xff'?>")
@example(b",\n\x00,")
def test_any_bytes_give_a_result_or_our_error(data: bytes) -> None:
    tried(data)


SAMPLES = [text.encode() for text in (ACTIVITY, CONFIRMATIONS, '"BOF","U1"\n"BOA","U1"\n"BOS","T"\n"HEADER","T","a"\n')]


@given(st.sampled_from(SAMPLES), st.integers(0, 6000), st.integers(0, 50), st.binary(max_size=20))
def test_a_statement_with_a_part_replaced_gives_a_result_or_our_error(
    sample: bytes, at: int, length: int, junk: bytes
) -> None:
    tried(sample[:at] + junk + sample[at + length :])


TOKENS = st.sampled_from(
    [
        *(b"<FlexQueryResponse>", b"<FlexStatements>", b"<FlexStatement a='1'>", b"</FlexStatement>", b"<R a='1'/>"),
        *(
            b"</FlexStatements>",
            b"<S>",
            b"</S>",
            b"<Message>",
            b"</Message>",
            b"text",
            b"&amp;",
            b"&x;",
            b"<![CDATA[x]]>",
        ),
        *(b"<!DOCTYPE a>", b"<?p i?>", b"<!--c-->", b'"BOF",', b'"BOA",', b'"BOS",', b'"EOS",', b'"EOA"\n', b'"EOF"\n'),
        *(b'"HEADER",', b'"DATA",', b'"U1",', b"Name,", b"1,", b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b'"'),
    ]
)


@given(st.lists(TOKENS, max_size=40).map(b"".join))
def test_pieces_of_statements_in_any_order_give_a_result_or_our_error(data: bytes) -> None:
    tried(data)
