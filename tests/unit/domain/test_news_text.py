"""News bodies become text that cannot steer the terminal, and links that cannot deceive."""

import pytest

from tui.domain.news_text import checked_link, plain, readable
from tui.net.text import clean


def read(body: str) -> str:
    return readable(body, clean).text


def test_paragraphs_lists_and_tables_become_lines() -> None:
    body = (
        "<html><head><title>x</title></head><body><h1>Gold &amp; silver</h1><p>Up <b>2&nbsp;%</b>\n today.</p>"
        "<ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></body></html>"
    )
    assert read(body) == "Gold & silver\n\nUp 2 % today.\n\n• one\n• two\n\na b\nc"


def test_scripts_styles_and_comments_are_dropped() -> None:
    body = "<p>a<script>if (1 < 2) alert('x')</script><style>p{}</style><!-- <p>hidden</p> -->b</p>"
    assert read(body) == "ab"


def test_plain_text_stays_what_it_is() -> None:
    assert read("EUR < USD and 3 > 2, R&D") == "EUR < USD and 3 > 2, R&D"


def test_control_characters_do_not_come_in_through_entities() -> None:
    assert read("a&#27;[31mb&#x202e;c&#8203;d") == "a[31mbcd"


def test_links_are_numbered_and_shown_in_full() -> None:
    found = readable('<p>See <a href="https://example.com/a?b=1&amp;c=2">the study</a> now</p>', clean)
    assert found.text == "See the study [1] now"
    assert [(link.number, link.label, link.url, link.openable) for link in found.links] == [
        (1, "the study", "https://example.com/a?b=1&c=2", True)
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://user:pw@example.com",
        "https://user@example.com",
        "https://exаmple.com",
        "https://xn--exmple-4nf.com",
        "https://example.com/a b",
        "https://example.com\\@evil.com",
        "https://example.com:99999/",
        "https://[::1",
        'https://example.com/"x',
        "//example.com",
        "https://example.com/" + "a" * 3000,
        "",
    ],
)
def test_only_plain_https_may_be_opened(url: str) -> None:
    link = checked_link(1, "here", url)
    assert not link.openable
    assert link.why


@pytest.mark.parametrize(
    ("label", "openable"),
    [
        ("example.com", True),
        ("https://www.example.com/path", True),
        ("www.example.com", True),
        ("bank.com", False),
        ("https://bank.com/login", False),
        ("the bank", True),
    ],
)
def test_a_label_must_not_name_another_address(label: str, openable: bool) -> None:
    assert checked_link(1, label, "https://example.com/x").openable is openable


def test_an_address_broken_over_lines_or_by_hidden_characters_is_put_together_before_it_is_judged() -> None:
    link = readable('<a href="java\nscript:alert(1)">x</a><a href="&#1;https://e.com">y</a>', clean).links
    assert [(each.url, each.openable) for each in link] == [("javascript:alert(1)", False), ("https://e.com", True)]


def test_an_anchor_without_an_end_still_is_a_link() -> None:
    found = readable("<a href=https://example.com>one <a href='https://example.org'>two", clean)
    assert [link.label for link in found.links] == ["one", "two"]
    assert readable("<a name=x>here</a><a href='#top'>up</a>", clean).links == ()


def test_a_preview_is_one_line() -> None:
    assert plain("<p>a</p><p>b<br>c</p>", clean) == "a b c"


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "<a href=", "&", "&#", "<p", "</", "<script>", "<a href='x'>", "-->", "<!-->"]
)
def test_hostile_bodies_are_read_in_reasonable_steps(piece: str) -> None:
    for end in ("", ">"):
        found = readable(piece * (60_000 // len(piece)) + end, lambda text: clean(text, 100_000))
        assert len(found.text) <= 200_000
