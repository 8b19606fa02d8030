"""What an entry of the catalogue of faults says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Layer = Literal["link", "server"]


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One entry of the catalogue.

    `number` names the failures that it makes (F01…) and the open questions that it answers one way (A1…).
    `fields` are the defaults of its own settings, `choices` what those that are words may be. A `one_shot` fault acts
    at once and is over; with `seconds` it goes on for so long.
    """

    name: str
    number: str
    layer: Layer
    about: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one_shot: bool = False
