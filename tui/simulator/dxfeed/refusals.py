"""The service's failure cases (Retail Services Platform API), with the sentences that live servers say."""

from __future__ import annotations


class DxfeedRefusalError(Exception):
    """Becomes an answer with this HTTP status; `code` is the number in its body."""

    def __init__(self, status: int, reason: str, message: str, code: int = 0) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.message = message
        self.code = code or status * 100


WRONG_KEY = "Authentication has failed due to wrong API key"
NO_KEY = "No Authorization header."
DISABLED = "Requested feeds can't be activated: "
TWO_RESTRICTIONS = DISABLED + "Two or more feeds have different subscriber status restrictions"
ACCOUNT_AGAINST_TENANT = (
    DISABLED + "There is a conflict between account subscriber status and tenant subscriber status restrictions"
)
ACCOUNT_AGAINST_FEED = (
    DISABLED + "There is a conflict between account subscriber status and subscriber status restrictions of one or "
    "more feeds"
)
STATUS_AGAINST_TENANT = (
    DISABLED + "Account subscriber status doesn't align with the tenant subscriber status restrictions"
)
STATUS_AGAINST_FEED = (
    DISABLED + "Account subscriber status doesn't align with subscriber status restrictions of one or more feeds"
)


def bad_request(message: str) -> DxfeedRefusalError:
    """400 with a sentence."""
    return DxfeedRefusalError(400, "BAD_REQUEST", message)


def unauthorized(message: str = WRONG_KEY) -> DxfeedRefusalError:
    """401; the reason is spelled with a space, as in most of the document's tables."""
    return DxfeedRefusalError(401, "AUTHENTICATION FAILED", message)


def no_account(name: str) -> DxfeedRefusalError:
    """404 for an account that the tenant does not have."""
    return DxfeedRefusalError(404, "ACCOUNT_NOT_FOUND", f"Account `{name}` not found", 40401)


def account_exists(email: str) -> DxfeedRefusalError:
    """422 for an e-mail that another account has."""
    return DxfeedRefusalError(422, "ACCOUNT_ALREADY_EXISTS", f"Account `{email}` already exists", 42201)


def blocked(name: str) -> DxfeedRefusalError:
    """422 for an account that is blocked."""
    return DxfeedRefusalError(422, "ACCOUNT_IS_BLOCKED", f"Account `{name}` has been blocked", 42202)


def no_credentials() -> DxfeedRefusalError:
    """422; also what a change to the same e-mail is answered with."""
    return DxfeedRefusalError(422, "CREDENTIALS_GENERATION_DISABLED", "Credentials generation disabled", 42203)


def already_active(feed: str) -> DxfeedRefusalError:
    """409 for a feed that runs."""
    return DxfeedRefusalError(409, "SUBSCRIPTION_ALREADY_ACTIVE", f"Subscription `{feed}` already active", 40901)


def used_before() -> DxfeedRefusalError:
    """409 for a single-use feed's second time."""
    text = "Single-use subscription has been already activated"
    return DxfeedRefusalError(409, "SINGLE_USE_FEED_ACTIVATED_BEFORE", text, 40902)


def not_available(feeds: list[str], tenant: str) -> DxfeedRefusalError:
    """400 for feeds that the tenant does not sell."""
    return bad_request(f"Requested feeds `{', '.join(feeds)}` are not available for the tenant `{tenant}`")


def no_order() -> DxfeedRefusalError:
    """404 for a confirmation id that is unknown, replaced, used, too old, or of the other version."""
    return DxfeedRefusalError(404, "ORDER_NOT_FOUND", "Order not found or expired.", 40402)


def no_subscription(feed: str) -> DxfeedRefusalError:
    """404 for a feed that the account never had."""
    return DxfeedRefusalError(404, "SUBSCRIPTION_NOT_FOUND", f"Subscription `{feed}` not found", 40403)


def over(feed: str) -> DxfeedRefusalError:
    """409 for a subscription that has ended."""
    return DxfeedRefusalError(409, "SUBSCRIPTION_IS_EXPIRED", f"Subscription `{feed}` already expired", 40903)


def extended_before(feed: str) -> DxfeedRefusalError:
    """409 for a second extension in one period."""
    text = f"Subscription `{feed}` has been already extended."
    return DxfeedRefusalError(409, "SUBSCRIPTION_ALREADY_EXTENDED", text, 40904)


def not_extendable(feed: str) -> DxfeedRefusalError:
    """422 for a feed without end, or for a single use."""
    text = f"Subscription `{feed}` has invalid settings."
    return DxfeedRefusalError(422, "SUBSCRIPTION_SETTINGS_ARE_INVALID", text, 42204)
