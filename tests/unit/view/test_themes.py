"""The shipped themes: every text can be read on every ground it stands on."""

from __future__ import annotations

from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color

from tui.config.themes import ThemeFile, load_theme
from tui.errors import ConfigError
from tui.view.colour_depth import (
    FRAME_CONTRAST,
    GROUNDS,
    TEXT_CONTRAST,
    Depth,
    adapted,
    contrast,
    depth_of,
    difference,
)
from tui.view.panels.chart_paint import chart_colors
from tui.view.panels.plot_pane import FADED
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
OWN = [path for path in SHIPPED if path.stem.startswith("ansi-")]
COLOURED = [path for path in SHIPPED if path not in OWN]
PRICES = ("up", "down", "bid", "ask")
STUDIES = ("accent", "primary", "pending")
"""The colours of the first three studies of a chart; positions are drawn in the second, pending orders in the third."""
GREYS = {"mono"}


def named(each: object) -> str:
    """Return the name of a case."""
    return each.stem if isinstance(each, Path) else str(getattr(each, "name", each))


depths = pytest.mark.parametrize("depth", [Depth.TRUE, Depth.MANY], ids=named)
coloured = pytest.mark.parametrize("path", COLOURED, ids=named)
hued = pytest.mark.parametrize("path", [path for path in COLOURED if path.stem not in GREYS], ids=named)
shipped = pytest.mark.parametrize("path", SHIPPED, ids=named)

CONSOLES = {
    "VGA": (
        "000000",
        "aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa",
        "ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    ),
    "xterm": (
        "000000",
        "cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5",
        "ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    ),
}
"""Ground, plain and bright colours (red, green, yellow, blue, magenta, cyan, white) of consoles as they come."""

# Weights of what people see without red (protanopia) and without green cones (deuteranopia): Machado and others, 2009.
COLOUR_BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
}


def colours(file: ThemeFile) -> dict[str, str]:
    return {**asdict(file.colours), **asdict(file.trading)}


def seen_by(kind: str, colour: str) -> str:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    def bent(value: float) -> float:
        return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055

    parts = [linear(part) for part in Color.parse(colour).normalized]
    mixed = (sum(weight * part for weight, part in zip(row, parts, strict=True)) for row in COLOUR_BLIND[kind])
    return "#" + "".join(f"{round(255 * bent(min(1.0, max(0.0, value)))):02x}" for value in mixed)


def as_sent(colour: RichColor | None, depth: Depth) -> str:
    """Return what a terminal of that depth is told for a style's colour."""
    assert colour is not None
    system = ColorSystem.TRUECOLOR if depth is Depth.TRUE else ColorSystem.EIGHT_BIT
    return colour.downgrade(system).get_truecolor().hex


def test_these_themes_are_shipped() -> None:
    assert [path.stem for path in SHIPPED] == [
        *("ansi-16-light", "ansi-16", "catppuccin", "colour-blind", "gruvbox", "high-contrast", "house-dark"),
        *("house-light", "mono", "nord", "red-up", "solarized-dark", "solarized-light"),
    ]


@shipped
def test_every_theme_says_in_the_list_what_it_is(path: Path) -> None:
    assert 5 < len(load_theme(path).about) <= 40 * 2


@depths
@coloured
def test_every_text_reaches_wcag_aa_on_every_ground_also_under_the_cursor(path: Path, depth: Depth) -> None:
    known = colours(adapted(load_theme(path), depth))
    words = [name for name in known if name not in {*GROUNDS, "grid"}]
    poor = {(n, g): contrast(known[n], known[g]) for n in words for g in GROUNDS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < TEXT_CONTRAST} == {}


@depths
@coloured
def test_frames_and_the_row_under_the_cursor_can_be_seen(path: Path, depth: Depth) -> None:
    known = colours(adapted(load_theme(path), depth))
    assert contrast(known["grid"], known["background"]) >= FRAME_CONTRAST
    assert contrast(known["selection"], known["background"]) > 1.15


@depths
@coloured
def test_mixed_colours_arrive_readable_too(path: Path, depth: Depth) -> None:
    known = colours(adapted(load_theme(path), depth))
    paint = Paint(to_textual(adapted(load_theme(path), depth), depth).variables | known)
    ground = paint["blurred"].bgcolor
    for name in ("tail", "stale", "header", "up_strong", "down_strong"):
        for below in (*(known[each] for each in GROUNDS), as_sent(ground, depth)):
            assert contrast(as_sent(paint[name].color, depth), below) >= TEXT_CONTRAST, (name, below)
    assert contrast(known["foreground"], as_sent(ground, depth)) >= TEXT_CONTRAST
    # Where there are few colours to choose from, a faded ground must not come out louder than the one it fades from.
    faded, selected = (difference(each, known["background"]) for each in (as_sent(ground, depth), known["selection"]))
    assert faded <= selected


@depths
@coloured
def test_hints_in_empty_fields_and_the_titles_of_toasts_can_be_read(path: Path, depth: Depth) -> None:
    theme = to_textual(adapted(load_theme(path), depth), depth)
    shown = theme.to_color_system().generate()
    toasts = [(f"text-{kind}", "panel-lighten-1") for kind in ("success", "warning", "error")]
    hints = [("text-disabled", ground) for ground in (*GROUNDS[:-1], "block-cursor-background")]
    poor = {pair: contrast(*(shown[each][:7] for each in pair)) for pair in (*toasts, *hints)}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < TEXT_CONTRAST} == {}


