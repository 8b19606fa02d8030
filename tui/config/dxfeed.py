"""The config's `[dxfeed.NAME]` tables: one application of the dxFeed Retail Services Platform each, and its API key."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic import model_validator as check_model

from tui.config.section import FilePath, Section, Texts
from tui.config.urls import checked_http_url
from tui.net.hosts import is_loopback

DxfeedEnvironment = Literal["staging", "production"]

_BASES: dict[DxfeedEnvironment, str] = {
    "staging": "https://staging.services.get.dxfeed.com",
    "production": "https://services.get.dxfeed.com",
}


class Dxfeed(Section):
    """One application: where it is, what may be done there, and where its API key comes from."""

    environment: DxfeedEnvironment | None = None
    """Whose customers are at stake: `staging` or `production`; unset means staging, with an own `base` production."""
    base: str | None = None
    """The address of the service, without `/api`; unset means the environment's own."""
    write: bool = False
    """Whether anything may be changed; without it the application can only be looked at."""
    feeds: Annotated[Texts, Field(max_length=500)] = ()
    """Names of feeds that are offered for choice; others can be typed all the same."""
    allowed_statuses: Annotated[Texts, Field(max_length=20)] = ("ALL", "ONLY_PRO", "ONLY_NON_PRO")
    """Restrictions of subscriber status that are offered for new accounts."""
    redirect_url: str | None = None
    """Where customers are led after signing up, unless an activation says otherwise; unset leaves it to the service."""
    rate: Annotated[float, Field(gt=0, le=50, strict=False)] = 2.0
    """Calls a second of a bulk."""
    confirm_over: Annotated[int, Field(ge=0)] = 20
    """A bulk with more writes than this needs a typed word; in production every one does."""
    ca_file: FilePath | None = None
    """A PEM file with further certificate authorities."""
    key_command: Annotated[Texts, Field(min_length=1)] | None = None
    """A program and its arguments that prints the API key; no shell reads it."""
    key_keyring: str | None = None
    """The name of the service under which the system's keyring keeps the key; its user is the table's name."""
    key_prompt: bool | None = None
    """Whether to ask at the start; unset means no when another source is named."""
    key_file: FilePath | None = None
    """A file that holds the key alone and that only its owner can read (mode 0600)."""
    key_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    """The environment variable that holds the key; the weakest of the sources."""

    @field_validator("base")
    @classmethod
    def _base_is_safe(cls, base: str | None) -> str | None:
        return None if base is None else checked_http_url(base)

    @field_validator("redirect_url")
    @classmethod
    def _redirect_is_safe(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith("https://"):
            raise ValueError("must begin with https://")
        return url

    @check_model(mode="after")
    def _key_has_a_source(self) -> Dxfeed:
        named = (self.key_command, self.key_keyring, self.key_file, self.key_env)
        if not self.key_prompt and all(source is None for source in named):
            raise ValueError("needs a source of the API key, such as key_command, key_file or key_prompt = true")
        return self

    @property
    def address(self) -> str:
        """Where the service is."""
        return self.base or _BASES[self.environment or "staging"]

    @property
    def production(self) -> bool:
        """Whether true customers are at stake; an address of one's own counts as that unless the table says staging."""
        if self.environment is not None:
            return self.environment == "production"
        return self.base is not None and not self._local

    @property
    def badge(self) -> Literal["SIM", "STAGING", "PRODUCTION"]:
        """The word that the screen shows for it: SIM only for a service on this machine that is not production."""
        if self.production:
            return "PRODUCTION"
        return "SIM" if self._local else "STAGING"

    @property
    def _local(self) -> bool:
        return is_loopback(urlsplit(self.address).hostname or "")
