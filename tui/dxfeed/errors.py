"""What can go wrong in the dxFeed room before anything is sent, and with its files.

TradedeckError
└── DxfeedError             asked for something that cannot be done; title, detail, hint
    ├── InputError          a value must not be sent as it is; `field` names it
    └── RecordError         a file of ours cannot be used: a bulk's journal, the audit trail
        └── DamagedError    it was changed or cut by somebody else
"""

from __future__ import annotations

from tui.errors import TradedeckError


class DxfeedError(TradedeckError):
    """A dxFeed action cannot be done as asked."""


class InputError(DxfeedError):
    """A value is not fit to be sent; `field` names it as the user knows it. Nothing was sent."""

    exit_code = 2

    def __init__(self, field: str, title: str, hint: str = "") -> None:
        super().__init__(title, "", hint)
        self.field = field


class RecordError(DxfeedError):
    """A file that we keep cannot be read or written."""


class DamagedError(RecordError):
    """A file that we keep was changed by somebody else, or is none of ours."""
