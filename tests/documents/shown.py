"""Which pictures the README shows."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
SCREENSHOTS = README.parent / "screenshots"


def pictures() -> set[str]:
    """Return their names."""
    return set(re.findall(r"screenshots/([\w-]+)\.svg", README.read_text(encoding="utf-8")))
