"""The faults that the venue can be told to have: their catalogue, and the board of those that are active."""

from tui.simulator.faults.board import FaultBoard
from tui.simulator.faults.catalogue import CATALOGUE
from tui.simulator.faults.fault import Fault, FaultError
from tui.simulator.faults.kind import FaultKind
from tui.simulator.faults.reading import DIRECTIONS, SOCKETS, words

__all__ = ["CATALOGUE", "DIRECTIONS", "SOCKETS", "Fault", "FaultBoard", "FaultError", "FaultKind", "words"]
