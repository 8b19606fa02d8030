"""How a task of a bulk ended, and what is known of one that has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class Fate(Enum):
    """What became of a task."""

    DONE = "done"
    ALREADY = "already so"
    REFUSED = "refused"
    SEEN = "sent, no answer; seen as done"
    UNKNOWN = "sent, no answer"
    OPEN = "not done, can be run again"

    @property
    def is_final(self) -> bool:
        """Whether the task is never taken up again by this bulk."""
        return self is not Fate.OPEN


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a task. `status` is HTTP's, None when there was no answer; `advice` is what to do next.

    `links`, `confirmation_id` and `version` are those of an activation.
    """

    number: int
    fate: Fate
    at_ms: int
    account_id: str = ""
    status: int | None = None
    reason: str = ""
    message: str = ""
    advice: str = ""
    detail: str = ""
    confirmation_id: str = field(default="", repr=False)
    version: int = 0
    links: Mapping[str, str] = field(default_factory=dict, repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values."""
        return {**{key: value for key, value in asdict(self).items() if value}, "fate": self.fate.name}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Result:
        """Return the result of such values. Raises KeyError, TypeError or ValueError."""
        return cls(**{**values, "fate": Fate[values["fate"]]})


@dataclass(frozen=True, slots=True)
class Sending:
    """Written down before a write goes out. `before` is what was so until then, such as a subscription's end."""

    number: int
    at_ms: int
    account_id: str = ""
    before: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {key: value for key, value in asdict(self).items() if value}
