"""The open questions of the protocol can be answered on the command line."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tui.errors import UsageError
from tui.simulator.dialect import DIALECT, with_dialect
from tui.simulator.exchange import ExchangeSettings


def test_answers_become_settings_and_leave_the_rest_alone() -> None:
    plain = ExchangeSettings()
    made = with_dialect(plain, ["reply_number=order", "pending_when_all=no", "verdict_order=last"])
    assert (made.reply_number, made.pending_when_all, made.verdict_order) == ("order", False, "last")
    assert with_dialect(made, ["reply_number=order2", "pending_when_all=yes", "verdict_order=any"]) == plain
    assert with_dialect(plain, []) == plain


def test_every_question_is_a_setting_and_every_setting_has_the_default_among_its_answers() -> None:
    known = {field.name: field.default for field in fields(ExchangeSettings)}
    for question, words in DIALECT.items():
        assert known[question] in words.values()


@pytest.mark.parametrize("answer", ["reply_number", "reply_number=position", "color=red", "=", "error_executes=1"])
def test_what_is_no_question_or_no_answer_to_it_is_refused_with_what_is_known(answer: str) -> None:
    with pytest.raises(UsageError) as refused:
        with_dialect(ExchangeSettings(), [answer])
    assert refused.value.hint
