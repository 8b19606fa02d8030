"""Every setting of the config as tables, from the model that reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tui.config.model import Config

Schema = Mapping[str, Any]

_KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no"}


def config_reference() -> str:
    """Return a heading and a table for each table of the file, in the file's order."""
    whole = Config.model_json_schema()
    parts = ["\n".join(["At the top of the file:", "", *_table(whole, whole)])]
    for name, part in whole["properties"].items():
        table = _table_of(part, whole)
        if table is not None:
            repeated = "$ref" not in part
            title = f"`[{name}.NAME]`" if repeated else f"`[{name}]`"
            meaning = part.get("description") or table["description"]
            parts.append("\n".join([f"**{title}** {meaning}", "", *_table(table, whole)]))
    return "\n\n".join(parts)


def _table_of(part: Schema, whole: Schema) -> Schema | None:
    named = [*part.get("patternProperties", {}).values(), part.get("additionalProperties") or {}]
    reference = next((each["$ref"] for each in (part, *named) if isinstance(each, dict) and "$ref" in each), None)
    return None if reference is None else whole["$defs"][reference.rpartition("/")[2]]


def _table(table: Schema, whole: Schema) -> Iterator[str]:
    yield "| key | takes | unset | meaning |"
    yield "|---|---|---|---|"
    required = table.get("required", ())
    for key, part in table["properties"].items():
        if _table_of(part, whole) is not None:
            continue
        unset = "must be given" if key in required else _unset(part.get("default"))
        cells = (f"`{key}`", _takes(part), unset, part["description"])
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _takes(part: Schema) -> str:
    choices = [each for each in part.get("anyOf", (part,)) if each.get("type") != "null"]
    if {each.get("type") for each in choices} == {"number", "string"}:
        return _kind(part)
    return " or ".join(dict.fromkeys(map(_kind, choices)))


def _kind(part: Schema) -> str:
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if "const" in part:
        return f"`{part['const']}`"
    if "anyOf" in part:
        # An amount may be written as a number or as a text; a number is what people write.
        return "number" + (", above 0" if part.get("gt") == 0 else "")
    if part.get("type") == "array":
        inner = part.get("items", {})
        return f"list of {_kind(inner)}" if "enum" in inner else "list of texts"
    if part.get("type") == "object":
        return "table"
    kind = "path" if part.get("format") == "path" else _KINDS[part["type"]]
    return kind + _limits(part)


def _limits(part: Schema) -> str:
    low, high = part.get("minimum"), part.get("maximum")
    if low is not None and high is not None:
        return f", {low} to {high}"
    if low is not None:
        return f", {low} or more"
    return ", above 0" if part.get("exclusiveMinimum") == 0 else ""


def _unset(default: object) -> str:
    if default is None or default in ("", [], {}):
        return "–"
    return f"`{json.dumps(default, ensure_ascii=False)}`"
