"""What all tables of the config file are made of: strict, frozen, and errors that never repeat a value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, ValidationInfo

Texts = Annotated[tuple[str, ...], Strict(False)]


class Section(BaseModel):
    """Base of all tables of the file: unknown keys are errors, and errors never repeat the value."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )


def _path(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    if not value:
        raise ValueError("is empty")
    folder = info.context.get("folder") if isinstance(info.context, dict) else None
    path = Path(value).expanduser()
    return folder / path if folder is not None else path


FilePath = Annotated[Path, BeforeValidator(_path)]
"""A path of this machine; a relative one starts at the config's folder."""


def _number_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


NumberText = Annotated[str, BeforeValidator(_number_text)]
"""A login or an id: a number to the people who type it, text to the protocol."""
