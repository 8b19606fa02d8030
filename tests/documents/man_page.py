"""The manual page, from the parser of the command line and what a parser does not know."""

from __future__ import annotations

import os
import re
from pathlib import Path

from argparse_manpage.manpage import Manpage

from tui.arguments import command_line

FILE = Path(__file__).resolve().parents[2] / "tui" / "manual" / "tradedeck.1"

_FURTHER = r"""
.SH FILES
.TP
\fI~/.config/tradedeck/config.toml\fR
the config; \fBtradedeck init\fR writes a commented one, and the program never changes it
.TP
\fI~/.config/tradedeck/themes/NAME.toml\fR
themes of your own
.TP
\fI~/.local/state/tradedeck/\fR
what the program keeps: its state, the journals of orders, the archives of statements and reports, the audit trail
.PP
The \fBXDG_CONFIG_HOME\fR and \fBXDG_STATE_HOME\fR variables move these folders.
.SH ENVIRONMENT
.TP
\fBTRADEDECK_HOME\fR
puts config and state below one folder
.TP
\fBNO_COLOR\fR
no colours; what they say stands in signs and words too
.SH EXIT STATUS
0 done; 1 the work failed; 2 bad usage or config; 3 refused by a guard; 4 outcome unknown; 130 interrupted.
"""


def man_page() -> str:
    """Return the page as roff; without a date, so that the same program has the same page."""
    # The parser breaks its usage lines by the width of the terminal that happens to be there.
    kept = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        page = str(Manpage(command_line(everything=True), {}))
    finally:
        if kept is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = kept
    head = '.TH TRADEDECK "1" "" "tradedeck" "tradedeck"'
    name = ".SH NAME\ntradedeck \\- a terminal trading dashboard"
    page = re.sub(r"^\.TH .*$", head, page, count=1, flags=re.MULTILINE)
    return page.replace(".SH NAME\ntradedeck", name, 1).rstrip() + _FURTHER
