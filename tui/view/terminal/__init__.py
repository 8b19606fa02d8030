"""The terminal as a replica: what it shows, what it should show, and the fewest bytes between the two.

`driver_class()` gives the Textual driver for a real terminal, `OutputStats` its counters. Everything but `driver` and
`writer` is pure: no clock, no file, no thread.
"""

from tui.view.terminal.choice import driver_class
from tui.view.terminal.stats import OutputStats

__all__ = ["OutputStats", "driver_class"]
