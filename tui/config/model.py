"""The config file as typed values: every key there is, with what it means and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, Strict, field_validator
from pydantic import model_validator as check_model

from tui.config.crm import Crm
from tui.config.dxfeed import Dxfeed
from tui.config.flex import Flex
from tui.config.section import FilePath, NumberText, Section, Texts
from tui.config.trading import DEFAULT_TRADING, Notice, TradingSettings
from tui.config.ui import DEFAULT_UI, Ascii, KeyPreset, Link, UiSettings
from tui.config.urls import checked_host, checked_websocket_url
from tui.net.hosts import is_loopback

Transport = Literal["websocket", "socket"]
Environment = Literal["demo", "real", "custom"]
AccountKind = Literal["demo", "real"]

_SOCKET_PORTS: dict[AccountKind, tuple[int, int]] = {"demo": (5124, 5125), "real": (5112, 5113)}


@dataclass(frozen=True, slots=True)
class Route:
    """Where one server listens: its main and its streaming address, as `wss://…`, `ws://…` or `tls://host:port`."""

    main: str
    stream: str


def _decimal(value: object) -> object:
    # A number of the file means what is written there; its repr gives that back where binary fractions would not.
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


Port = Annotated[int, Field(ge=1, le=65535)]
TableName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Amount = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0, allow_inf_nan=False)]


class Profile(Section):
    """One account at one broker: where it is, who logs in and where the password comes from."""

    environment: Environment = "demo"
    """Which servers: `demo` and `real` are the broker's own, `custom` is any other, such as a simulator."""
    transport: Transport = "websocket"
    """How to talk: `websocket`, or `socket` for TLS sockets with a port each for commands and streams."""
    login: Annotated[NumberText, Field(min_length=1, max_length=64)]
    """The account's number."""
    app_name: Annotated[str, Field(max_length=64)] = "tradedeck"
    """What the server is told about the program that logs in."""
    account: AccountKind | None = None
    """With `custom`: whether its account is a `demo` or a `real` one; unset means real."""
    websocket_urls: Texts = ("wss://ws.xapi.pro",)
    """WebSocket base addresses, tried in turn; `/demo`, `/demoStream`, `/real` or `/realStream` is added."""
    socket_hosts: Texts = ("xapia.x-station.eu", "xapib.x-station.eu")
    """Hosts of the TLS sockets, tried in turn."""
    main_port: Port | None = None
    """TLS socket port for commands; unset means 5124 for demo and 5112 for real."""
    stream_port: Port | None = None
    """TLS socket port for streams; unset means 5125 for demo and 5113 for real."""
    ca_file: FilePath | None = None
    """A PEM file with further certificate authorities, such as a simulator's own."""
    password_command: Annotated[Texts, Field(min_length=1)] | None = None
    """A program and its arguments that prints the password; no shell reads it."""
    password_keyring: str | None = None
    """The name of the service under which the system's keyring keeps the password of `login`."""
    password_prompt: bool | None = None
    """Whether to ask at the start; unset means yes when no other source is named."""
    password_file: FilePath | None = None
    """A file that holds the password alone and that only its owner can read (mode 0600)."""
    password_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    """The environment variable that holds the password; the weakest of the sources."""
    read_only: bool = False
    """Whether trading commands are absent."""

    @field_validator("websocket_urls")
    @classmethod
    def _urls(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(checked_websocket_url(url) for url in _some(urls))

    @field_validator("socket_hosts")
    @classmethod
    def _hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(checked_host(host) for host in _some(hosts))

    @check_model(mode="after")
    def _custom_names_its_servers(self) -> Profile:
        given = self.model_fields_set
        if self.environment != "custom":
            if self.account is not None:
                raise ValueError('account is for environment = "custom" only')
            return self
        needed = "websocket_urls" if self.transport == "websocket" else "socket_hosts"
        if needed not in given:
            raise ValueError(f'environment = "custom" with transport = "{self.transport}" needs {needed}')
        return self

    @property
    def account_kind(self) -> AccountKind:
        """Whether real money is at stake; a custom server counts as real unless the config says demo."""
        if self.environment == "custom":
            return self.account or "real"
        return self.environment

    @property
    def badge(self) -> Literal["DEMO", "REAL", "SIM"]:
        """The word that the screen shows for this account: SIM only for a demo account on this machine itself."""
        if self.account_kind == "real":
            return "REAL"
        local = all(is_loopback(host) for host in self.server_hosts)
        return "SIM" if self.environment == "custom" and local else "DEMO"

    @property
    def server_hosts(self) -> tuple[str, ...]:
        """The hosts of the chosen transport, in the order in which they are tried."""
        return tuple(_host_of(route.main) for route in self.routes())

    def routes(self) -> tuple[Route, ...]:
        """Return the servers of the chosen transport, in the order in which they are tried."""
        kind = self.account_kind
        if self.transport == "websocket":
            return tuple(Route(f"{base}/{kind}", f"{base}/{kind}Stream") for base in self.websocket_urls)
        main, stream = _SOCKET_PORTS[kind]
        main, stream = self.main_port or main, self.stream_port or stream
        hosts = (f"[{host}]" if ":" in host else host for host in self.socket_hosts)
        return tuple(Route(f"tls://{host}:{main}", f"tls://{host}:{stream}") for host in hosts)


class Ui(Section):
    """How the dashboard looks and behaves."""

    theme: str = DEFAULT_UI.theme
    """The name of a theme: one that is shipped, or a file of that name in the `themes` folder beside the config."""
    frame_rate: Annotated[int, Field(ge=1, le=30)] = DEFAULT_UI.frame_rate
    """Frames a second at most; slow links get fewer."""
    link: Link = DEFAULT_UI.link
    """What the terminal's line can carry: `slow` for thin SSH links, `auto` measures it."""
    mouse: bool = DEFAULT_UI.mouse
    """Whether the mouse works; off leaves it to the terminal for marking text."""
    ascii: Ascii = DEFAULT_UI.ascii
    """Whether frames, charts and signs are drawn in plain ASCII; `auto`: where the terminal knows nothing else."""
    timezone: str | None = DEFAULT_UI.timezone
    """The time zone of shown times, such as `Europe/Berlin`; unset means the system's."""
    watchlists: dict[str, Texts] = Field(default_factory=dict, max_length=50)
    """The watchlists of the first start; later changes are remembered by the app."""
    keymap: KeyPreset = DEFAULT_UI.keymap
    """The keys to begin with: `standard`, in which arrows and letters both move, or `vim`, which has further ones."""
    keys: dict[str, Texts] = Field(default_factory=dict)
    """Other keys for commands: the command's id and the keys that it gets instead of its own."""

    def settings(self) -> UiSettings:
        """Return the table as plain values."""
        return UiSettings(**self.model_dump())

    @field_validator("keys", mode="before")
    @classmethod
    def _one_key_is_a_list(cls, keys: object) -> object:
        if not isinstance(keys, dict):
            return keys
        # Without quotes, `app.quit` is a table `app` with a key `quit`; what is meant is clear all the same.
        flat = {
            f"{name}.{verb}" if verb else name: value
            for name, whole in keys.items()
            for verb, value in (whole.items() if isinstance(whole, dict) else [("", whole)])
        }
        return {name: (value,) if isinstance(value, str) else value for name, value in flat.items()}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                ZoneInfo(name)
            except (OSError, ValueError, KeyError):
                raise ValueError(f"{name!r} is not a time zone such as Europe/Berlin") from None
        return name


class Trading(Section):
    """What the user allows himself when trading, and how he wants to be told."""

    max_lots: Amount | None = DEFAULT_TRADING.max_lots
    """The largest volume of one order, in lots; unset means what the broker takes."""
    max_value: Amount | None = DEFAULT_TRADING.max_value
    """The largest nominal value of one order, in account currency; unset means no limit of yours."""
    max_orders_per_minute: Annotated[int, Field(ge=1, le=1000)] | None = DEFAULT_TRADING.max_orders_per_minute
    """Orders a minute at most that open or place something."""
    max_off_market_percent: Amount | None = DEFAULT_TRADING.max_off_market_percent
    """How far from the market the price of a pending order may lie, in percent; unset means no limit of yours."""
    max_price_move_points: Annotated[int, Field(ge=1)] | None = DEFAULT_TRADING.max_price_move_points
    """How far the price may move while a review is open before it asks again, in the smallest step of the price."""
    one_click: bool = DEFAULT_TRADING.one_click
    """Whether one-click orders may be turned on in the dashboard; they go out without a review."""
    one_click_max_lots: Amount = DEFAULT_TRADING.one_click_max_lots
    """The largest volume of a one-click order, in lots."""
    bulk_confirm_over: Annotated[int, Field(ge=0)] = DEFAULT_TRADING.bulk_confirm_over
    """A plan for more orders than this needs a typed word."""
    notify: Annotated[tuple[Notice, ...], Strict(False)] = DEFAULT_TRADING.notify
    """How fills, rejections and stops are told: `toast`, `bell`, `osc9` (a notification of the desktop)."""

    alert_command: Texts = DEFAULT_TRADING.alert_command
    """A program and its arguments that runs when an alert fires; no shell reads it."""

    def settings(self) -> TradingSettings:
        """Return the table as plain values."""
        return TradingSettings(**self.model_dump())


class Config(Section):
    """The whole file."""

    default_profile: str | None = None
    """The profile that is used when `--profile` is not given; needed only when there are several."""
    profiles: dict[str, Profile] = Field(default_factory=dict)
    """The accounts, each under a name of its own; none where only the demo and the back-office commands are used."""
    ui: Ui = Ui()
    """How the dashboard looks and behaves."""
    trading: Trading = Trading()
    """What the user allows himself when trading, and how he wants to be told."""
    flex: dict[TableName, Flex] = Field(default_factory=dict, max_length=20)
    """Tokens of the Flex Web Service, each under a name of its own."""
    crm: dict[TableName, Crm] = Field(default_factory=dict, max_length=20)
    """Users of CRMs that may read IB reports, each under a name of its own."""
    dxfeed: dict[TableName, Dxfeed] = Field(default_factory=dict, max_length=20)
    """Applications of the dxFeed Retail Services Platform, each under a name of its own."""

    @check_model(mode="after")
    def _queries_differ(self) -> Config:
        """A query is named alone, on screen and on the command line: its name and number must lead to one token."""
        owners: dict[tuple[str, str], str] = {}
        for table, flex in self.flex.items():
            for query in flex.queries:
                for kind, value in (("name", query.name.casefold()), ("id", query.id)):
                    other = owners.setdefault((kind, value), table)
                    if other != table:
                        raise ValueError(f"flex.{other} and flex.{table} both have a query with the {kind} {value!r}")
        return self

    @check_model(mode="after")
    def _default_exists(self) -> Config:
        if self.default_profile is not None and self.default_profile not in self.profiles:
            raise ValueError(f"default_profile names {self.default_profile!r}, which is not among the profiles")
        return self


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("is an empty list")
    return values


def _host_of(url: str) -> str:
    host = url.split("://", 1)[1].split("/", 1)[0]
    return host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") and ":" in host else host.strip("[]")
