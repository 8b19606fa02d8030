"""The service's error codes with the sentences that it says."""

from __future__ import annotations

_AGAIN = "Please try again shortly."

MESSAGES: dict[int, str] = {
    1001: f"Statement could not be generated at this time. {_AGAIN}",
    1003: "Statement is not available.",
    1004: f"Statement is incomplete at this time. {_AGAIN}",
    1005: f"Settlement data is not ready at this time. {_AGAIN}",
    1006: f"FIFO P/L data is not ready at this time. {_AGAIN}",
    1007: f"MTM P/L data is not ready at this time. {_AGAIN}",
    1008: f"MTM and FIFO P/L data is not ready at this time. {_AGAIN}",
    1009: f"The server is under heavy load. Statement could not be generated at this time. {_AGAIN}",
    1010: "Legacy Flex Queries are no longer supported. Please convert over to Activity Flex.",
    1011: "Service account is inactive.",
    1012: "Token has expired.",
    1013: "IP restriction.",
    1014: "Query is invalid.",
    1015: "Token is invalid.",
    1016: "Account in invalid.",
    1017: "Reference code is invalid.",
    1018: f"Too many requests have been made from this token. {_AGAIN}",
    1019: f"Statement generation in progress. {_AGAIN}",
    1020: "Invalid request or unable to validate request.",
    1021: f"Statement could not be retrieved at this time. {_AGAIN}",
}
"""There is no 1002."""

UNAVAILABLE = 1001
NOT_FINAL = 1003
LEGACY = 1010
INACTIVE = 1011
EXPIRED = 1012
WRONG_ADDRESS = 1013
NO_QUERY = 1014
NO_TOKEN = 1015
NO_ACCOUNT = 1016
NO_REFERENCE = 1017
TOO_MANY = 1018
IN_PROGRESS = 1019
INVALID = 1020


class FlexRefusalError(Exception):
    """Becomes an answer with this code; `message` and `status` replace the usual ones."""

    def __init__(self, code: int, message: str = "", status: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or MESSAGES.get(code, "Unknown error.")
        self.status = status or ("Warn" if code == IN_PROGRESS else "Fail")
