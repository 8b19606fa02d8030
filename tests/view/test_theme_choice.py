"""Themes on the running program: shown while one looks, kept on Enter, gone on Esc; a broken one changes nothing."""

import re
from pathlib import Path

import pytest

from tests.scenes import THEMES, Stage, make_stage
from tui.config.state import State
from tui.dashboard import chosen_theme
from tui.view.panel import dispatch
from tui.view.theme import usable_themes
from tui.view.theme_choice import ThemeChoice

pytestmark = pytest.mark.anyio

HOUSE = (THEMES / "house-dark.toml").read_text()


def with_user_themes(folder: Path) -> Stage:
    """Return the program with a folder of the user's own themes."""
    stage = make_stage()
    app = stage.app
    app.themes = ThemeChoice(
        app, (), lambda only: usable_themes([THEMES, folder], only), "house-dark", app.take_colours
    )
    return stage


async def test_the_theme_under_the_cursor_is_shown_esc_brings_the_old_one_back_and_enter_keeps_it() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=(80, 24)) as pilot:
        stage.app.command_theme("")
        await stage.frame(pilot)
        assert stage.app.theme == "house-dark"
        await pilot.press("down", "down")
        await stage.frame(pilot)
        tried = stage.app.theme
        assert tried != "house-dark"
        shown = stage.app.available_themes[tried].variables["up"].removeprefix("ansi_")
        assert stage.context.paint.colour("up").casefold() == shown
        await pilot.press("escape")
        await stage.frame(pilot)
        assert stage.app.theme == stage.app.themes.kept == "house-dark"
        stage.app.command_theme("")
        await stage.frame(pilot)
        await pilot.press(*"nord")
        await stage.frame(pilot)
        assert (stage.app.theme, stage.app.themes.kept) == ("nord", "house-dark")
        await pilot.press("enter")
        await stage.frame(pilot)
        assert stage.app.theme == stage.app.themes.kept == "nord"


def test_only_our_themes_are_offered() -> None:
    assert make_stage().app.themes.names == sorted(path.stem for path in THEMES.glob("*.toml"))


async def test_a_theme_of_the_users_own_can_be_taken_changed_and_taken_again(tmp_path: Path) -> None:
    stage = with_user_themes(tmp_path)
    mine = tmp_path / "mine.toml"
    async with stage.app.run_test(size=(80, 24)) as pilot:
        mine.write_text(HOUSE.replace('"house-dark"', '"mine"'))
        stage.app.themes.take("mine")
        await stage.frame(pilot)
        mine.write_text(re.sub('background = ".*"', 'background = "#001122"', mine.read_text()))
        stage.app.themes.take("mine")
        await stage.frame(pilot)
        assert stage.app.theme == "mine"
        assert stage.context.paint.colour("background") == "#001122"


async def test_a_broken_theme_is_one_message_and_the_theme_before_stays(tmp_path: Path) -> None:
    stage = with_user_themes(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await stage.frame(pilot)
        said: list[str] = []
        stage.app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
        for damage in ('name = "', 'name = "mine"\nfoo = 1\n'):
            (tmp_path / "mine.toml").write_text(damage)
            dispatch(stage.app, "app.theme", "mine")
            assert len(said) == 1
            assert "mine.toml" in said.pop()
        assert stage.app.theme == "house-dark"


def test_the_choice_made_in_the_app_stands_until_the_config_names_another() -> None:
    assert chosen_theme(State(), "house-dark") == "house-dark"
    assert chosen_theme(State(theme="nord", theme_over="house-dark"), "house-dark") == "nord"
    assert chosen_theme(State(theme="nord", theme_over="house-dark"), "mono") == "mono"
    assert chosen_theme(State(theme="nord"), "mono") == "nord"


async def test_an_open_form_takes_the_colours_of_the_new_theme_too() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        await pilot.press("shift+tab", "m")
        await stage.frame(pilot)
        stage.app.command_theme("solarized-light")
        await stage.frame(pilot)
        form = stage.app.trade.manager.adjust.view
        grounds = {segment.style.bgcolor for segment in form.render_line(0) if segment.style}
        assert grounds == {stage.context.paint["base"].bgcolor}
