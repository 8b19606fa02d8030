"""Tests and pictures look the same on every machine: what is around them is told nothing and changes nothing."""

from __future__ import annotations

from tests.environment import steady


def test_what_colours_or_sizes_a_program_is_forgotten_and_the_rest_is_kept() -> None:
    around = {
        "HOME": "/home/ann",
        "NO_COLOR": "1",
        "COLUMNS": "40",
        "TERM": "dumb",
        "TZ": "Asia/Tokyo",
        "TEXTUAL_FPS": "5",
        "TRADEDECK_HOME": "/elsewhere",
        "XDG_CONFIG_HOME": "/elsewhere",
        "TEXTUAL_SNAPSHOT_TEMPDIR": "/tmp/report",
    }
    assert steady(around) == {
        "HOME": "/home/ann",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        "TEXTUAL_ANIMATIONS": "none",
        "TEXTUAL_SNAPSHOT_TEMPDIR": "/tmp/report",
    }


def test_an_environment_that_is_steady_stays_as_it_is() -> None:
    once = steady({"PATH": "/usr/bin", "NO_COLOR": "1"})
    assert steady(once) == once
