"""The failure tables of the service's pages, row by row: status, reason, message, follow-up action and meaning."""

from __future__ import annotations

from tui.dxfeed.methods import Method

Row = tuple[Method, int, str, str, str, str]
"""Method, HTTP status, reason, message (`<name>` where the server puts a value), follow-up action, name of the kind."""

_FIND = "Try to find the account by e-mail, or create a new account"
_CHECK_ID = "Check the account id by e-mail, or create a new account"
_BY_EMAIL = "Check the account id: get the account by e-mail"
_NO_ACCOUNT = "Account <accountId> not found"
_RESTRICTED = "The account has been restricted due to a violation of our service or exchange policies"
_TENANT = "Contact the support team to verify your tenant settings"
_CANNOT = "Requested feeds can't be activated: "


def _key(method: Method, reason: str = "AUTHENTICATION FAILED") -> Row:
    return method, 401, reason, "Authentication has failed due to wrong API key", "Check the provided API key", "STOP"


def _account(method: Method, advice: str) -> Row:
    return method, 404, "ACCOUNT_NOT_FOUND", _NO_ACCOUNT, advice, "NOT_FOUND"


def _blocked(method: Method) -> Row:
    return method, 422, "ACCOUNT_IS_BLOCKED", "Account <accountId> has been blocked", _RESTRICTED, "BLOCKED"


def _bad(method: Method, message: str, advice: str, kind: str = "INPUT") -> Row:
    return method, 400, "BAD_REQUEST", message, advice, kind


def _single_use(method: Method) -> Row:
    return (
        method,
        409,
        "SINGLE_USE_FEED_ACTIVATED_BEFORE",
        "Single-use subscription has been already activated",
        "Check the list of the user's expired subscriptions: single-use subscriptions can be activated for a user "
        "once in a lifetime",
        "NOT_POSSIBLE",
    )


def _active(method: Method) -> Row:
    return (
        method,
        409,
        "SUBSCRIPTION_ALREADY_ACTIVE",
        "Subscription <feedName> already active",
        "Check the status of the specified subscriptions for the account: get subscriptions",
        "ALREADY",
    )


def _feeds(method: Method) -> Row:
    return _bad(
        method,
        "Requested feeds <feedName> are not available for the tenant <tenantId>",
        "Ensure that the subscriptions are spelled correctly in the request",
    )


_ACCOUNTS: tuple[Row, ...] = (
    _key(Method.CREATE_ACCOUNT),
    (
        Method.CREATE_ACCOUNT,
        422,
        "ACCOUNT_ALREADY_EXISTS",
        "Account <email> already exists",
        "Get the account by e-mail and go on with it",
        "EXISTS",
    ),
    _bad(Method.CREATE_ACCOUNT, "Valid email should be specified", "Check the provided e-mail address"),
    _key(Method.GET_ACCOUNT),
    _account(Method.GET_ACCOUNT, _FIND),
    _key(Method.FIND_ACCOUNT),
    (Method.FIND_ACCOUNT, 404, "ACCOUNT_NOT_FOUND", "Account <email> not found", "Create a new account", "NOT_FOUND"),
    _bad(Method.FIND_ACCOUNT, "Valid email should be specified", "Check the provided e-mail address"),
    _key(Method.RESET_PASSWORD),
    _account(Method.RESET_PASSWORD, _FIND),
    (
        Method.RESET_PASSWORD,
        422,
        "CREDENTIALS_GENERATION_DISABLED",
        "Credentials generation disabled",
        "Check whether the credentials generation is enabled for your application",
        "NOT_POSSIBLE",
    ),
    _blocked(Method.RESET_PASSWORD),
    _key(Method.CHANGE_EMAIL),
    _bad(Method.CHANGE_EMAIL, "Email should be specified", "Check that you specified an e-mail address"),
    _bad(
        Method.CHANGE_EMAIL,
        "Valid email should be specified",
        "Check that you specified an e-mail address in the following format: local-part@domain",
    ),
    (
        Method.CHANGE_EMAIL,
        422,
        "CREDENTIALS_GENERATION_DISABLED",
        "Credentials generation disabled",
        "Get the account by id and check which e-mail it has: the new one must not match the one specified earlier",
        "NOT_POSSIBLE",
    ),
)

