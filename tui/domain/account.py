"""The account: who it is and its figures."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """Balance, equity and margin in account currency; `margin_level` is in percent, 0 when no margin is used."""

    balance: Decimal
    credit: Decimal
    equity: Decimal
    margin: Decimal
    free_margin: Decimal
    margin_level: Decimal


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """What the broker says about the account (XAPI 5.3.6)."""

    currency: str
    group: str
    company_unit: int | None
    leverage_multiplier: Decimal | None
    spread_type: str | None
    trailing_stop: bool
    ib_account: bool


class MarginAlarm(enum.IntEnum):
    """How near the account is to a stop out, in steps that a person can act on."""

    NONE = 0
    WATCH = 1
    WARNING = 2
    DANGER = 3


# The broker's own margin call and stop-out levels are not published by XAPI. 100 % is where no new position can be
# opened, 50 % is the usual stop out; 200 % leaves time to act.
_STEPS = ((Decimal(80), MarginAlarm.DANGER), (Decimal(120), MarginAlarm.WARNING), (Decimal(200), MarginAlarm.WATCH))


def margin_alarm(figures: AccountFigures) -> MarginAlarm:
    """Return the alarm step for the margin level; an account without margin in use is never alarming."""
    if figures.margin <= 0:
        return MarginAlarm.NONE
    for limit, alarm in _STEPS:
        if figures.margin_level < limit:
            return alarm
    return MarginAlarm.NONE
