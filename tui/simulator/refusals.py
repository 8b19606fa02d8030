"""The error codes that the server itself answers with (spec section 7), with the texts that real servers use."""

from __future__ import annotations


class ApiError(Exception):
    """A command is answered with `status: false`; the connection stays."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


WRONG_PASSWORD = ApiError("BE005", "userPasswordCheck: Invalid login or password.")
LOCKED_PASSWORD = ApiError(
    "EX007", "userPasswordCheck: Invalid login or password. This login/password is disabled for 10 minutes."
)
TOO_MANY_CONNECTIONS = ApiError(
    "EX008", "You have reached the connection limit. For details see the Connection validation section."
)
TOO_MUCH_DATA = ApiError("EX009", "Data limit potentially exceeded. Please narrow your request range.")
ALREADY_LOGGED = ApiError("BE118", "User already logged")
INVALID_TOKEN = ApiError("BE117", "Invalid token")
NO_SUCH_METHOD = ApiError("BE104", "Method does not exist")
NO_SUCH_SYMBOL = ApiError("BE115", "Symbol does not exist")
NO_SUCH_TRANSACTION = ApiError("BE098", "No such transaction")
BAD_FORMAT = ApiError("BE110", "Incorrect command format")
BAD_PERIOD = ApiError("BE105", "Incorrect period given")
MISSING_DATA = ApiError("BE106", "Missing data")
INTERNAL_ERROR = ApiError("EX001", "Internal error, in case of such error, please contact support")
INVALID_PARAMETERS = ApiError("EX000", "Invalid parameters")


def not_logged(command: str) -> ApiError:
    """BE103 as real servers word it."""
    return ApiError("BE103", f"Not logged - {command}")