_ACTIVATE_V1: tuple[Row, ...] = (
    _key(Method.ACTIVATE_V1),
    _account(Method.ACTIVATE_V1, _CHECK_ID),
    _active(Method.ACTIVATE_V1),
    _single_use(Method.ACTIVATE_V1),
    _feeds(Method.ACTIVATE_V1),
    _bad(
        Method.ACTIVATE_V1,
        "Subscriptions should be specified",
        "Check that you have specified subscriptions in the request",
    ),
    _bad(
        Method.ACTIVATE_V1,
        _CANNOT + "Two or more feeds have different subscriber status restrictions",
        _TENANT,
        "VENDOR",
    ),
    _bad(
        Method.ACTIVATE_V1,
        _CANNOT + "There is a conflict between account subscriber status and tenant subscriber status restrictions",
        f"{_TENANT} and set professional status restrictions",
        "VENDOR",
    ),
    _bad(
        Method.ACTIVATE_V1,
        _CANNOT + "There is a conflict between account subscriber status and subscriber status restrictions of one "
        "or more feeds",
        _TENANT,
        "VENDOR",
    ),
    _bad(
        Method.ACTIVATE_V1,
        _CANNOT + "Account subscriber status doesn't align with the tenant subscriber status restrictions",
        _TENANT,
        "VENDOR",
    ),
    _bad(
        Method.ACTIVATE_V1,
        _CANNOT + "Account subscriber status doesn't align with subscriber status restrictions of one or more feeds",
        f"{_TENANT} or professional status restrictions of the feeds from the order",
        "VENDOR",
    ),
    _blocked(Method.ACTIVATE_V1),
)

_ACTIVATE_V2: tuple[Row, ...] = (
    _key(Method.ACTIVATE_V2),
    _account(Method.ACTIVATE_V2, _CHECK_ID),
    _active(Method.ACTIVATE_V2),
    _single_use(Method.ACTIVATE_V2),
    _bad(Method.ACTIVATE_V2, "Subscriptions should be specified", "Check that you have included subscriptions"),
    _bad(Method.ACTIVATE_V2, "feedName should be specified", "Check that you haven't left a feed name empty"),
    _bad(Method.ACTIVATE_V2, "End date should be set in the future", "Set the end date in the future"),
    _bad(
        Method.ACTIVATE_V2,
        "Invalid value for endDate provided",
        "Set the end date in the ISO-8601 format, such as 2030-12-22T23:59:59Z",
    ),
    _feeds(Method.ACTIVATE_V2),
    _blocked(Method.ACTIVATE_V2),
)

