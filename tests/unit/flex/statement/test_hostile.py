"""Files that are made to harm: refused while parsing, with what stood before kept, and never a hang."""

from __future__ import annotations

import io
import zlib

import pytest

from tests.unit.flex.statement.samples import ACTIVITY, read, rows, wrapped
from tui.flex.statement.errors import StatementError, UnsafeError
from tui.flex.statement.limits import Limits
from tui.flex.statement.read import read_statement
from tui.flex.statement.xml_reader import require_safe_expat

LAUGHS = "".join(f'<!ENTITY l{at} "{"&l" + str(at - 1) + ";" if at else "ha"}{"x" * 9}">' for at in range(30))


@pytest.mark.parametrize(
    "dtd",
    [
        f"<!DOCTYPE FlexQueryResponse [{LAUGHS}]>",
        '<!DOCTYPE FlexQueryResponse [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE FlexQueryResponse SYSTEM "http://192.0.2.1/evil.dtd">',
        '<!DOCTYPE FlexQueryResponse [<!ENTITY % x "y"> %x;]>',
        "<!DOCTYPE FlexQueryResponse>",
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(dtd: str) -> None:
    with pytest.raises(UnsafeError) as caught:
        read(dtd + ACTIVITY)

    assert "document type" in caught.value.detail


def test_an_undefined_entity_breaks_the_file_there() -> None:
    file = read(wrapped('<S><R a="1"/><R a="&laugh;"/></S>'))

    assert file.broke is not None
    assert rows(file.statements[0], "S", "R") == [{"a": "1"}]


def test_deep_nesting_ends_the_reading_and_keeps_what_came_before() -> None:
    file = read(wrapped('<S><R a="1"/></S>' + "<d>" * 200_000))

    assert file.broke is not None
    assert "nested more than 64 deep" in file.broke.text
    assert rows(file.statements[0], "S", "R") == [{"a": "1"}]


def test_a_nesting_of_exactly_the_limit_is_read() -> None:
    # Root, FlexStatements and FlexStatement are the first three.
    deep = "<d>" * 60 + '<R a="1"/>' + "</d>" * 60

    assert read(wrapped(deep)).broke is None
    assert read(wrapped(f"<d>{deep}</d>")).broke is not None


@pytest.mark.parametrize("inside", ['<R a="{}"/>', "<!--{}-->", "<{}/>", "<?x {}?>"])
def test_a_tag_without_end_is_given_up_after_a_megabyte_not_searched_for_ever(inside: str) -> None:
    file = read(wrapped('<S><R a="1"/></S>' + inside.format("x" * 6_000_000)))

    assert file.broke is not None
    assert "a tag of more than 1048576 bytes" in file.broke.text
    assert rows(file.statements[0], "S", "R") == [{"a": "1"}]


def test_long_words_between_tags_are_no_tag() -> None:
    assert read(wrapped("<S>" + "x" * 3_000_000 + "</S>")).broke is None


SMALL = Limits(most_columns=50, most_statements=3, most_tables=40, most_rows=100, most_names=300, most_bytes=100_000)


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<S>" + "".join(f'<R a{at}="1"/>' for at in range(60)) + "</S>", "more than 50 columns"),
        ("".join(f'<S{at}><R a="1"/></S{at}>' for at in range(60)), "more than 40 sections"),
        ("<S>" + '<R a="1"/>' * 200 + "</S>", "more than 100 rows"),
        ("</FlexStatement><FlexStatement>" * 5, "more than 3 statements"),
        ("<S>" + '<R a="1"/>\n' * 90 + " " * 100_000 + "</S>", "more than 100000 bytes"),
    ],
)
def test_each_bound_ends_the_reading_and_says_which(inside: str, says: str) -> None:
    file = read(wrapped(inside), SMALL)

    assert file.broke is not None
    assert says in file.broke.text
    assert file.statements


def test_more_names_than_a_statement_can_have_end_the_reading() -> None:
    limits = Limits(most_names=300)
    names = "".join(f'<R{at} a{at}x{n}="1"/>' for n in range(40) for at in range(120))

    file = read(wrapped(f"<S>{names}</S>" + " " * 70_000), limits)

    assert file.broke is not None
    assert "more than 300 different names" in file.broke.text


def test_more_columns_than_allowed_in_text_end_the_reading() -> None:
    with pytest.raises(StatementError):
        read(",".join(f"Col{at}" for at in range(60)) + "\n", SMALL)


def test_problems_of_one_kind_are_counted_and_not_all_kept() -> None:
    file = read("A,B,C\n" + "1,2\n" * 1000)

    assert len(file.problems) <= 202
    assert file.problems[-1].text == "800 more problems of the same kinds."


@pytest.mark.parametrize("trouble", [OSError(5, "Input/output error"), EOFError(), zlib.error("incorrect data check")])
def test_a_medium_that_fails_in_the_middle_gives_what_was_read(trouble: Exception) -> None:
    file = read_statement(Failing(ACTIVITY.replace("<Trades>", " " * 100_000 + "<Trades>").encode(), trouble))

    assert file.broke is not None
    assert "cannot be read further" in file.broke.text
    assert rows(file.statements[0], "AccountInformation", "AccountInformation")


def test_a_medium_that_fails_at_once_is_our_error() -> None:
    with pytest.raises(StatementError):
        read_statement(Failing(b"", OSError(5, "Input/output error")))


@pytest.mark.parametrize("version", [(2, 4, 0), (2, 2, 10), (1, 95, 8)])
def test_an_old_parser_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(UnsafeError):
        require_safe_expat(version)


@pytest.mark.parametrize("version", [(2, 4, 1), (2, 5, 0), (3, 0, 0)])
def test_a_safe_parser_is_used(version: tuple[int, ...]) -> None:
    require_safe_expat(version)


def test_the_reader_asks_for_the_parser_s_version_at_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xml.parsers.expat.version_info", (2, 4, 0))

    with pytest.raises(UnsafeError):
        read(ACTIVITY)


class Failing(io.BytesIO):
    """A medium that gives its first 64 kB, if it has any, and then fails."""

    def __init__(self, data: bytes, trouble: Exception) -> None:
        super().__init__(data)
        self._trouble = trouble
        self._reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > 1 or not self.getvalue():
            raise self._trouble
        return super().read(size)
