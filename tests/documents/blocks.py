"""The README's derived tables, each between `<!-- made: NAME -->` and `<!-- /made: NAME -->`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tests.documents.config_reference import config_reference
from tests.documents.dxfeed_reference import dxfeed_failures, dxfeed_methods
from tests.documents.key_table import key_table

BLOCKS: Mapping[str, Callable[[], str]] = {
    "config": config_reference,
    "dxfeed-failures": dxfeed_failures,
    "dxfeed-methods": dxfeed_methods,
    "keys": key_table,
}
"""Each block's name and what writes it; a text of whole lines."""


def rewritten(text: str) -> str:
    """Return a README with all its blocks written anew; KeyError for a block that nobody writes."""

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- made: {name} -->\n{BLOCKS[name]().strip()}\n<!-- /made: {name} -->"

    return re.sub(r"<!-- made: (?P<name>[\w-]+) -->\n.*?<!-- /made: (?P=name) -->", block, text, flags=re.DOTALL)


def names(text: str) -> Sequence[str]:
    """Return the names of the blocks that a README has, in their order."""
    return re.findall(r"<!-- made: ([\w-]+) -->", text)
