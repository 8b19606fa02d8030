"""What has to be set up in the CRM before it answers, and which of it is most likely missing."""

from __future__ import annotations

from dataclasses import dataclass

from tui.crm.errors import Denial


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the set-up, done once by whoever administers the CRM."""

    number: int
    title: str
    where: str
    what: tuple[str, ...]


ROLE = Step(
    1,
    "A role that may read the IB reports",
    "Settings › System › User Management › Roles",
    ("New role, for example “IB role”.", "Tick “IB Reports” among its permissions.", "Save."),
)
USER = Step(
    2,
    "A user with that role",
    "Settings › System › User Management › Users",
    (
        "New user with first name, last name, e-mail and password; save.",
        "Give the user the role of step 1 and save again.",
        "Open the e-mail that the CRM sends and confirm it within 7 days.",
    ),
)
KEY = Step(
    3,
    "An API key for that user",
    "Settings › System › User Management › Api Keys",
    (
        "New key with a name, an expiration date and the user of step 2; save.",
        "Copy the value from the column “API key”.",
    ),
)
STEPS = (ROLE, USER, KEY)

SOURCE_TRACKING = (
    "Whose lead or customer somebody is, the CRM knows only from the call that created them: "
    "the public endpoints for new leads and new customers must carry the same key in the header X-Api-Key. "
    "Those that were created without it appear here without a partner."
)
"""For the help: how leads and customers come to have a source (the spec's “API key Usage”)."""

_STEP_OF = {
    Denial.CREDENTIALS: USER,
    Denial.NOT_VERIFIED: USER,
    Denial.USER: USER,
    Denial.KEY: KEY,
    Denial.KEY_EXPIRED: KEY,
    Denial.DOMAIN: KEY,
    Denial.PERMISSION: ROLE,
}


def likely_step(denial: Denial) -> Step | None:
    """Return the step that is most likely missing, None when none of the three can heal it."""
    return _STEP_OF.get(denial)
