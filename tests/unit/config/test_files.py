"""Paths, shipped files, theme files and the example that `init` writes."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui.config.example import write_example
from tui.config.paths import Paths, find_paths
from tui.config.shipped import example_config, shipped_themes
from tui.config.themes import find_themes, load_named_theme, load_theme, load_themes
from tui.errors import ConfigError

HOME = Path("/home/u")


def test_the_folders_are_those_of_the_xdg_rules() -> None:
    paths = find_paths({}, HOME)
    assert paths.config_file == HOME / ".config/tradedeck/config.toml"
    assert paths.state_file == HOME / ".local/state/tradedeck/state.toml"
    assert paths.cache == HOME / ".cache/tradedeck"
    moved = find_paths({"XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "/k"}, HOME)
    assert moved == Paths(Path("/c/tradedeck"), Path("/s/tradedeck"), Path("/k/tradedeck"))


def test_relative_and_empty_xdg_values_are_ignored() -> None:
    assert find_paths({"XDG_CONFIG_HOME": "here", "XDG_STATE_HOME": ""}, HOME) == find_paths({}, HOME)


def test_one_variable_puts_everything_below_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = find_paths({"TRADEDECK_HOME": "own", "XDG_CONFIG_HOME": "/c"}, HOME)
    for folder in (paths.config, paths.state, paths.cache, paths.demo, paths.user_themes, paths.log_file):
        assert folder.is_relative_to(tmp_path / "own")


def test_asking_for_the_folders_creates_none(tmp_path: Path) -> None:
    find_paths({"TRADEDECK_HOME": str(tmp_path / "own")}, HOME)
    assert not (tmp_path / "own").exists()


def test_the_example_is_written_for_its_owner_only(tmp_path: Path) -> None:
    path = write_example(tmp_path / "a" / "b" / "config.toml")
    assert path.read_bytes() == example_config().read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_config_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine")
    with pytest.raises(ConfigError, match="There is a config already"):
        write_example(path)
    assert path.read_text() == "mine"


def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "config.toml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="There is a config already"):
        write_example(tmp_path / "config.toml")
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_example(tmp_path / "file" / "config.toml")


def test_every_shipped_theme_loads() -> None:
    themes, problems = load_themes([shipped_themes()])
    assert problems == []
    assert "house-dark" in [theme.name for theme in themes]


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_and_meaning_can_be_read_on_every_shipped_theme() -> None:
    themes, _ = load_themes([shipped_themes()])
    for theme in themes:
        behind = [theme.colours.background, theme.colours.surface]
        texts = [theme.colours.foreground, theme.colours.warning, theme.colours.error, theme.colours.success]
        texts += [theme.trading.up, theme.trading.down, theme.trading.bid, theme.trading.ask, theme.trading.pending]
        pairs = [(text, back) for text in texts for back in behind if text[0] == back[0] == "#"]
        assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
        if theme.colours.foreground[0] == theme.trading.selection[0] == "#":
            assert contrast(theme.colours.foreground, theme.trading.selection) >= 4.5


def shipped_text() -> str:
    return (shipped_themes() / "house-dark.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('up = "#', 'upp = "#', "trading.upp: unknown key, did you mean up"),
        ('up = "#', 'up = "rgb', "trading.up"),
        ("[colours]", "[colors]", "colors: unknown key, did you mean colours"),
        ("dark = true", "dark = 'yes'", "dark"),
        ('name = "house-dark"', 'name = "other"', "says 'other'"),
    ],
)
def test_what_is_wrong_with_a_theme_is_named_with_file_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "house-dark.toml"
    path.write_text(shipped_text().replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        load_theme(path)
    assert words in caught.value.detail
    assert str(path) in caught.value.detail


def test_a_broken_theme_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("name = 1")
    themes, problems = load_themes([shipped_themes(), tmp_path])
    assert "house-dark" in [theme.name for theme in themes]
    assert len(problems) == 1


def test_the_user_s_theme_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    mine = tmp_path / "house-dark.toml"
    mine.write_text(shipped_text().replace("dark = true", "dark = false"))
    assert find_themes([shipped_themes(), tmp_path / "absent", tmp_path])["house-dark"] == mine
    assert not load_named_theme("house-dark", [shipped_themes(), tmp_path]).dark


def test_an_unknown_theme_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigError, match="Did you mean house-dark"):
        load_named_theme("house-drak", [shipped_themes()])
    with pytest.raises(ConfigError, match=r"There are .*house-dark"):
        load_named_theme("zzz", [Path("/absent"), shipped_themes()])


def test_reading_the_config_loads_no_screen_and_no_keyring() -> None:
    program = (
        "import sys, tui.config.load, tui.config.secrets, tui.config.state, tui.config.themes, tui.config.settings\n"
        "print(sorted({'textual', 'rich', 'httpx', 'websockets', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
