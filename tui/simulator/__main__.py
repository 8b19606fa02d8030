"""`python -m tui.simulator`: the venue alone, with the options of `tradedeck simulate`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tui.errors import UsageError
from tui.simulator.options import add_arguments, from_arguments


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, run the venue, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tui.simulator", description="A simulated XAPI venue on loopback.")
    add_arguments(parser)
    parsed = parser.parse_args(arguments)
    try:
        options = from_arguments(parsed)
        from tui.simulator.main import run

        return run(options)
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
