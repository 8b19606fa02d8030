"""Whose word a figure is, and what it is worth when the broker, a quote or nobody gives the rate."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.examples import an_instrument, figures
from tests.unit.domain.tickets import EURUSD, EURUSD_CROSS, SAP, USDJPY, USDPLN_CROSS, complaints, facts, solve
from tui.domain.entry import Field
from tui.domain.facts import Answer, Cross, Facts, Figure, Origin, Question, QuestionKind
from tui.domain.freshness import Freshness
from tui.domain.position import OrderKind, Side
from tui.domain.rates import cross_symbols, rate_between
from tui.domain.ticket import TicketPlan

D = Decimal


def with_answers(known: Facts, plan: TicketPlan, *, stale: bool = False, **values: Decimal | None) -> Facts:
    """The facts once the broker has answered the plan's questions of these kinds."""
    by_kind = {question.kind.name: question for question in plan.questions}
    answers = {by_kind[name]: Answer(by_kind[name], value, 1.0, stale) for name, value in values.items()}
    return replace(known, answers={**known.answers, **answers})


def kinds(plan: TicketPlan) -> set[str]:
    return {question.kind.name for question in plan.questions}


def test_the_broker_s_word_replaces_our_estimate_and_says_so() -> None:
    known = facts()
    texts = {"volume": "0.10", "stop_loss": "20p", "take_profit": "40p"}
    plan = solve(known, **texts)
    assert kinds(plan) == {"MARGIN", "COMMISSION", "STOP", "TARGET"}
    answered = with_answers(known, plan, MARGIN=D("361.40"), COMMISSION=D("-1.20"), STOP=D("-18.51"), TARGET=D("36.80"))
    told = solve(answered, **texts).figures
    assert told.margin == Figure(D("361.40"), Origin.BROKER)
    assert told.commission == Figure(D("1.20"), Origin.BROKER)
    assert told.loss_at_stop == Figure(D("-18.51"), Origin.BROKER)
    assert told.profit_at_target == Figure(D("36.80"), Origin.BROKER)
    assert told.risk.value == D("18.51")
    assert told.free_margin_after.origin is Origin.ESTIMATE


def test_a_commission_that_does_not_apply_costs_nothing_and_an_unasked_one_is_unknown() -> None:
    known = facts()
    plan = solve(known, volume="0.10")
    assert plan.figures.commission.origin is Origin.UNKNOWN
    assert plan.figures.free_margin_after.note == "without costs that are not known"
    answered = solve(with_answers(known, plan, COMMISSION=None), volume="0.10")
    assert answered.figures.commission == Figure(D(0), Origin.BROKER)
    assert answered.figures.free_margin_after.note == ""


def test_an_answer_belongs_to_its_question_alone() -> None:
    known = facts()
    answered = with_answers(known, solve(known, volume="0.10"), MARGIN=D(999))
    assert solve(answered, volume="0.10").figures.margin.value == 999
    assert solve(answered, volume="0.11").figures.margin.origin is Origin.ESTIMATE


def test_a_distance_keeps_its_answer_while_the_market_moves() -> None:
    known = facts()
    answered = with_answers(known, solve(known, volume="0.10", stop_loss="20p"), STOP=D("-18.51"))
    moved = replace(answered, bid=D("1.08512"), ask=D("1.08520"))
    assert solve(moved, volume="0.10", stop_loss="20p").figures.loss_at_stop.value == D("-18.51")
    assert solve(moved, volume="0.10", stop_loss="1.08220").figures.loss_at_stop.origin is Origin.ESTIMATE


def test_stale_answers_prices_and_accounts_make_stale_figures() -> None:
    known = facts()
    plan = solve(known, volume="0.10", stop_loss="20p")
    answered = with_answers(known, plan, stale=True, MARGIN=D(361), STOP=D(-18))
    told = solve(answered, volume="0.10", stop_loss="20p").figures
    assert told.margin.stale
    assert told.risk.stale
    assert told.margin_level_after.stale
    assert not told.pip_value.stale
    assert solve(replace(known, freshness=Freshness.STALE), volume="0.10").figures.pip_value.stale
    assert solve(facts(figures_stale=True), volume="0.10", stop_loss="20p").figures.risk_percent.stale


def test_a_refusal_leaves_the_estimate_with_the_reason() -> None:
    known = facts()
    question = Question(QuestionKind.MARGIN, "EURUSD", D("0.10"))
    refused = replace(known, answers={question: Answer(question, None, 1.0, text="refused: BE115")})
    margin = solve(refused, volume="0.10").figures.margin
    assert (margin.origin, margin.note) == (Origin.ESTIMATE, "refused: BE115")


def test_a_volume_that_the_broker_would_refuse_raises_no_question() -> None:
    assert solve(facts(), volume="0.105", stop_loss="20p").questions == ()
    assert solve(facts(), volume="x").questions == ()