@depths
@coloured
def test_a_toast_stands_off_the_screen_below(path: Path, depth: Depth) -> None:
    file = adapted(load_theme(path), depth)
    shown = to_textual(file, depth).to_color_system().generate()
    assert contrast(shown["panel-lighten-1"][:7], file.colours.background) > 1.1


@depths
@coloured
def test_bid_ask_up_and_down_cannot_be_taken_for_one_another(path: Path, depth: Depth) -> None:
    known = colours(adapted(load_theme(path), depth))
    least = 0.05 if path.stem in GREYS else 0.08
    close = {(a, b): difference(known[a], known[b]) for a, b in combinations(PRICES, 2)}
    assert {pair: far for pair, far in close.items() if far < least} == {}


@hued
def test_real_money_and_losses_look_like_nothing_harmless(path: Path) -> None:
    known = colours(load_theme(path))
    pairs = [("real", "sim"), ("real", "demo"), ("down", "pending")]
    close = {pair: difference(known[pair[0]], known[pair[1]]) for pair in pairs}
    assert {pair: far for pair, far in close.items() if far < 0.1} == {}


@shipped
@pytest.mark.parametrize("depth", list(Depth), ids=named)
def test_no_indicator_has_anothers_colour(path: Path, depth: Depth) -> None:
    theme = to_textual(adapted(load_theme(path), depth), depth)
    studies = chart_colors(Paint({**theme.to_color_system().generate(), **theme.variables})).studies
    assert studies
    assert len(set(studies)) == len(studies)


@coloured
def test_up_and_down_differ_in_lightness_too(path: Path) -> None:
    known = colours(load_theme(path))
    assert contrast(known["up"], known["down"]) > 1.2


@pytest.mark.parametrize("depth", [Depth.TRUE, Depth.MANY], ids=named)
@hued
def test_real_money_and_errors_are_not_the_colour_of_every_loss(path: Path, depth: Depth) -> None:
    known = colours(adapted(load_theme(path), depth))
    assert min(difference(known[each], known["down"]) for each in ("real", "error")) > 0.04


@pytest.mark.parametrize("kind", COLOUR_BLIND)
@pytest.mark.parametrize("depth", [Depth.TRUE, Depth.MANY], ids=named)
def test_people_without_red_or_green_cones_tell_the_colour_blind_themes_prices_apart(kind: str, depth: Depth) -> None:
    known = colours(adapted(load_theme(THEMES / "colour-blind.toml"), depth))
    seen = {name: seen_by(kind, known[name]) for name in PRICES}
    assert difference(seen["up"], seen["down"]) > 0.2
    assert min(difference(seen[a], seen[b]) for a, b in combinations(PRICES, 2)) > 0.08


@pytest.mark.parametrize("kind", COLOUR_BLIND)
def test_they_tell_errors_and_real_money_from_losses_warnings_and_pending_orders_too(kind: str) -> None:
    known = colours(load_theme(THEMES / "colour-blind.toml"))
    loud, others = (
        [seen_by(kind, known[name]) for name in names]
        for names in (("real", "error"), ("down", "warning", "pending", "up"))
    )
    assert min(difference(a, b) for a in loud for b in others) > 0.08


@pytest.mark.parametrize("kind", COLOUR_BLIND)
def test_they_tell_the_first_studies_of_a_chart_and_pending_orders_from_positions_too(kind: str) -> None:
    known = colours(load_theme(THEMES / "colour-blind.toml"))
    seen = [seen_by(kind, known[name]) for name in STUDIES]
    assert min(difference(a, b) for a, b in combinations(seen, 2)) > 0.08


@depths
@coloured
def test_the_first_studies_of_a_chart_can_be_told_apart(path: Path, depth: Depth) -> None:
    known = colours(adapted(load_theme(path), depth))
    assert min(difference(known[a], known[b]) for a, b in combinations(STUDIES, 2)) > 0.05


def test_what_has_fallen_does_not_look_stale_where_only_lightness_can_tell() -> None:
    known = colours(load_theme(THEMES / "mono.toml"))
    assert contrast(known["down"], known["stale"]) > 1.35


