"""The whole history of an order as a document, and as a file that only its owner can read."""

from __future__ import annotations

import dataclasses
import enum
import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from tui.desk.orders.words import code_words
from tui.domain.order import Order
from tui.errors import TradedeckError

_MOST_COPIES = 1000


def order_document(order: Order) -> dict[str, Any]:
    """Return an order as plain values for JSON: numbers of money and price are texts, times are UTC milliseconds.

    `steps` carry `after_ms`, the milliseconds since the step before by the monotonic clock; None where another run
    wrote that step.
    """
    fields = [field.name for field in dataclasses.fields(order) if field.name not in ("intent", "steps")]
    document: dict[str, Any] = {"tag": order.tag, **{name: _plain(getattr(order, name)) for name in fields}}
    document["intent"] = _plain(order.intent)
    words = code_words(order.code)
    document["code_means"] = dataclasses.asdict(words) if words is not None else None
    steps = []
    for place, step in enumerate(order.steps):
        before = order.steps[place - 1] if place else None
        after = None if before is None or step.mono < before.mono else round((step.mono - before.mono) * 1000, 3)
        row = {name: value for name, value in _plain(step).items() if name != "intent" and value not in ("", None)}
        steps.append({**row, "after_ms": after})
    document["steps"] = steps
    return document


def export_order(order: Order, folder: Path) -> Path:
    """Write the document to a new file in `folder`, readable by its owner only, and return its path.

    Raises TradedeckError where the folder cannot be written.
    """
    text = json.dumps(order_document(order), indent=2, ensure_ascii=True) + "\n"
    # The tag may come from a damaged journal; a name that could leave the folder is none.
    name = re.sub(r"[^A-Za-z0-9]+", "-", order.tag).strip("-") or "order"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = _write_new(folder, name, text.encode())
    except OSError as error:
        raise TradedeckError("The order cannot be exported", f"{folder}: {error.strerror}") from error
    return path


def _write_new(folder: Path, name: str, content: bytes) -> Path:
    for number in range(1, _MOST_COPIES):
        path = folder / (f"order-{name}.json" if number == 1 else f"order-{name}-{number}.json")
        try:
            # O_EXCL also refuses a link that somebody left there.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        return path
    raise TradedeckError("The order cannot be exported", f"{folder} has too many exports of it")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
