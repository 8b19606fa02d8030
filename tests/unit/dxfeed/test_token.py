"""What tokens and keys say about themselves, and masks that give nothing away."""

from __future__ import annotations

import base64
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dxfeed.service import NOW_MS
from tui.dxfeed.token import MASK, KeyFacts, mask, read_key, read_token

SAMPLE = (
    "Z2V0LmR4ZmVlZCxvcHRpbXVzLW5vbnBybywsMTYxNzMwMTU0MywxNjE3MjYzMTU1LE9wdGltdXNGbG93fDEzNyxvZkNNRWZvZA"
    ".qXIi81l9daBGu9xMGkhxAOiytU24UeWwLRJHRc4jkoT"
)
DAY_MS = 86_400_000


def a_key(**claims: object) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "x"}, claims)
    ]
    return ".".join([*parts, "signature"])


def test_the_sample_token_of_the_pages_tells_its_times_and_filters() -> None:
    facts = read_token(SAMPLE)
    assert facts is not None
    assert (facts.issuer, facts.subject, facts.account) == ("get.dxfeed", "optimus-nonpro", "OptimusFlow|137")
    assert (facts.expires_ms, facts.issued_ms, facts.not_before_ms) == (1617301543000, 1617263155000, None)
    assert facts.filters == ("ofCMEfod",)
    assert facts.is_valid_at(1617301542999) is True
    assert facts.is_valid_at(1617301543000) is False


def test_a_key_warns_before_it_ends_and_after() -> None:
    facts = read_key(a_key(tenantId="acme", iat=1, exp=NOW_MS // 1000 + 3 * 86_400 + 60))
    assert facts == KeyFacts("acme", 1000, (NOW_MS // 1000 + 3 * 86_400 + 60) * 1000)
    assert "in 3 days" in facts.warning(NOW_MS)
    assert facts.warning(NOW_MS - 30 * DAY_MS) == ""
    assert "expired" in facts.warning(NOW_MS + 4 * DAY_MS)
    assert "today" in facts.warning(NOW_MS + 3 * DAY_MS)


def test_a_key_that_is_no_json_web_token_says_nothing() -> None:
    assert [read_key(text) for text in ("", "plain", "a.b.c", "..", a_key()[:-20].rsplit(".", 1)[0])] == [None] * 5
    assert read_key(a_key(exp="soon")) == KeyFacts("", None, None)


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_any_text_is_read_without_a_crash_and_masked(text: str) -> None:
    read_token(text)
    read_key(text)
    assert MASK in mask(text)
    if len(text) < 24:
        assert mask(text) == MASK
