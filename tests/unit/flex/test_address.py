"""Which addresses the token may go to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.flex.address import LEGACY, TODAY, base, reply_address
from tui.net.http import HttpError


def test_today_s_address_is_the_default_and_the_printed_one_can_be_chosen() -> None:
    assert base().send_request == f"{TODAY}/SendRequest"
    assert base("today") == base("")
    assert base("Legacy").get_statement == f"{LEGACY}.GetStatement"
    assert base("legacy").is_legacy
    assert base("http://127.0.0.1:5/flex/").send_request == "http://127.0.0.1:5/flex/SendRequest"


@pytest.mark.parametrize(
    "setting", ["http://ndcdyn.interactivebrokers.com", "https://a@b.c", "https://x/?t=1", "nonsense"]
)
def test_an_unsafe_base_is_refused(setting: str) -> None:
    with pytest.raises(HttpError):
        base(setting)


@pytest.mark.parametrize(
    "url",
    [
        "https://gdcdyn.interactivebrokers.com/AccountManagement/FlexWebService/GetStatement",
        "https://gdcdyn.interactivebrokers.com:443/Universal/servlet/FlexStatementService.GetStatement",
        " \nhttps://ndcdyn.interactivebrokers.com/x\n",
    ],
)
def test_hosts_of_the_broker_are_followed(url: str) -> None:
    assert reply_address(url, base()) == (url.strip(), "")


def test_parameters_of_the_reply_s_address_are_dropped() -> None:
    url = "https://gdcdyn.interactivebrokers.com/GetStatement"
    assert reply_address(f"{url}?q=1&t=2#z", base()) == (url, "")


@pytest.mark.parametrize(
    "url",
    [
        "http://gdcdyn.interactivebrokers.com/GetStatement",
        "https://gdcdyn.interactivebrokers.com:8443/GetStatement",
        "https://interactivebrokers.com.evil.example/GetStatement",
        "https://evilinteractivebrokers.com/GetStatement",
        "https://evil.example/GetStatement",
        "https://gdcdyn.interactivebrokers.com@evil.example/GetStatement",
        "https://user:pw@gdcdyn.interactivebrokers.com/GetStatement",
        "https://evil.example\\.interactivebrokers.com/GetStatement",
        "https://evil.example/.interactivebrokers.com",
        "https://gdcdyn.interactivebrokers.com./GetStatement",
        "https://127.0.0.1/GetStatement",
        "https://10.0.0.8/GetStatement",
        "https://[::1]/GetStatement",
        "https://169.254.169.254/latest",
        "https://gdcdyn.interactivebrokers.com/../x",
        "https://gdcdyn.interactivebrokers.com//evil.example",
        "https://gdcdyn.interactivebrokers.com/a b",
        "https://gdcdyn.intеractivebrokers.com/GetStatement",
        "https://-.interactivebrokers.com/GetStatement",
        "https://_x.interactivebrokers.com/GetStatement",
        "//gdcdyn.interactivebrokers.com/GetStatement",
        "gdcdyn.interactivebrokers.com/GetStatement",
        "ftp://gdcdyn.interactivebrokers.com/GetStatement",
        "https://gdcdyn.interactivebrokers.com:notaport/x",
        "https://[broken/x",
        "https://gdcdyn.interactivebrokers.com",
        "javascript:alert(1)",
    ],
)
def test_everything_else_is_left_alone_with_a_reason(url: str) -> None:
    address, reason = reply_address(url, base())
    assert address == ""
    assert reason


def test_no_address_is_no_reason_for_a_warning() -> None:
    assert reply_address("", base()) == ("", "")


def test_a_base_on_this_machine_is_never_left() -> None:
    ours = base("http://127.0.0.1:8777/flex")
    assert (
        reply_address("http://127.0.0.1:8777/flex/GetStatement", ours)[0] == "http://127.0.0.1:8777/flex/GetStatement"
    )
    for url in (
        "http://127.0.0.1:8778/flex/GetStatement",
        "http://localhost:8777/flex/GetStatement",
        "https://127.0.0.1:8777/flex/GetStatement",
        "https://gdcdyn.interactivebrokers.com/GetStatement",
    ):
        assert reply_address(url, ours)[0] == "", url


@given(st.text(max_size=60))
def test_whatever_a_reply_says_the_token_stays_with_the_broker(tail: str) -> None:
    for url in (
        f"https://{tail}",
        f"https://gdcdyn.interactivebrokers.com{tail}",
        f"https://{tail}.interactivebrokers.com/",
    ):
        address, _ = reply_address(url, base())
        host = address.removeprefix("https://").partition("/")[0].removesuffix(":443")
        assert address == "" or host.endswith(".interactivebrokers.com")
        assert "@" not in address