def test_red_rises_in_the_red_up_theme_however_few_colours_there_are() -> None:
    file = load_theme(THEMES / "red-up.toml")
    for depth in (Depth.TRUE, Depth.MANY):
        red, green, blue = Color.parse(adapted(file, depth).trading.up).rgb
        assert red > max(green, blue)
    few = adapted(file, Depth.FEW).trading
    assert (few.up, few.down) == ("ansi_bright_red", "ansi_bright_green")


def test_high_contrast_reaches_seven_to_one() -> None:
    known = colours(load_theme(THEMES / "high-contrast.toml"))
    words = [name for name in known if name not in {*GROUNDS, "grid"}]
    assert min(contrast(known[name], known[ground]) for name in words for ground in GROUNDS) >= 7


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("path", [path for path in SHIPPED if "light" not in path.stem], ids=named)
def test_sixteen_colours_can_be_read_on_a_console(path: Path, console: str) -> None:
    ground, plain, bright = CONSOLES[console]
    names = ("red", "green", "yellow", "blue", "magenta", "cyan", "white")
    meant = {f"ansi_{name}": f"#{code}" for name, code in zip(names, plain.split(), strict=True)}
    meant |= {f"ansi_bright_{name}": f"#{code}" for name, code in zip(names, bright.split(), strict=True)}
    known = colours(adapted(load_theme(path), Depth.FEW))
    used = {name: known[name] for name in known if name not in {*GROUNDS, "grid"} and known[name] != "ansi_default"}
    poor = {name: contrast(meant[colour], f"#{ground}") for name, colour in used.items()}
    assert {name: ratio for name, ratio in poor.items() if ratio < TEXT_CONTRAST} == {}


@shipped
def test_up_and_down_stay_apart_in_sixteen_colours(path: Path) -> None:
    few = adapted(load_theme(path), Depth.FEW).trading
    if path.stem in GREYS:
        assert {few.up, few.down, few.bid, few.ask} == {"ansi_default"}
    else:
        assert few.up != few.down
        assert few.bid not in {few.up, few.down}
        assert few.ask not in {few.up, few.down}


@shipped
def test_without_colours_everything_is_the_terminals_own(path: Path) -> None:
    assert set(colours(adapted(load_theme(path), Depth.NONE)).values()) == {"ansi_default"}


@pytest.mark.parametrize(
    ("system", "no_color", "depth"),
    [
        ("truecolor", False, Depth.TRUE),
        ("256", False, Depth.MANY),
        ("standard", False, Depth.FEW),
        ("windows", False, Depth.FEW),
        (None, False, Depth.NONE),
        ("truecolor", True, Depth.NONE),
    ],
)
def test_the_depth_follows_from_the_terminal_and_from_no_color(
    system: str | None, no_color: bool, depth: Depth
) -> None:
    assert depth_of(system, no_color=no_color) is depth


def test_a_text_console_has_few_colours_of_its_own_kind() -> None:
    assert depth_of("standard", console=True) is Depth.CONSOLE
    assert depth_of("standard", no_color=True, console=True) is Depth.NONE


@shipped
def test_every_theme_becomes_a_textual_theme_with_all_our_variables(path: Path) -> None:
    theme = to_textual(load_theme(path))
    generated = {**theme.to_color_system().generate(), **theme.variables}
    assert set(SEMANTIC_DEFAULTS) <= set(generated)


def test_the_terminals_own_colours_stay_names_and_the_cursor_is_reversed() -> None:
    paint = Paint(colours(load_theme(THEMES / "ansi-16.toml")))
    up = paint["up"].color
    assert up is not None
    assert up.name == "bright_green"
    assert paint["cursor"].reverse
    assert paint["base"].bgcolor is not None
    assert paint["base"].bgcolor.is_default


@shipped
@pytest.mark.parametrize("depth", [Depth.FEW, Depth.NONE], ids=named)
def test_no_ground_but_the_terminals_own_goes_with_its_own_colours(path: Path, depth: Depth) -> None:
    theme = to_textual(adapted(load_theme(path), depth), depth)
    paint = Paint({**theme.to_color_system().generate(), **theme.variables})
    assert paint.ansi
    assert {ground: paint.colour(ground) for ground in GROUNDS[:-1]} == dict.fromkeys(GROUNDS[:-1], "default")
    # What Textual lays under a toast.
    assert theme.variables["ansi-background"] == "ansi_default"


@shipped
@pytest.mark.parametrize("depth", [Depth.FEW, Depth.CONSOLE], ids=named)
def test_words_are_dim_but_where_dim_is_too_dark_to_read(path: Path, depth: Depth) -> None:
    paint = Paint(to_textual(adapted(load_theme(path), depth), depth).variables | {"background": "ansi_default"})
    assert {bool(paint[name].dim) for name in ("muted", "stale", "tail", "header")} == {depth is Depth.FEW}


