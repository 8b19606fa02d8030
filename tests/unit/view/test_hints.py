"""The footer's hints are shown whole or not at all, at any width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.view.commands import Scope, command, in_lineage
from tui.view.keys import Keymap
from tui.view.palette import hint_of, hints_of
from tui.view.widgets.hints import Hint, fit_hints

KEYMAP = Keymap()
RIGHT = Hint("^p", "Palette", 100)

hints = st.lists(
    st.builds(Hint, st.sampled_from(["b", "Enter", "⇧Tab", "日"]), st.text("abc日 ", max_size=9), st.integers(1, 99)),
    max_size=15,
)


def of_scope(scope: Scope) -> list[Hint]:
    return hints_of(
        [each for each in in_lineage(scope) if each.footer and each.id != "app.palette" and each.keys], KEYMAP
    )


@given(hints, st.integers(20, 250))
def test_hints_never_overlap_nor_leave_the_line(some: list[Hint], width: int) -> None:
    placed, right_at = fit_hints(some, RIGHT, width)
    end = 0
    for column, hint in placed:
        assert column > end or column == 1
        end = column + hint.cells
        assert end <= width - 1
    if right_at is not None:
        assert right_at > end
        assert right_at + RIGHT.cells == width - 1


@given(hints, st.integers(20, 250))
def test_no_hint_is_dropped_for_one_of_lower_priority(some: list[Hint], width: int) -> None:
    shown = [hint for _, hint in fit_hints(some, RIGHT, width)[0]]
    dropped = list(some)
    for hint in shown:
        dropped.remove(hint)
    if shown and dropped:
        assert max(hint.priority for hint in dropped) <= min(hint.priority for hint in shown)


def test_both_ways_share_one_word_and_a_click_on_either_key_goes_that_way() -> None:
    hint = hint_of(command("chart.period_longer"), KEYMAP)
    assert (hint.keys, hint.label, hint.cells) == ("[ ]", "Period", 10)
    assert [hint.command_at(x) for x in (0, 2, 5)] == ["chart.period_shorter", *["chart.period_longer"] * 2]


def test_a_way_back_without_a_key_leaves_the_one_key_alone() -> None:
    hint = hint_of(command("chart.period_longer"), Keymap({"chart.period_shorter": []}))
    assert hint.keys == "]"
    assert hint.command_at(0) == "chart.period_longer"


def test_the_palette_stays_at_the_right_end_at_every_width() -> None:
    for scope in Scope:
        for width in range(20, 251):
            _, right_at = fit_hints(of_scope(scope), RIGHT, width)
            assert right_at == width - 1 - RIGHT.cells


def test_fifty_columns_show_help_and_the_first_two_keys_of_every_pane() -> None:
    for scope in Scope:
        if scope is Scope.APP:
            continue
        own = sorted((each for each in in_lineage(scope) if each.scope is not Scope.APP), key=lambda each: -each.footer)
        usable = [each.id for each in own if each.footer and each.keys]
        shown = [hint.command_id for _, hint in fit_hints(of_scope(scope), RIGHT, 50)[0]]
        assert {*usable[:2], "app.help"} <= set(shown), scope


def test_eighty_columns_show_at_least_six_hints_in_every_pane() -> None:
    for scope in (Scope.WATCHLIST, Scope.CHART, Scope.BLOTTER):
        assert len(fit_hints(of_scope(scope), RIGHT, 80)[0]) >= 6
