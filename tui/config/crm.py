"""The config's `[crm.NAME]` tables: one user of a CRM each, who may read its IB reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator
from pydantic import model_validator as check_model

from tui.config.section import FilePath, Section, Texts
from tui.config.urls import checked_http_url

_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class Crm(Section):
    """One CRM and the user who logs in: where it is, and where password and API key come from."""

    base_url: str
    """The address of the CRM's API: scheme and host, with a path only if there is one before `/api/v1`."""
    domain: Annotated[str, Field(max_length=253, pattern=r"^[\x21-\x7e]*$")] = ""
    """What X-DOMAIN says: the domain that the API key was made for; unset means the host of `base_url`."""
    email: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00-\x20\x7f]+$")]
    """Who logs in: the e-mail of the user that the API key was made for."""
    password_command: Annotated[Texts, Field(min_length=1)] | None = None
    """A program and its arguments that prints the password; no shell reads it."""
    password_keyring: str | None = None
    """The name of the service under which the system's keyring keeps the password of `email`."""
    password_prompt: bool | None = None
    """Whether to ask at the start; unset means no when another source is named."""
    password_file: FilePath | None = None
    """A file that holds the password alone and that only its owner can read (mode 0600)."""
    password_env: _Variable | None = None
    """The environment variable that holds the password; the weakest of the sources."""
    key_command: Annotated[Texts, Field(min_length=1)] | None = None
    """A program and its arguments that prints the API key; no shell reads it."""
    key_keyring: str | None = None
    """The name of the service under which the system's keyring keeps the API key; its user is the table's name."""
    key_prompt: bool | None = None
    """Whether to ask at the start; unset means no when another source is named."""
    key_file: FilePath | None = None
    """A file that holds the API key alone and that only its owner can read (mode 0600)."""
    key_env: _Variable | None = None
    """The environment variable that holds the API key; the weakest of the sources."""
    remember_me: bool = True
    """What the login says of the token's life; what the CRM makes of it is not documented."""
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 1000
    """Rows of one request; most CRMs give 1000 at most."""
    ask_above: Annotated[int, Field(ge=1)] = 100_000
    """When the CRM announces more rows than this, you are asked before they are read."""
    ca_file: FilePath | None = None
    """A PEM file with further certificate authorities."""
    deposit_types: Annotated[Texts, Field(max_length=100)] = ()
    """The CRM's own words for deposits, where its transactions have others than `deposit`."""
    withdrawal_types: Annotated[Texts, Field(max_length=100)] = ()
    """The CRM's own words for withdrawals."""
    fields: dict[_Name, dict[_Name, _Name]] = Field(default_factory=dict)
    """Which column means what, by report, where it is not found by itself: `fields.positions.lots = "size"`."""

    @field_validator("base_url")
    @classmethod
    def _base_is_safe(cls, base_url: str) -> str:
        return checked_http_url(base_url)

    @check_model(mode="after")
    def _secrets_have_sources(self) -> Crm:
        for noun in ("password", "key"):
            named = [getattr(self, f"{noun}_{source}") for source in ("command", "keyring", "file", "env")]
            if not getattr(self, f"{noun}_prompt") and all(source is None for source in named):
                raise ValueError(
                    f"needs a source of the {noun}, such as {noun}_command, {noun}_file or {noun}_prompt = true"
                )
        return self
