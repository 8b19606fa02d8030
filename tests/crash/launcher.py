"""`python -m tests.crash.launcher DEATH ARGUMENTS…`: the real `tradedeck ARGUMENTS…`, which dies where it was told.

DEATH is what `Death` parses, or `-`. The product knows nothing of this: the journal's file and the broker's sockets
are watched from outside, in the modules that make them.
"""

from __future__ import annotations

import sys

from tests.crash.deaths import Death, Reaper
from tui.cli import main

if __name__ == "__main__":
    told, *arguments = sys.argv[1:]
    reaper = Reaper(None if told == "-" else Death.parse(told))
    reaper.watch_journal()
    reaper.watch_sockets()
    sys.exit(main(arguments))
