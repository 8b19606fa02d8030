"""Reads tables into models and turns everything that is wrong with one into lines that name file, key and cure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from tui.config.toml import nearest, wrong_in

Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], table: Mapping[str, Any], path: Path, what: str) -> Model:
    """Return `table` as a model; raises ConfigError with one line for each thing that is wrong."""
    try:
        return model.model_validate(table, context={"folder": path.parent})
    except ValidationError as error:
        lines = [_line(model, dict(problem)) for problem in error.errors(include_input=False)]
    raise wrong_in(path, what, lines)


def _line(model: type[BaseModel], problem: dict[str, Any]) -> str:
    where = tuple(problem["loc"])
    key = _dotted(where)
    kind = problem["type"]
    if kind == "extra_forbidden":
        known = _known_names(model, where[:-1])
        close = nearest(str(where[-1]), known)
        cure = f"did you mean {close}?" if close else f"known here: {', '.join(sorted(known))}"
        return f"{key}: unknown key, {cure}"
    if kind == "missing":
        return f"{key}: is missing"
    message = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return f"{key}: {message}" if key else message


def _dotted(where: tuple[int | str, ...]) -> str:
    text = ""
    for part in where:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _known_names(model: type[BaseModel], where: tuple[int | str, ...]) -> list[str]:
    for part in where:
        field = model.model_fields.get(str(part))
        # A part that is no field is the key of a table of models, such as a profile's name: the model stays.
        inner = _model_in(field.annotation) if field is not None else model
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
