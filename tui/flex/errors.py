"""What can go wrong in the Flex room beyond the answers of the service itself.

TradedeckError
└── FlexError             asked for something that cannot be done; title, detail, hint
    └── ArchiveError      the archive's folder or database cannot be used
        ├── DiskFullError       no space; nothing half-written is listed
        └── NotInArchiveError   no such entry, or its file is gone
"""

from __future__ import annotations

from tui.errors import TradedeckError


class FlexError(TradedeckError):
    """A Flex action cannot be done as asked."""


class ArchiveError(FlexError):
    """The archive cannot be used: unsafe folder, damaged or busy database."""


class DiskFullError(ArchiveError):
    """There is no space left for what was being written; the archive is as it was before."""


class NotInArchiveError(ArchiveError):
    """The archive has no such entry, or its file is missing."""
