"""The line of a key in a TOML text, as people write such texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.config.load import load_config
from tui.config.places import line_of, place_in

TEXT = """\
# app.quit = "x"
default_profile = "demo"
[ui]
keymap = "vim"   # [ui.keys]
keys = { "app.quit" = "x", 'chart.style' = ["s"] }
[ui.watchlists]
"My list" = ["A",
  "B"]
[profiles.demo]
login = "1000"
"""

TABLES = """\
[ui.keys]
app.quit = "x"
"chart.style" = "s"
'app.menu' = "M"
[ui.keys.table]
down = "n"
"""


@pytest.mark.parametrize(
    ("text", "where", "line"),
    [
        (TEXT, ("default_profile",), 2),
        (TEXT, ("ui", "keymap"), 4),
        (TEXT, ("ui", "keys"), 5),
        (TEXT, ("ui", "keys", "chart.style"), 5),
        (TEXT, ("ui", "watchlists", "My list"), 7),
        (TEXT, ("profiles", "demo"), 9),
        (TEXT, ("profiles", "demo", "login"), 10),
        (TEXT, ("ui", "theme"), None),
        (TABLES, ("ui", "keys", "app.quit"), 2),
        (TABLES, ("ui", "keys", "chart.style"), 3),
        (TABLES, ("ui", "keys", "app.menu"), 4),
        (TABLES, ("ui", "keys", "table.down"), 6),
        ("", ("x",), None),
    ],
)
def test_a_key_is_found_where_it_is_set(text: str, where: tuple[str, ...], line: int | None) -> None:
    assert line_of(text, *where) == line


def test_a_place_is_file_and_line_or_the_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert place_in(file, "ui") == str(file)
    file.write_text(TEXT, "utf-8")
    assert place_in(file, "ui", "keymap") == f"{file}, line 4"


def test_a_command_s_name_needs_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[profiles.demo]\nlogin = "1000"\n' + TABLES, "utf-8")
    keys = load_config(file).ui.keys
    assert keys == {"app.quit": ("x",), "chart.style": ("s",), "app.menu": ("M",), "table.down": ("n",)}
