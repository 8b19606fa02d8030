"""The service's short answers in all the shapes that were seen, and those that somebody hostile would send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.flex.service import GDC, accepted, refused, statement
from tui.flex.codes import CodeClass
from tui.flex.envelope import Accepted, Refused, Unrecognised, read_envelope
from tui.flex.glance import Kind


def test_a_reference_is_read_with_its_address() -> None:
    assert read_envelope(accepted()) == Accepted("8936364590", GDC, "04 October, 2026 04:03 PM EDT")


def test_small_letters_blanks_a_declaration_and_a_mark_in_front_change_nothing() -> None:
    text = (
        '\ufeff \n<?xml version="1.0" encoding=\'UTF-8\'?>\n<!-- x -->\n<FlexStatementResponse timestamp="now">'
        f"<status> Success\n</status><referenceCode>\n 8936364590 </referenceCode><url>\n{GDC}\n</url>"
        "</FlexStatementResponse>\n\n"
    )
    assert read_envelope(text.encode()) == Accepted("8936364590", GDC, "now")


def test_not_ready_is_the_same_as_warning_and_as_failure() -> None:
    warn = read_envelope(refused(1019))
    fail = read_envelope(refused(1019).replace(b"Warn", b"Fail"))
    odd = read_envelope(refused(1019).replace(b"Warn", b"Success"))
    assert isinstance(warn, Refused)
    assert warn.code.kind is CodeClass.PENDING
    assert warn == fail == odd


def test_an_ampersand_that_should_have_been_escaped_is_forgiven() -> None:
    answer = read_envelope(refused(1008, "MTM & FIFO P&L data is not ready"))
    assert isinstance(answer, Refused)
    assert answer.says == "MTM & FIFO P&L data is not ready"


@pytest.mark.parametrize(
    ("code", "kind"),
    [("1018", CodeClass.TOO_FAST), ("Statement generation in progress. Please try again shortly.", CodeClass.PENDING)],
)
def test_leftovers_of_version_2_are_understood(code: str, kind: CodeClass) -> None:
    answer = read_envelope(
        f"<FlexStatementOperationMessage><code>{code}</code></FlexStatementOperationMessage>".encode()
    )
    assert isinstance(answer, Refused)
    assert answer.code.kind is kind


def test_a_reference_of_version_2_is_one() -> None:
    answer = read_envelope(
        f"<FlexStatementResponse><code>123456789</code><url>{GDC}</url></FlexStatementResponse>".encode()
    )
    assert answer == Accepted("123456789", GDC)


def test_a_contradiction_is_not_taken_for_a_reference() -> None:
    assert isinstance(read_envelope(accepted().replace(b"Success", b"Fail")), Unrecognised)


@pytest.mark.parametrize("reference", ["", "12", "abc", "1 2 3 4 5 6", "9" * 30, "12345&q=1", "../12345"])
def test_what_is_no_number_is_no_reference(reference: str) -> None:
    assert not isinstance(read_envelope(accepted(reference.replace("&", "&amp;"))), Accepted)


@pytest.mark.parametrize(
    ("body", "kind", "line"),
    [
        (b"<!DOCTYPE html><html><head><title>Error 404</title></head>", Kind.HTML, "Error 404"),
        (b"\n<HTML><body><h1>Down for maintenance</h1>", Kind.HTML, "Down for maintenance"),
        (
            b"Our services are temporarily unavailable, sorry.",
            Kind.TEXT,
            "Our services are temporarily unavailable, sorry.",
        ),
        (b'"BOF","U1","Q","2","2025-01-01","2025-12-31"\n', Kind.CSV, '"BOF","U1","Q","2","2025-01-01","2025-12-31"'),
        (b"ClientAccountID,Symbol,Quantity\nU1,A,1\n", Kind.CSV, "ClientAccountID,Symbol,Quantity"),
        (b"ClientAccountID|Symbol|Quantity\n", Kind.CSV, "ClientAccountID|Symbol|Quantity"),
        (b"ClientAccountID\tSymbol\tQuantity\n", Kind.CSV, "ClientAccountID Symbol Quantity"),
        (b"", Kind.EMPTY, ""),
        (b" \r\n ", Kind.EMPTY, ""),
        (b"\x1f\x8b\x08\x00\x00", Kind.BINARY, ""),
        (statement(), Kind.XML, ""),
        (b"<rss><channel/></rss>", Kind.OTHER_XML, ""),
    ],
)
def test_everything_else_is_named_and_its_first_line_shown(body: bytes, kind: Kind, line: str) -> None:
    answer = read_envelope(body)
    assert isinstance(answer, Unrecognised)
    assert answer.kind is kind
    if line:
        assert answer.first_line == line


BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<FlexStatementResponse><Status>&b;</Status></FlexStatementResponse>"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (BOMB, "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><FlexStatementResponse/>', "document type"),
        (b"<FlexStatementResponse>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</FlexStatementResponse>", "deep"),
        (b"<FlexStatementResponse>" + b"<a/>" * 1000 + b"</FlexStatementResponse>", "too many"),
        (b"<FlexStatementResponse>" + b"x" * 100_000 + b"</FlexStatementResponse>", "too large"),
        (b"<FlexStatementResponse><Status>Succ", "broken XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><FlexStatementResponse/>', "broken XML"),
        (b"<FlexStatementResponse/>", "neither"),
    ],
)
def test_hostile_and_broken_xml_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    answer = read_envelope(body)
    assert isinstance(answer, Unrecognised)
    assert reason in answer.reason


def test_words_of_the_service_cannot_steer_the_terminal() -> None:
    answer = read_envelope(refused(1099, "a\u202eb\u009b31m"))
    assert isinstance(answer, Refused)
    assert answer.says == "ab31m"
    page = read_envelope(b"<html>\x1b]52;c;x\x07 hello")
    assert isinstance(page, Unrecognised)
    assert "\x1b" not in page.first_line


MUTANTS = st.builds(
    lambda body, at, cut, piece: body[: at % len(body)] + piece + body[at % len(body) + cut :],
    st.sampled_from([accepted(), refused(1019), refused(1003, "x"), statement(), BOMB]),
    st.integers(0, 5000),
    st.integers(0, 40),
    st.one_of(
        st.binary(max_size=30), st.sampled_from([b"&", b"<", b"]]>", b"<![CDATA[", b"<?x ", b"\xff\xfe", b"&#0;"])
    ),
)


@given(st.one_of(st.binary(max_size=300), MUTANTS, st.text(max_size=200).map(lambda text: text.encode("utf-16"))))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    assert isinstance(read_envelope(body), Accepted | Refused | Unrecognised)


@given(st.from_regex(r"[1-9]\d{4,19}", fullmatch=True), st.text("abc/.:-", max_size=40))
def test_every_reference_comes_through(reference: str, url: str) -> None:
    answer = read_envelope(accepted(reference, url))
    assert isinstance(answer, Accepted)
    assert (answer.reference, answer.url) == (reference, url)
