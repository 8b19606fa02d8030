"""The type of a token, for those who only hand it on: text that shows itself only when asked."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import SecretStr

Token: TypeAlias = SecretStr
"""A token; its `repr` and `str` hide it."""
