"""The config's `[flex.NAME]` tables: one token of the Flex Web Service each, and the queries that it may ask."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator
from pydantic import model_validator as check_model

from tui.config.section import FilePath, NumberText, Section, Texts
from tui.config.urls import checked_http_url

_NAMED_BASES = ("today", "legacy")


class FlexQueryTable(Section):
    """One saved query of the portal."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
    """Your own name for it."""
    id: Annotated[NumberText, Field(pattern=r"^[0-9]{1,20}$")]
    """The number that the portal shows beside the query."""


class Flex(Section):
    """One token: whose queries it may ask, where it comes from, and where the service is."""

    queries: Annotated[tuple[FlexQueryTable, ...], Field(min_length=1, max_length=100, strict=False)]
    """The queries, each with name and id."""
    base: str = "today"
    """Where the service is: `today`, `legacy` (the address of the old guide, retired), or an address."""
    user_agent: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x20-\x7e]*\S[\x20-\x7e]*$")] = "Java"
    """What the service is told about the program that asks; it refuses requests without one."""
    token_expires: date | None = None
    """When the portal says that the token ends; the dashboard reminds you in the last weeks."""
    ca_file: FilePath | None = None
    """A PEM file with further certificate authorities."""
    token_command: Annotated[Texts, Field(min_length=1)] | None = None
    """A program and its arguments that prints the token; no shell reads it."""
    token_keyring: str | None = None
    """The name of the service under which the system's keyring keeps the token; its user is the table's name."""
    token_prompt: bool | None = None
    """Whether to ask at the start; unset means no when another source is named."""
    token_file: FilePath | None = None
    """A file that holds the token alone and that only its owner can read (mode 0600)."""
    token_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    """The environment variable that holds the token; the weakest of the sources."""

    @field_validator("base")
    @classmethod
    def _base_is_safe(cls, base: str) -> str:
        return base if base in _NAMED_BASES else checked_http_url(base)

    @check_model(mode="after")
    def _names_differ(self) -> Flex:
        for kind in ("name", "id"):
            values = [str(getattr(query, kind)).casefold() for query in self.queries]
            twice = next((value for value in values if values.count(value) > 1), None)
            if twice is not None:
                raise ValueError(f"two queries have the {kind} {twice!r}")
        return self

    @check_model(mode="after")
    def _token_has_a_source(self) -> Flex:
        named = (self.token_command, self.token_keyring, self.token_file, self.token_env)
        if not self.token_prompt and all(source is None for source in named):
            raise ValueError("needs a source of the token, such as token_command, token_file or token_prompt = true")
        return self
