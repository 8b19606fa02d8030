"""The records that look the same in every dialect: account, introduced clients, calendar, step rules, hours."""

from __future__ import annotations

from typing import Any

from tui.simulator.exchange import IbRecord, UserData
from tui.simulator.market import Hours, Release, StepRule


def user_data(data: UserData) -> dict[str, Any]:
    """The reply of getCurrentUserData (5.3.6)."""
    return {
        "companyUnit": data.company_unit,
        "currency": data.currency,
        "group": data.group,
        "ibAccount": data.ib_account,
        "leverage": 1,
        "leverageMultiplier": data.leverage_multiplier,
        "spreadType": data.spread_type,
        "trailingStop": data.trailing_stop,
    }


def ib_record(record: IbRecord) -> dict[str, Any]:
    """IB_RECORD (5.3.7)."""
    return {
        "closePrice": record.close_price,
        "login": record.login,
        "nominal": record.nominal,
        "openPrice": record.open_price,
        "side": None if record.operation is None else int(record.operation),
        "surname": record.surname,
        "symbol": record.symbol,
        "timestamp": record.timestamp_ms,
        "volume": record.volume,
    }


def release(item: Release) -> dict[str, Any]:
    """CALENDAR_RECORD (5.3.2)."""
    return {
        "country": item.country,
        "current": item.current,
        "forecast": item.forecast,
        "impact": item.impact,
        "period": item.period,
        "previous": item.previous,
        "time": item.time_ms,
        "title": item.title,
    }


def step_rule(rule: StepRule) -> dict[str, Any]:
    """STEP_RULE_RECORD (5.3.13)."""
    steps = [{"fromValue": step.from_value, "step": step.step} for step in rule.steps]
    return {"id": rule.rule_id, "name": rule.name, "steps": steps}


def hours(name: str, quotes: tuple[Hours, ...], trading: tuple[Hours, ...]) -> dict[str, Any]:
    """TRADING_HOURS_RECORD (5.3.19)."""
    return {"quotes": [_span(span) for span in quotes], "symbol": name, "trading": [_span(span) for span in trading]}


def _span(span: Hours) -> dict[str, Any]:
    return {"day": span.day, "fromT": span.from_ms, "toT": span.to_ms}
