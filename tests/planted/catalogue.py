"""Every planted bug."""

from tests.planted import finding_out, sending

BUGS = (*sending.BUGS, *finding_out.BUGS)
