"""What can go wrong in the CRM room, each with its class and what the user can do about it.

TradedeckError
└── CrmError              title, detail, hint
    ├── QueryError        a filter is missing or wrong; `problems` name the fields; nothing was sent
    ├── DeniedError       the CRM does not let us in; `denial` says why, as far as its words tell
    ├── AnswerError       the CRM answered what cannot be used; `transient` says whether trying again can help
    └── CacheError        the cache on this machine cannot be used
        └── CacheFullError    no space; what was read before is still there
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from tui.errors import TradedeckError


class CrmError(TradedeckError):
    """A CRM action cannot be done as asked."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one filter; `field` is its name in the spec, such as `registrationDateTo`."""

    field: str
    message: str


class QueryError(CrmError):
    """The filters do not make a question that the CRM answers; nothing was sent."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        detail = "; ".join(f"{problem.field}: {problem.message}" for problem in problems)
        super().__init__("The report cannot be asked for like this", detail)
        self.problems = tuple(problems)


class Denial(enum.Enum):
    """Why the CRM does not let us in."""

    CREDENTIALS = "credentials"
    NOT_VERIFIED = "e-mail not verified"
    KEY = "API key"
    KEY_EXPIRED = "API key expired"
    DOMAIN = "domain"
    PERMISSION = "permission"
    MODULE = "module"
    USER = "user disabled"
    UNKNOWN = "unknown"

    @property
    def is_told(self) -> bool:
        """Whether the CRM's words said why, more than that it refuses."""
        return self is not Denial.UNKNOWN


class DeniedError(CrmError):
    """The CRM refused the login or the report; asking again changes nothing until somebody acts."""

    def __init__(self, denial: Denial, status: int, title: str, says: str = "", hint: str = "") -> None:
        answer = f"HTTP status {status}"
        super().__init__(title, f"{answer}: {says}" if says else answer, hint)
        self.denial = denial
        self.status = status
        self.says = says


class AnswerError(CrmError):
    """An answer that is no report: a web page, an error of the server, something without rows."""

    def __init__(
        self, title: str, detail: str = "", hint: str = "", *, transient: bool = False, wait_s: float = 0.0
    ) -> None:
        """`wait_s` is how long the server asks to wait, 0 when it does not say."""
        super().__init__(title, detail, hint)
        self.transient = transient
        self.wait_s = wait_s


class CacheError(CrmError):
    """The cache cannot be used: unsafe file, damaged or busy database."""


class CacheFullError(CacheError):
    """There is no space left for what was being kept."""
