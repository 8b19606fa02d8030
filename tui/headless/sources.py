"""Where the commands without a screen find their tables: a config that is there, the demo that runs, their secrets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui.errors import UsageError
from tui.headless.saying import Say

if TYPE_CHECKING:
    import argparse

    from tui.config.model import Config
    from tui.config.paths import Paths
    from tui.config.secrets import SecretResolver, SecretSources

Table = TypeVar("Table")


def read_config(
    arguments: argparse.Namespace, paths: Paths, names: str, hint: str = "Write one: tradedeck init."
) -> tuple[Config, Path]:
    """Return the config and its file.

    Raises ConfigError; UsageError when there is none, which then says that none `names` ("a query") what is needed.
    """
    from tui.config.load import load_config

    file = arguments.config or paths.config_file
    if arguments.config is None and not file.exists():
        raise UsageError(f"There is no config that names {names}", str(file), hint)
    return load_config(file), file


def there(tables: Mapping[str, Table], kind: str, file: Path, hint: str) -> Mapping[str, Table]:
    """Return these tables `[kind.NAME]` of the config. Raises UsageError when it has none."""
    if not tables:
        raise UsageError(f"The config has no [{kind}.NAME] table", str(file), hint)
    return tables


def resolver(sources: SecretSources, note: Say, *, wanted: bool = True) -> SecretResolver:
    """Return who fetches a secret; one that is `wanted` is prepared, what there is to warn of goes to `note`.

    Raises SecretError.
    """
    from tui.start import prepared_secret

    return prepared_secret(sources, lambda sentence: note(f"warning: {sentence}"), wanted=wanted)


def demo_away(what: str = "venue") -> UsageError:
    """Return the error of a command that needs a running demo, for what it needs of it."""
    return UsageError(
        "The demo does not run", f"its {what} is there only while it does", "Start it beside this: tradedeck demo."
    )
