"""Terminals that can do little, and eyes that may not see all: ASCII, no colours, privacy, on the running program."""

import re
from dataclasses import replace
from html import unescape

import pytest
from textual.filter import NoColor
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.crm_examples import a_crm, equip, settled, until
from tests.dxfeed_scenes import DXFEED_SCENES
from tests.flex_scenes import FLEX_SCENES
from tests.scenes import SCENES, THEMES, Scene, Stage, make_stage
from tui.config.themes import load_theme
from tui.crm.queries import Report
from tui.view.colour_depth import Depth, adapted
from tui.view.screens.finder import FinderScreen
from tui.view.theme import to_textual

pytestmark = pytest.mark.anyio

ANSI = ("theme", "ansi-16")


def scene(name: str, **options: object) -> Scene:
    found = next(each for each in (*SCENES, *FLEX_SCENES) if each.name == name)
    return replace(found, options=(*found.options, *options.items()))


def picture(stage: Stage) -> str:
    """Return what the terminal is sent, as text."""
    svg = stage.app.export_screenshot(title="", simplify=True)
    return unescape("\n".join(re.findall(r"<text[^>]*>(.*?)</text>", svg))).replace("\xa0", " ")


async def shown(name: str, *keys: str, **options: object) -> str:
    played = scene(name, **options)
    stage = played.stage()
    async with stage.app.run_test(size=played.size) as pilot:
        await played.play(stage, pilot)
        await pressed(stage, pilot, *keys)
        return picture(stage)


async def pressed(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await stage.frame(pilot)
        await stage.frame(pilot)


async def test_in_ascii_mode_nothing_else_reaches_the_terminal() -> None:
    text = await shown("trade-120x36", ascii_only=True)
    assert {letter for letter in text if letter > "\x7f"} == set()
    assert "+-" in text


async def test_privacy_hides_money_and_account_but_no_price_and_says_so() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=(120, 36)) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        before = picture(stage)
        await pressed(stage, pilot, "asterisk")
        hidden = picture(stage)
        await pressed(stage, pilot, "asterisk")
        after = picture(stage)
    for secret in (" 1000\n", "10\u2009312.44", "9\u2009120.10", "+9.41", "-19.86", "-10.45"):
        assert secret in before
        assert secret not in hidden
    assert " HIDDEN " in hidden
    assert "1.0973" in hidden
    assert after == before


async def test_the_masks_of_the_crm_and_of_the_whole_screen_are_one_switch() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await stage.log_in(pilot)
        desk = equip(stage, a_crm())
        await until(stage, pilot, lambda: desk.is_open)
        await pilot.press("5")
        await until(stage, pilot, lambda: settled(desk, Report.REGISTRATIONS))
        await pressed(stage, pilot, "m")
        assert desk.hide
        assert stage.context.numbers.private
        await pressed(stage, pilot, "1", "asterisk")
        assert not desk.hide


@pytest.mark.parametrize("depth", [Depth.NONE, Depth.FEW])
async def test_cursors_are_reversed_where_no_ground_is_known_to_differ_from_the_terminals(depth: Depth) -> None:
    stage = make_stage()
    stage.app.register_theme(to_textual(adapted(load_theme(THEMES / "house-light.toml"), depth)))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        stage.app.command_theme("house-light")
        stage.app.command_theme("")
        await stage.frame(pilot)
        options, field = (stage.app.screen.query_one(kind) for kind in (OptionList, Input))
        first, second = (list(options.render_line(row)) for row in (0, 1))
        typed = list(field.render_line(0))
    assert all(segment.style is not None and segment.style.reverse for segment in first)
    assert not any(segment.style is not None and segment.style.reverse for segment in second)
    assert [segment.text for segment in typed if segment.style is not None and segment.style.reverse] == ["S"]


@pytest.mark.parametrize(("theme", "receded"), [("ansi-16", True), ("house-dark", False)])
async def test_the_screen_behind_a_dialog_is_dim_where_colours_cannot_be_mixed(theme: str, receded: bool) -> None:
    played = scene("help-120x36", theme=theme)
    stage = played.stage()
    async with stage.app.run_test(size=played.size) as pilot:
        await played.play(stage, pilot)
        (row,) = stage.app.screen.render_lines(Region(0, 4, 120, 1))
        styles = [segment.style for segment in row if segment.text.strip(" │")]
    assert row.text.lstrip("│ ").startswith("▸EURUSD")
    assert all(style is not None and bool(style.dim) == receded and not style.reverse for style in styles)


async def test_a_field_without_a_ground_is_underlined_over_its_whole_length() -> None:
    played = replace(next(each for each in DXFEED_SCENES if each.name == "dxfeed-form-80x24"), options=(ANSI,))
    stage = played.stage()
    async with stage.app.run_test(size=played.size) as pilot:
        await played.play(stage, pilot)
        fields = list(stage.app.screen.query(Input))
        typed = next(field for field in fields if field.has_focus)
        strips = [(field.size.width, field.render_line(0)) for field in fields if field.value or field is typed]
    assert len(strips) == 2
    for width, strip in strips:
        assert strip.cell_length >= width
        words = [segment.style for segment in strip if segment.style is not None and not segment.style.reverse]
        assert words
        assert all(style.underline for style in words)


@pytest.mark.parametrize("name", ["themes-120x36", "menu-80x24"])
async def test_what_a_list_of_themes_and_a_menu_stand_on_stays_as_it_is(name: str) -> None:
    played = scene(name, theme="ansi-16")
    stage = played.stage()
    async with stage.app.run_test(size=played.size) as pilot:
        await played.play(stage, pilot)
        assert isinstance(stage.app.screen, FinderScreen)
        assert not stage.app.screen.recedes


def test_no_color_leaves_every_colour_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    filters = make_stage(theme="ansi-16").app.get_line_filters()
    assert [type(each) for each in filters] == [NoColor]
