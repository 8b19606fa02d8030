"""What the venue can be told at its start, and the command line that says it; light to import for every parser."""

from __future__ import annotations

import argparse
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tui.errors import UsageError

LARGEST_PORT = 65_535
LARGEST_FLEX_ROWS = 100_000
MOST_CRM_LEADS = 5000


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """Everything that shapes a venue; the defaults are those of `tradedeck simulate`.

    `host` is a loopback address or `localhost`; `port` 0 picks a free one. `start_ms` sets the venue's clock
    (milliseconds since 1970-01-01 UTC), None is the machine's time. `folder` keeps the accounts' book between runs,
    `fresh` discards what it holds. `dialect` answers open questions of the protocol, each as `question=answer`.
    `until_stdin_closes` ends the venue when its standard input reaches its end. `flex_rows` cuts every execution in
    Flex statements into so many parts. `crm_leads` is how many leads a working day brings to the CRM.
    """

    host: str = "127.0.0.1"
    port: int = 0
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_self_signed: Path | None = None
    seed: int = 1
    symbols: int = 40
    ticks_per_second: float | None = None
    speed: float = 1.0
    faults: Path | None = None
    strict: bool = False
    dialect: tuple[str, ...] = ()
    folder: Path | None = None
    fresh: bool = False
    until_stdin_closes: bool = False
    start_ms: int | None = None
    flex_rows: int = 1
    crm_leads: int = 12

    @property
    def tls(self) -> bool:
        """Tell whether the ports speak TLS."""
        return self.tls_cert is not None or self.tls_self_signed is not None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the venue's options to a parser; `from_arguments` reads them back."""
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="loopback address to listen on (default: %(default)s)")
    add("--port", type=int, default=0, help="port of WebSocket and HTTP, 0 picks a free one (default: %(default)s)")
    add("--tls-cert", type=Path, metavar="FILE", help="certificate chain (PEM); needs --tls-key")
    add("--tls-key", type=Path, metavar="FILE", help="private key (PEM) of --tls-cert")
    add("--tls-self-signed", type=Path, metavar="DIR", help="make a CA and a certificate there and use them")
    add("--seed", type=int, default=1, help="same seed, same market (default: %(default)s)")
    add("--symbols", type=int, default=40, help="how many instruments (default: %(default)s)")
    add("--ticks-per-second", type=float, default=None, metavar="R", help="ticks of the whole market in a second")
    add("--speed", type=float, default=1.0, help="venue seconds in a real second (default: %(default)s)")
    add("--faults", type=Path, metavar="FILE", help='faults from the start: {"set": [{"fault": "…"}]}')
    dialect = parser.add_mutually_exclusive_group()
    dialect.add_argument("--strict", action="store_true", default=False, help="speak the document to the letter")
    dialect.add_argument("--lenient", dest="strict", action="store_false", help="speak as real servers do (default)")
    add(
        "--dialect",
        action="append",
        default=[],
        metavar="QUESTION=ANSWER",
        help="answer an open question of the protocol, such as reply_number=order",
    )
    add("--folder", type=Path, metavar="DIR", help="keep the accounts' book there between runs")
    add("--fresh", action="store_true", help="discard the book that --folder holds")
    add("--start", type=_instant, metavar="TIME", help="the venue's time at start, such as 2026-01-05T08:00:00Z")
    add("--flex-rows", type=int, default=1, metavar="N", help="large Flex statements: N rows for each execution")
    add("--crm-leads", type=int, default=12, metavar="N", help="CRM: leads of a working day (default: %(default)s)")
    add("--until-stdin-closes", action="store_true", help="end when standard input does")


def _instant(text: str) -> int:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def from_arguments(arguments: argparse.Namespace) -> SimulatorOptions:
    """Return the checked options; raises `UsageError` with what to change."""
    options = SimulatorOptions(
        host=arguments.host,
        port=arguments.port,
        tls_cert=arguments.tls_cert,
        tls_key=arguments.tls_key,
        tls_self_signed=arguments.tls_self_signed,
        seed=arguments.seed,
        symbols=arguments.symbols,
        ticks_per_second=arguments.ticks_per_second,
        speed=arguments.speed,
        faults=arguments.faults,
        strict=arguments.strict,
        dialect=tuple(arguments.dialect),
        folder=arguments.folder,
        fresh=arguments.fresh,
        until_stdin_closes=arguments.until_stdin_closes,
        start_ms=arguments.start,
        flex_rows=arguments.flex_rows,
        crm_leads=arguments.crm_leads,
    )
    check(options)
    return options


def check(options: SimulatorOptions) -> None:
    """Raise `UsageError` when the options cannot make a venue."""
    if not is_loopback(options.host):
        raise UsageError(
            "The venue listens on loopback only",
            f"{options.host!r} is not a loopback address",
            "use 127.0.0.1, ::1 or localhost",
        )
    if not 0 <= options.port <= LARGEST_PORT:
        raise UsageError("--port is out of range", f"{options.port} is not between 0 and {LARGEST_PORT}")
    if (options.tls_cert is None) != (options.tls_key is None):
        raise UsageError("--tls-cert and --tls-key belong together", hint="give both, or --tls-self-signed DIR")
    if options.tls_cert is not None and options.tls_self_signed is not None:
        raise UsageError("Two certificates at once", hint="give --tls-cert with --tls-key, or --tls-self-signed")
    if options.symbols < 1:
        raise UsageError("--symbols must be at least 1", f"{options.symbols} was given")
    if options.ticks_per_second is not None and not 0 < options.ticks_per_second < 1e6:
        raise UsageError("--ticks-per-second is out of range", f"{options.ticks_per_second:g} was given")
    if not 0 < options.speed <= 100_000:
        raise UsageError("--speed is out of range", f"{options.speed:g} is not above 0 and at most 100000")
    if not 1 <= options.flex_rows <= LARGEST_FLEX_ROWS:
        raise UsageError("--flex-rows is out of range", f"{options.flex_rows} is not between 1 and {LARGEST_FLEX_ROWS}")
    if not 1 <= options.crm_leads <= MOST_CRM_LEADS:
        raise UsageError("--crm-leads is out of range", f"{options.crm_leads} is not between 1 and {MOST_CRM_LEADS}")
    if options.fresh and options.folder is None:
        raise UsageError("--fresh discards the book of --folder", hint="give --folder DIR with it")


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse_instant(text: str) -> int:
    """Return milliseconds since 1970 for an ISO 8601 time with an offset (`Z` too); raises `ValueError`."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write it as 2026-01-05T08:00:00Z")
    return round(instant.astimezone(UTC).timestamp() * 1000)
