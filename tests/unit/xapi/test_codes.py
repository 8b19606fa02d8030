"""Error codes: all of the document and of the wild are known, and what is not known proves nothing."""

from __future__ import annotations

import pytest

from tui.xapi.codes import ALL_CODES, CREDENTIAL_CODES, CodeClass, lookup, order_code

DOCUMENTED = """
BE001 BE002 BE003 BE004 BE005 BE006 BE007 BE008 BE009 BE010 BE011 BE012 BE013 BE014 BE016 BE017
BE018 BE019 BE094 BE095 BE096 BE097 BE098 BE099 BE101 BE102 BE103 BE104 BE105 BE106 BE110 BE115
BE116 BE117 BE118 BE200 BE000 EX000 EX001 EX002 EX003 EX004 EX005 EX006 EX007 EX008 EX009 EX010
""".split()  # noqa: SIM905 - a list this long reads better as text
FROM_THE_WILD = ["EX011", "EX017", "BE11", "BE51", "BE015"]

REFUSED = """
BE001 BE002 BE003 BE006 BE007 BE008 BE009 BE011 BE012 BE018 BE094 BE095 BE096 BE097 BE098 BE101
BE102 BE104 BE105 BE106 BE110 BE115 BE116 EX000 EX006 EX009 EX011 BE11 BE51
""".split()  # noqa: SIM905 - a list this long reads better as text


@pytest.mark.parametrize("code", [*DOCUMENTED, *FROM_THE_WILD])
def test_every_known_code_has_a_meaning_and_an_advice(code: str) -> None:
    info = ALL_CODES[code]
    assert info.code == code
    assert info.meaning
    assert info.advice.endswith(".")


@pytest.mark.parametrize("code", ["BE020", "BE029", "BE030", "BE037", "SE199", "SE000", "SEabc"])
def test_families_of_codes_are_known_by_their_pattern(code: str) -> None:
    assert lookup(code).kind is CodeClass.AMBIGUOUS
    assert "does not know" not in lookup(code).meaning


@pytest.mark.parametrize("code", ["BE038", "BE12345", "XX001", "", "EX999", "no code"])
def test_an_unknown_code_proves_nothing(code: str) -> None:
    assert lookup(code).kind is CodeClass.AMBIGUOUS
    assert "does not know" in lookup(code).meaning


def test_exactly_these_codes_prove_a_refusal() -> None:
    assert sorted(code for code, info in ALL_CODES.items() if info.kind is CodeClass.REFUSED) == sorted(REFUSED)


def test_moved_markets_and_vanished_positions_ask_for_a_snapshot() -> None:
    asking = {code for code, info in ALL_CODES.items() if info.check_after}
    assert asking == {"BE010", "BE013", "BE014", "BE015", "BE016", "BE017", "BE11", "BE51"}


def test_timeouts_and_overload_leave_an_order_open_to_question() -> None:
    for code in ("BE019", "EX003", "EX005", "BE200", "BE099", "BE000", "EX001", "EX002"):
        assert order_code(code).kind is CodeClass.AMBIGUOUS


def test_a_session_code_as_the_direct_answer_to_an_order_is_a_refusal() -> None:
    assert lookup("BE103").kind is CodeClass.SESSION
    assert order_code("BE103").kind is CodeClass.REFUSED


def test_refusals_of_the_login_stop_automatic_logins() -> None:
    assert {"EX007", "EX004", "BE005", "BE004", "EX010", "EX011", "EX017"} == CREDENTIAL_CODES