def test_a_rate_that_no_quote_gives_is_asked_of_the_broker_once_and_then_used() -> None:
    known = facts(USDJPY)
    plan = solve(known, volume="1% ", stop_loss="20p")
    assert ("volume", "no rate JPY → EUR is known yet") in complaints(plan)
    assert kinds(plan) == {"RATE"}
    (question,) = plan.questions
    assert (question.open_price, question.close_price) == (D("151.204"), D("302.408"))
    # 151.204 × 100 lots × 100,000 = 1,512,040,000 JPY, told as 9,224,088.30 EUR: 0.0061004.
    answered = with_answers(known, plan, RATE=D("9224088.30"))
    sized = solve(answered, volume="1%", stop_loss="20p")
    # 0.200 × 100,000 = 20,000 JPY a lot, 122.01 EUR; 100 / 122.01 = 0.8196.
    assert sized.volume == D("0.81")
    again = solve(replace(answered, bid=D("151.900"), ask=D("151.910")), volume="1%", stop_loss="20p")
    assert again.questions[0] == question


def test_quotes_that_give_the_rate_spare_the_question() -> None:
    assert "RATE" not in kinds(solve(facts(USDJPY, crosses=(EURUSD_CROSS,)), volume="0.1"))
    assert "RATE" not in kinds(solve(facts(USDJPY, "USD"), volume="0.1"))


def test_where_broker_and_quotes_differ_a_loss_takes_the_dearer_rate() -> None:
    known = facts(currency="USD", crosses=())
    jpy = facts(USDJPY, "USD")
    texts = {"volume": "0.5", "stop_loss": "30p"}
    plan = solve(jpy, **texts)
    # 15,000 JPY are 99.20 USD by the quote; the broker counts 99.80.
    answered = with_answers(jpy, plan, STOP=D("-99.80"))
    other = solve(answered, volume="0.5", stop_loss="60p").figures.loss_at_stop
    assert other.value is not None
    assert D("-199.62") < other.value < D("-199.59")
    # In the account's own currency there is nothing to convert.
    same = with_answers(known, solve(known, volume="0.1", stop_loss="20p"), STOP=D("-25"))
    assert solve(same, volume="0.1", stop_loss="40p").figures.loss_at_stop.value == -40


def test_margin_that_is_missing_blocks_by_the_broker_s_word_only() -> None:
    known = facts(figures=figures(equity=D(300), free_margin=D(300), margin=D(0)))
    guess = solve(known, volume="0.10").problem(Field.ACCOUNT)
    assert guess is not None
    assert not guess.blocking
    answered = with_answers(known, solve(known, volume="0.10"), MARGIN=D("361.40"))
    assert complaints(solve(answered, volume="0.10")) == [("account", "62.14 EUR of margin are missing")]
    assert complaints(solve(replace(answered, opposite_lots=D("0.1")), volume="0.10")) == []
    assert complaints(solve(answered, Side.BUY, OrderKind.LIMIT, volume="0.10", price="-10p")) == []


def test_a_margin_level_near_the_stop_out_is_a_warning() -> None:
    known = facts(figures=figures(equity=D(380), free_margin=D(380), margin=D(0)))
    problem = solve(known, volume="0.10").problem(Field.ACCOUNT)
    assert problem is not None
    assert problem.text == "margin level would be 114 %"
    assert not problem.blocking


def test_a_leverage_multiplier_scales_our_estimate_but_not_that_of_a_paid_share() -> None:
    profile = replace(facts().profile, leverage_multiplier=D("0.5"))  # type: ignore[type-var]
    assert solve(facts(profile=profile), volume="0.10").figures.margin.value == D("166.5")
    assert solve(facts(SAP, profile=profile), volume="10").figures.margin.value == D("2194.40")


@pytest.mark.parametrize(
    ("source", "target", "low", "high"),
    [
        ("EUR", "USD", "1.08412", "1.08420"),
        ("USD", "EUR", "0.92234", "0.92241"),
        ("EUR", "PLN", "4.32239", "4.32607"),
        ("PLN", "EUR", "0.23116", "0.23135"),
        ("EUR", "EUR", "1", "1"),
    ],
)
def test_rates_run_both_ways_and_over_one_currency(source: str, target: str, low: str, high: str) -> None:
    rate = rate_between(source, target, (EURUSD_CROSS, USDPLN_CROSS))
    assert rate is not None
    assert (round(rate.low, 5), round(rate.high, 5)) == (D(low), D(high))


def test_a_fresh_way_round_is_better_than_a_stale_direct_quote_of_the_same_pair() -> None:
    old = Cross("EUR", "USD", D(1), D(1), stale=True)
    rate = rate_between("EUR", "USD", (old, EURUSD_CROSS))
    assert rate is not None
    assert not rate.stale
    assert rate_between("EUR", "JPY", (EURUSD_CROSS,)) is None
    assert rate_between("", "EUR", (EURUSD_CROSS,)) is None


def test_the_symbols_that_would_give_a_rate_are_named() -> None:
    plnjpy = an_instrument(symbol="PLNJPY", currency="PLN", profit_currency="JPY")
    every = [EURUSD, USDJPY, SAP]
    assert cross_symbols("USD", "EUR", every) == ("EURUSD",)
    assert cross_symbols("JPY", "EUR", every) == ("USDJPY", "EURUSD")
    assert cross_symbols("PLN", "JPY", [*every, plnjpy]) == ("PLNJPY",)
    assert cross_symbols("PLN", "EUR", every) == ()
    assert cross_symbols("EUR", "EUR", every) == ()
