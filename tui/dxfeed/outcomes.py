"""How a call ends: four ways, and none of them is an exception.

Done         the service did it, or gave what was asked for
Refused      the service said no; `case` says what that means and what to do next
SentNoAnswer it was sent and no usable answer came: whether it was done is not known, and it is not sent again
NotSent      it did not leave this machine, so nothing has happened
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

from tui.dxfeed.methods import Method
from tui.dxfeed.reasons import Case, Kind
from tui.net.http import HttpFault

T = TypeVar("T")

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The service did it. `raw` is its whole answer, cleaned, tokens masked; None for an answer without content."""

    method: Method
    value: T
    status: int
    raw: Json = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """The service said no, in its own words (cleaned); `at` is its time as text, empty when it gave none."""

    method: Method
    case: Case
    status: int
    reason: str
    message: str
    error_code: int | None = None
    at: str = ""
    raw: Json = field(default=None, repr=False)

    @property
    def kind(self) -> Kind:
        """What it means for the work at hand."""
        return self.case.kind

    @property
    def words(self) -> str:
        """One line: what the server said, else what its reason says."""
        return self.message or self.reason or f"HTTP status {self.status}"


@dataclass(frozen=True, slots=True)
class SentNoAnswer:
    """Sent, no answer: for a write, whether it was done is not known. `status` is that of an answer that tells nothing.

    Such a call is never repeated by itself; the state is read instead.
    """

    method: Method
    why: str
    hint: str = ""
    fault: HttpFault | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request did not reach the service; nothing was done."""

    method: Method
    why: str
    hint: str = ""
    fault: HttpFault | None = None


Outcome: TypeAlias = Done[T] | Refused | SentNoAnswer | NotSent
Failure: TypeAlias = Refused | SentNoAnswer | NotSent


def words_of(outcome: Done[T] | Failure) -> str:
    """Return an outcome in one line."""
    if isinstance(outcome, Done):
        return f"{outcome.method.value}: done"
    if isinstance(outcome, Refused):
        return f"{outcome.method.value}: refused – {outcome.words}"
    state = "sent, no answer" if isinstance(outcome, SentNoAnswer) else "not sent"
    return f"{outcome.method.value}: {state} – {outcome.why}"
