"""The error codes: every documented one is explained, unknown ones are judged by their text alone."""

import pytest

from tui.flex.codes import CODES, CodeClass, code_of, explain

TRIED_AGAIN = {CodeClass.PENDING, CodeClass.RETRY_SOON, CodeClass.RETRY_SLOW, CodeClass.TOO_FAST}


def test_every_documented_code_is_there_and_1002_is_not() -> None:
    assert sorted(CODES) == [1001, *range(1003, 1022)]


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_says_what_it_means_and_what_helps(code: int) -> None:
    entry = explain(code)
    assert entry.known
    assert len(entry.meaning) > 15
    assert len(entry.remedy) > 15


def test_the_service_asks_to_try_again_exactly_where_we_do() -> None:
    again = {code for code, entry in CODES.items() if "try again" in entry.says}
    assert again == {code for code, entry in CODES.items() if entry.kind in TRIED_AGAIN}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1001, CodeClass.RETRY_SOON),
        (1003, CodeClass.STEP_BACK),
        (1008, CodeClass.RETRY_SLOW),
        (1012, CodeClass.TOKEN),
        (1014, CodeClass.QUERY),
        (1017, CodeClass.REQUEST_AGAIN),
        (1018, CodeClass.TOO_FAST),
        (1019, CodeClass.PENDING),
        (1020, CodeClass.FATAL),
    ],
)
def test_codes_ask_for_different_things(code: int, kind: CodeClass) -> None:
    assert explain(code).kind is kind


def test_an_unknown_code_is_tried_again_only_when_its_text_says_so() -> None:
    assert explain(1099, "Please TRY AGAIN later\x1b[2J").kind is CodeClass.RETRY_SLOW
    unknown = explain(1099, "No.\x1b[2J")
    assert (unknown.kind, unknown.known, unknown.says) == (CodeClass.FATAL, False, "No.[2J")


def test_a_sentence_leads_to_its_code() -> None:
    assert code_of("statement generation  in progress.\nplease try again shortly") == 1019
    assert code_of("Something else") is None
    assert code_of("") is None
