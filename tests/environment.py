"""The environment of tests and pictures: what the machine and the terminal around them say colours nothing."""

from collections.abc import Mapping

# The parallel workers of a run share the folder that the snapshot report is made from; its name travels like this.
_OURS = "TEXTUAL_SNAPSHOT_TEMPDIR"
_FAMILIES = ("TEXTUAL_", "TRADEDECK_", "XDG_")
# COLUMNS and LINES: a program asks them before its terminal, and the parallel workers of a run are given some.
_SINGLE = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "SSLKEYLOGFILE", "COLUMNS", "LINES")
_ALWAYS = {"TEXTUAL_ANIMATIONS": "none", "TZ": "UTC", "TERM": "xterm-256color"}


def steady(around: Mapping[str, str]) -> dict[str, str]:
    """Return the environment to work in, made of the one around."""
    kept = {name: value for name, value in around.items() if name == _OURS or not name.startswith(_FAMILIES)}
    return {name: value for name, value in kept.items() if name not in _SINGLE} | _ALWAYS
