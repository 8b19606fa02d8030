"""What is typed is refused before anything is sent, with words for the one who typed it."""

from __future__ import annotations

import pytest

from tests.unit.dxfeed.service import NOW_MS
from tui.dxfeed import checks
from tui.dxfeed.errors import InputError


def test_an_e_mail_is_kept_in_lower_case() -> None:
    assert checks.email("  Bob.Smith+x@Example.COM ") == "bob.smith+x@example.com"


@pytest.mark.parametrize(
    "text",
    [
        *("", "bob", "@example.com", "bob@", "bob@example", "bob@@example.com", "b ob@example.com"),
        *("bob@exa mple.com", "a/b@example.com", "bob@example..com", ".bob@example.com"),
        *("bob@example.com\u202e", "bob@ex/ample.com", "b\n@a.de"),
    ],
)
def test_a_bad_e_mail_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        checks.email(text)
    assert caught.value.field == "e-mail"


@pytest.mark.parametrize(
    "text", ["", "..", ".", "a/b", "../x", "a\\b", "a b", "id?x=1", "bob@example.com", "ä", "x" * 200]
)
def test_an_id_that_would_lead_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        checks.account_id(text)


def test_ids_old_and_new_are_taken() -> None:
    assert checks.account_id(" 5f1e-AB_9 ") == "5f1e-AB_9"
    assert checks.account_id("tenant|137") == "tenant|137"


@pytest.mark.parametrize(
    ("names", "words"),
    [([], "No feed"), (["CME", " "], "empty"), (["CME", "cme"], "twice"), (["CME,ICE"], "no feed's name")],
)
def test_feeds_are_named_once_and_not_empty(names: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        checks.feeds(names)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2030-12-31", "needs a time and a zone"),
        ("2030-12-31T10:00:00", "has no zone"),
        ("2020-12-31T10:00:00Z", "is past"),
        ("2030-02-30T10:00:00Z", "no such day"),
        ("31.12.2030", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_an_end_date_needs_a_zone_and_the_future(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        checks.end_date(text, NOW_MS)


def test_both_documented_forms_of_an_end_date_are_taken() -> None:
    assert checks.end_date("2030-12-22t23:59:59z", NOW_MS) == "2030-12-22T23:59:59Z"
    assert checks.end_date("2030-12-22T04:01:28+00:00", NOW_MS) == "2030-12-22T04:01:28+00:00"


@pytest.mark.parametrize(
    "url",
    ["http://example.com", "https://", "https://me:pw@example.com", "javascript:x", "https://e.com/a b", "https://[x"],
)
def test_a_redirect_goes_to_https_without_a_user_name(url: str) -> None:
    with pytest.raises(InputError):
        checks.redirect_url(url)


def test_the_other_values_are_checked_too() -> None:
    assert checks.redirect_url("https://example.com/a?b=1") == "https://example.com/a?b=1"
    assert checks.mac_address("AA:BB:CC:DD:EE:FF") == "AA:BB:CC:DD:EE:FF"
    assert checks.allowed_statuses("only_pro") == "ONLY_PRO"
    for check, text in ((checks.mac_address, "AA:BB"), (checks.allowed_statuses, "a b"), (checks.confirmation_id, " ")):
        with pytest.raises(InputError):
            check(text)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://services.get.dxfeed.com/signup/x?t=1", ""),
        ("https://pages.dxfeed.com/x", ""),
        ("http://services.get.dxfeed.com/x", "begins with http"),
        ("javascript:alert(1)", "begins with javascript"),
        ("https://dxfeed.com.evil.example/x", "leads to dxfeed.com.evil.example"),
        ("https://evildxfeed.com/x", "leads to evildxfeed.com"),
        ("https://get.dxfeed.com@evil.example/x", "signs"),
        ("https://get.dxfeed.com/\u202ex", "signs"),
        ("https://[x", "cannot be read"),
        ("", "begins with nothing"),
    ],
)
def test_a_link_that_leads_elsewhere_is_told(link: str, words: str) -> None:
    trouble = checks.link_trouble(link, "https://staging.services.get.dxfeed.com")
    assert (words in trouble) if words else trouble == ""


def test_a_service_on_this_machine_has_links_to_this_machine_only() -> None:
    base = "http://127.0.0.1:9000/dxfeed"
    assert checks.link_trouble("http://127.0.0.1:9000/dxfeed/signup/x", base) == ""
    assert checks.link_trouble("https://dxfeed.com/x", base)
