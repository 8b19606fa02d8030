"""The shipped themes: every text can be read on every ground it stands on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from textual.color import Color

from tui.config.themes import ThemeFile, load_theme
from tui.view.theme import (
    SEMANTIC_DEFAULTS,
    Paint,
    problems_as_one,
    suited_theme,
    to_textual,
    usable_themes,
)

THEMES = Path(__file__).parents[3] / "themes"
SHIPPED = sorted(THEMES.glob("*.toml"))
COLOURED = [path for path in SHIPPED if path.stem != "ansi-16"]
TEXT = ("foreground", "primary", "secondary", "accent", "success", "warning", "error")
TRADING_TEXT = ("up", "down", "bid", "ask", "stale", "pending", "real", "demo", "sim", "muted")
MAY_BE_OVERLOOKED = {"stale", "muted", "secondary"}


def colours(file: ThemeFile) -> dict[str, str]:
    return {**asdict(file.colours), **asdict(file.trading)}


def luminance(colour: str) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(part) for part in Color.parse(colour).normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_these_themes_are_shipped() -> None:
    assert [path.stem for path in SHIPPED] == [
        *("ansi-16", "catppuccin", "colour-blind", "gruvbox", "high-contrast", "house-dark"),
        *("house-light", "mono", "nord", "red-up", "solarized-dark", "solarized-light"),
    ]


@pytest.mark.parametrize("path", COLOURED, ids=lambda path: path.stem)
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_every_text_reaches_wcag_aa_on_every_ground(path: Path, ground: str) -> None:
    known = colours(load_theme(path))
    poor = {name: contrast(known[name], known[ground]) for name in TEXT + TRADING_TEXT}
    assert {name: ratio for name, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("path", COLOURED, ids=lambda path: path.stem)
def test_the_row_under_the_cursor_stays_legible_and_visible(path: Path) -> None:
    known = colours(load_theme(path))
    ratios = {name: contrast(known[name], known["selection"]) for name in TEXT + TRADING_TEXT}
    limits = {name: 3.0 if name in MAY_BE_OVERLOOKED else 4.5 for name in ratios}
    assert {name: ratio for name, ratio in ratios.items() if ratio < limits[name]} == {}
    assert contrast(known["selection"], known["background"]) > 1.15


@pytest.mark.parametrize("path", COLOURED, ids=lambda path: path.stem)
def test_the_dim_last_digit_of_a_price_can_still_be_read(path: Path) -> None:
    known = colours(load_theme(path))
    tail = Paint(known)["tail"].color
    assert tail is not None
    assert tail.triplet is not None
    assert contrast(tail.triplet.hex, known["background"]) >= 4.5


def test_high_contrast_reaches_seven_to_one() -> None:
    known = colours(load_theme(THEMES / "high-contrast.toml"))
    assert min(contrast(known[name], known["background"]) for name in TEXT + TRADING_TEXT) >= 7


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_up_and_down_differ_in_lightness_or_are_the_terminals_own(path: Path) -> None:
    known = colours(load_theme(path))
    if known["up"].startswith("ansi_"):
        assert known["up"] != known["down"]
    else:
        assert contrast(known["up"], known["down"]) > 1.2


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_theme_becomes_a_textual_theme_with_all_our_variables(path: Path) -> None:
    theme = to_textual(load_theme(path))
    generated = {**theme.to_color_system().generate(), **theme.variables}
    assert set(SEMANTIC_DEFAULTS) <= set(generated)


def test_the_terminals_own_colours_stay_names_and_the_cursor_is_reversed() -> None:
    paint = Paint(colours(load_theme(THEMES / "ansi-16.toml")))
    up = paint["up"].color
    assert up is not None
    assert up.name == "green"
    assert paint["cursor"].reverse
    assert paint["base"].bgcolor is not None
    assert paint["base"].bgcolor.is_default


def test_an_unknown_style_name_is_an_empty_style() -> None:
    paint = Paint()
    assert not paint["no such style"]
    assert not paint.get("no such style")


def test_broken_theme_files_become_one_error_and_the_others_still_work(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text((THEMES / "mono.toml").read_text().replace('"mono"', '"good"'))
    (tmp_path / "torn.toml").write_text("name = ")
    (tmp_path / "odd.toml").write_text(
        (THEMES / "mono.toml").read_text().replace('"mono"', '"odd"').replace("#d0d0d0", "ansi_mauve")
    )
    themes, problems = usable_themes([tmp_path])
    assert [theme.name for theme in themes] == ["good"]
    error = problems_as_one(problems)
    assert error is not None
    assert "torn.toml" in error.detail
    assert "odd" in error.detail
    assert problems_as_one([]) is None


def test_a_theme_that_is_gone_gives_way_to_the_houses_own() -> None:
    names = [path.stem for path in SHIPPED]
    assert suited_theme("nord", names) == "nord"
    assert suited_theme("gone", names) == "house-dark"
    assert suited_theme("gone", []) == "textual-dark"