_SUBSCRIPTIONS: tuple[Row, ...] = (
    _bad(Method.CONFIRM, "Confirmation ID must be specified.", "Provide the confirmation id"),
    _key(Method.CONFIRM),
    (
        Method.CONFIRM,
        401,
        "AUTHENTICATION FAILED",
        "No Authorization header.",
        "Provide the API key",
        "STOP",
    ),
    (
        Method.CONFIRM,
        404,
        "ORDER_NOT_FOUND",
        "Order not found or expired.",
        "Check the confirmation id; a later activation replaces it: activate again and send the new link",
        "NOT_FOUND",
    ),
    _account(Method.CONFIRM, "Check the account id"),
    _blocked(Method.CONFIRM),
    _key(Method.CANCEL),
    _account(Method.CANCEL, _CHECK_ID),
    (
        Method.CANCEL,
        404,
        "SUBSCRIPTION_NOT_FOUND",
        "Subscription <feedName> not found",
        "Check the names and which subscriptions are active for the account: get subscriptions",
        "NOT_FOUND",
    ),
    (
        Method.CANCEL,
        409,
        "SUBSCRIPTION_IS_EXPIRED",
        "Subscription <feedName> already expired",
        "Check the names and that they are active for the account: get subscriptions",
        "ALREADY",
    ),
    _key(Method.EXTEND),
    (
        Method.EXTEND,
        409,
        "SUBSCRIPTION_ALREADY_EXTENDED",
        "Subscription <feedName> has been already extended.",
        "Check the subscription's end: it can be extended by one period during the current period",
        "ALREADY",
    ),
    (
        Method.EXTEND,
        422,
        "SUBSCRIPTION_SETTINGS_ARE_INVALID",
        "Subscription <feedName> has invalid settings.",
        'The default deactivation date of the application or feed must differ from "Infinite"; a subscription to a '
        "single-use feed cannot be extended",
        "NOT_POSSIBLE",
    ),
    _account(Method.EXTEND, _BY_EMAIL),
    _key(Method.SUBSCRIPTIONS),
    _account(Method.SUBSCRIPTIONS, _BY_EMAIL),
)

_NO_ACTIVE = "There are no active subscriptions associated with the specified "
_SUSPENDED = "Data access is suspended for the account: no data is returned via active subscriptions"


def _no_token(method: Method, reason: str, message: str, advice: str, kind: str) -> Row:
    # The service tells these with HTTP 200 and a status of ERROR.
    return method, 200, reason, message, advice, kind


_TOKENS: tuple[Row, ...] = (
    _key(Method.TOKEN_BY_ID, "AUTHENTICATION_FAILED"),
    _bad(
        Method.TOKEN_BY_ID,
        "AccountId is null or empty or the outdated format <tenantId|accountId> is used incorrectly",
        "Check the account id",
    ),
    _no_token(
        Method.TOKEN_BY_ID, "ACCOUNT_NOT_FOUND", "The specified account does not exist", "Check the account id",
        "NOT_FOUND",
    ),
    _no_token(
        Method.TOKEN_BY_ID, "NO_ACTIVE_SUBSCRIPTIONS", f"{_NO_ACTIVE}accountId", "Activate a subscription", "NO_DATA"
    ),
    _no_token(
        Method.TOKEN_BY_ID, "DATA_ACCESS_SUSPENDED", _SUSPENDED, "Ask dxFeed why the access is suspended", "NO_DATA"
    ),
    _key(Method.TOKEN_BY_CREDENTIALS, "AUTHENTICATION_FAILED"),
    _bad(Method.TOKEN_BY_CREDENTIALS, "Login and/or password are null or empty", "Give both login and password"),
    _no_token(
        Method.TOKEN_BY_CREDENTIALS,
        "INVALID_CREDENTIALS",
        "These credentials have not been granted to any account for this application",
        "Check login and password; a reset sends a new password",
        "INPUT",
    ),
    _no_token(
        Method.TOKEN_BY_CREDENTIALS,
        "NO_ACTIVE_SUBSCRIPTIONS",
        f"{_NO_ACTIVE}credentials",
        "Activate a subscription",
        "NO_DATA",
    ),
    _no_token(
        Method.TOKEN_BY_CREDENTIALS,
        "DATA_ACCESS_SUSPENDED",
        _SUSPENDED,
        "Ask dxFeed why the access is suspended",
        "NO_DATA",
    ),
)  # fmt: skip

_PROFILE: tuple[Row, ...] = (
    _key(Method.PROFILE_LINK, "AUTHENTICATION_FAILED"),
    _account(Method.PROFILE_LINK, _FIND),
)

ROWS: tuple[Row, ...] = (*_ACCOUNTS, *_ACTIVATE_V1, *_ACTIVATE_V2, *_SUBSCRIPTIONS, *_TOKENS, *_PROFILE)
"""All rows in the order of the pages. Trial tracking lists no failure."""
