"""The error codes that the server itself answers with (spec section 7), with the texts that real servers use."""

from __future__ import annotations

from functools import partial


class ApiError(Exception):
    """A command is answered with `status: false`; the connection stays."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


# Makers, not instances: an exception that is raised again keeps every traceback that it ever had.
WRONG_PASSWORD = partial(ApiError, "BE005", "userPasswordCheck: Invalid login or password.")
LOCKED_PASSWORD = partial(
    ApiError, "EX007", "userPasswordCheck: Invalid login or password. This login/password is disabled for 10 minutes."
)
TOO_MANY_CONNECTIONS = partial(
    ApiError, "EX008", "You have reached the connection limit. For details see the Connection validation section."
)
TOO_MUCH_DATA = partial(ApiError, "EX009", "Data limit potentially exceeded. Please narrow your request range.")
ALREADY_LOGGED = partial(ApiError, "BE118", "User already logged")
INVALID_TOKEN = partial(ApiError, "BE117", "Invalid token")
NO_SUCH_METHOD = partial(ApiError, "BE104", "Method does not exist")
NO_SUCH_SYMBOL = partial(ApiError, "BE115", "Symbol does not exist")
NO_SUCH_TRANSACTION = partial(ApiError, "BE098", "No such transaction")
BAD_FORMAT = partial(ApiError, "BE110", "Incorrect command format")
BAD_PERIOD = partial(ApiError, "BE105", "Incorrect period given")
MISSING_DATA = partial(ApiError, "BE106", "Missing data")
INTERNAL_ERROR = partial(ApiError, "EX001", "Internal error, in case of such error, please contact support")
INVALID_PARAMETERS = partial(ApiError, "EX000", "Invalid parameters")


def not_logged(command: str) -> ApiError:
    """BE103 as real servers word it."""
    return ApiError("BE103", f"Not logged - {command}")