@shipped
@pytest.mark.parametrize("depth", list(Depth), ids=named)
def test_bars_are_seen_and_are_no_louder_than_words(path: Path, depth: Depth) -> None:
    theme = to_textual(adapted(load_theme(path), depth), depth)
    paint = Paint({**theme.to_color_system().generate(), **theme.variables})
    bars = Style.parse(paint.faint("primary", FADED))
    if theme.ansi:
        assert bars.dim or bars.color == RichColor.parse("bright_black")
    else:
        ground = paint.colour("background")
        assert contrast(paint.colour("foreground"), ground) > contrast(as_sent(bars.color, depth), ground)
        assert contrast(as_sent(bars.color, depth), ground) >= FRAME_CONTRAST


@shipped
@pytest.mark.parametrize("depth", list(Depth), ids=named)
def test_the_last_price_on_the_axis_stands_out(path: Path, depth: Depth) -> None:
    theme = to_textual(adapted(load_theme(path), depth), depth)
    tag = Style.parse(chart_colors(Paint({**theme.to_color_system().generate(), **theme.variables})).last_tag)
    if theme.ansi:
        # What a terminal's own ground looks like is not known: any other colour on it could be the same.
        assert (tag.reverse, tag.color, tag.bgcolor) == (True, None, None)
    else:
        assert contrast(as_sent(tag.color, depth), as_sent(tag.bgcolor, depth)) >= TEXT_CONTRAST


@shipped
@pytest.mark.parametrize("depth", list(Depth), ids=named)
def test_the_cell_that_is_typed_into_differs_from_its_field(path: Path, depth: Depth) -> None:
    paint = Paint(to_textual(adapted(load_theme(path), depth), depth).variables)
    assert bool(paint["insertion"].reverse) is not bool(paint["cursor"].reverse)


def test_a_price_under_the_cursor_keeps_its_colour_only_where_the_cursor_is_a_ground() -> None:
    own, mixed = (Paint(colours(load_theme(THEMES / f"{name}.toml"))) for name in ("ansi-16", "house-dark"))
    assert (own.under_cursor(own["up_strong"]).color, own.under_cursor(own["up_strong"]).bold) == (None, True)
    assert mixed.under_cursor(mixed["up"]) == mixed["cursor"] + mixed["up"]


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


def test_one_broken_theme_is_told_by_its_own_reason_and_of_many_the_others_are_counted(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.toml").write_bytes(b"\xff")
    _, problems = usable_themes([tmp_path])
    one, many = problems_as_one(problems[:1]), problems_as_one(problems)
    assert one is not None
    assert (one.title, "a.toml" in one.detail) == ("The theme is not UTF-8 text", True)
    assert many is not None
    assert many.title == "4 themes could not be read"
    assert many.detail.count("is not UTF-8 text") == 3
    assert "`tradedeck check` tells of 1 more" in many.hint


def test_a_theme_that_is_gone_gives_way_to_the_houses_own() -> None:
    names = [path.stem for path in SHIPPED]
    assert suited_theme("nord", names) == "nord"
    assert suited_theme("gone", names) == "house-dark"
    assert suited_theme("gone", []) == "textual-dark"


def broken(tmp_path: Path, before: str, after: str) -> str:
    """Return what is said of the house's theme with `before` replaced."""
    text = (THEMES / "house-dark.toml").read_text().replace('"house-dark"', '"mine"')
    assert before in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(before, after))
    with pytest.raises(ConfigError) as caught:
        load_theme(path)
    assert str(path) in caught.value.detail
    return caught.value.detail


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[trading]", "[trading", "line"),
        ("bid =", "bit =", "trading.bit: unknown key, did you mean bid?"),
        ('up = "#4fd6a0"', 'up = "green"', 'trading.up: should be a colour like "#1b3340" or "ansi_bright_blue"'),
        ('up = "#4fd6a0"', 'up = "ansi_mauve"', "trading.up: should be a colour"),
        ('up = "#4fd6a0"\n', "", "trading.up: is missing"),
        ("dark = true", "dark = 1", "dark: should be true or false"),
        ('name = "mine"', 'name = "yours"', "name: says 'yours'"),
    ],
)
def test_a_broken_theme_is_told_with_its_file_place_and_reason(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert said in broken(tmp_path, before, after)


def test_a_wrong_colour_is_told_with_its_line(tmp_path: Path) -> None:
    lines = (THEMES / "house-dark.toml").read_text().splitlines()
    number = next(at for at, line in enumerate(lines, 1) if line.startswith("down ="))
    assert f"line {number}: trading.down:" in broken(tmp_path, 'down = "#', 'down = "%')
