"""Few colours: what is asked for arrives, greys stay grey, and what cannot be read is not written with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color

from tui.config.themes import ThemeFile, load_theme
from tui.view.colour_depth import GROUNDS, Depth, adapted, contrast

THEMES = Path(__file__).parents[3] / "themes"
COLOURED = sorted(path for path in THEMES.glob("*.toml") if not path.stem.startswith("ansi-"))

coloured = pytest.mark.parametrize("path", COLOURED, ids=lambda path: path.stem)


def colours(file: ThemeFile) -> dict[str, str]:
    return {**asdict(file.colours), **asdict(file.trading)}


def spread(colour: str) -> int:
    """Return how far apart red, green and blue are; a grey has none."""
    parts = Color.parse(colour).rgb
    return max(parts) - min(parts)


@coloured
def test_what_is_asked_for_is_what_arrives(path: Path) -> None:
    for name, colour in colours(adapted(load_theme(path), Depth.MANY)).items():
        arrived = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
        off = max(abs(one - other) for one, other in zip(arrived, Color.parse(colour).rgb, strict=True))
        assert off <= 2, name


def test_a_theme_of_greys_stays_grey() -> None:
    assert {spread(colour) for colour in colours(adapted(load_theme(THEMES / "mono.toml"), Depth.MANY)).values()} == {0}


@coloured
def test_words_that_are_nearly_grey_come_out_grey_and_warnings_do_not(path: Path) -> None:
    true, many = load_theme(path), adapted(load_theme(path), Depth.MANY)
    if spread(true.trading.muted) <= 0x1F:
        assert spread(many.trading.muted) == 0
    for before, after in ((true.colours.warning, many.colours.warning), (true.colours.error, many.colours.error)):
        assert bool(spread(after)) is bool(spread(before))


@coloured
def test_the_grounds_keep_their_order_and_no_tint_is_added_to_them(path: Path) -> None:
    true, many = (colours(load_theme(path)), colours(adapted(load_theme(path), Depth.MANY)))
    for name in GROUNDS:
        assert spread(many[name]) <= spread(true[name])
    steps = [contrast(many[name], many["background"]) for name in ("background", "panel", "selection")]
    assert steps == sorted(steps)


@pytest.mark.parametrize("path", [path for path in sorted(THEMES.glob("*.toml")) if "light" in path.stem])
def test_on_white_only_those_of_the_sixteen_are_written_with_that_can_be_read(path: Path) -> None:
    few = colours(adapted(load_theme(path), Depth.FEW))
    used = {few[name] for name in few if name not in {*GROUNDS, "grid"}}
    assert used <= {f"ansi_{name}" for name in ("default", "red", "green", "blue", "magenta")}
