"""Writes the commented example config where the user's own config belongs."""

from __future__ import annotations

import os
from pathlib import Path

from tui.config.paths import private_folder
from tui.config.shipped import example_config
from tui.errors import ConfigError


def write_example(path: Path) -> Path:
    """Copy the example to `path`, readable by its owner only, and return the path; never overwrites.

    Raises ConfigError when something is there already or the folder cannot be written.
    """
    content = example_config().read_bytes()
    try:
        private_folder(path.parent)
        # O_EXCL also refuses a link that somebody left there.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(
            "There is a config already", str(path), "Edit it, or name another file with --config FILE."
        ) from None
    except OSError as error:
        raise ConfigError("The config cannot be written", f"{path}: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return path
