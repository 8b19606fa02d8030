"""The answers of a CRM that does not do what it is asked: a status, a code and words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tui.simulator.http import HttpResponse, json_response


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one parameter."""

    field: str
    message: str


class CrmRefusalError(Exception):
    """A request is refused; `code` is short and in capitals, `fields` name the parameters that are wrong."""

    def __init__(self, status: int, code: str, message: str, fields: tuple[FieldError, ...] = ()) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields

    @property
    def effect(self) -> str:
        """What the ledger says about it."""
        return " ".join([str(self.status), self.code, *(one.field for one in self.fields)])


REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}

# Made anew each time they are raised: an exception that is raised again keeps the frames of the time before.
WRONG_KEY = partial(CrmRefusalError, 401, "API_KEY_INVALID", "The API key is missing or not known.")
EXPIRED_KEY = partial(CrmRefusalError, 401, "API_KEY_EXPIRED", "The API key has expired.")
OTHERS_KEY = partial(CrmRefusalError, 401, "API_KEY_USER", "The API key was made for another user.")
WRONG_DOMAIN = partial(CrmRefusalError, 403, "DOMAIN_INVALID", "X-DOMAIN is missing or not the domain of the API key.")
WRONG_LOGIN = partial(CrmRefusalError, 401, "CREDENTIALS_INVALID", "The e-mail or the password is wrong.")
TOO_MANY_LOGINS = partial(CrmRefusalError, 429, "TOO_MANY_LOGINS", "Too many wrong logins. Please try again later.")
NOT_VERIFIED = partial(CrmRefusalError, 403, "EMAIL_NOT_VERIFIED", "The user has not verified the e-mail address yet.")
NOT_JSON_TYPE = partial(CrmRefusalError, 415, "CONTENT_TYPE", "Content-Type must be application/json.")
NO_TOKEN = partial(CrmRefusalError, 401, "TOKEN_INVALID", "X-Auth-Token is missing or not known.")
EXPIRED_TOKEN = partial(CrmRefusalError, 401, "TOKEN_EXPIRED", "The token has expired. Please log in again.")
NO_PERMISSION = partial(
    CrmRefusalError, 403, "PERMISSION_DENIED", "The user's role does not have the permission IB Reports."
)


def module_off(name: str) -> CrmRefusalError:
    """Return the refusal of a report whose module is switched off."""
    return CrmRefusalError(403, "MODULE_DISABLED", f"The module {name} is not enabled.")


def wrong_fields(*fields: FieldError) -> CrmRefusalError:
    """Return the refusal of parameters."""
    return CrmRefusalError(400, "VALIDATION_FAILED", "The request's parameters are not valid.", fields)


def refused(refusal: CrmRefusalError, how: str = "object") -> HttpResponse:
    """Return the answer of a refusal; `how` is the form of its body: object, nested, list, text, html or empty."""
    status, reason = refusal.status, REASONS.get(refusal.status, "Error")
    fields = [{"field": one.field, "message": one.message} for one in refusal.fields]
    if how == "nested":
        return json_response({"error": {"code": refusal.code, "message": refusal.message, "details": fields}}, status)
    if how == "list":
        errors = [f"{one.field}: {one.message}" for one in refusal.fields] or [refusal.message]
        return json_response({"success": False, "errors": errors}, status)
    if how == "text":
        return HttpResponse(status, f"{refusal.message}\n".encode(), "text/plain; charset=UTF-8")
    if how == "html":
        html = (
            f"<!DOCTYPE html>\n<html><head><title>{status} {reason}</title></head><body><h1>{reason}</h1></body></html>"
        )
        return HttpResponse(status, html.encode(), "text/html; charset=UTF-8")
    if how == "empty":
        return HttpResponse(status, b"")
    more = {"errors": fields} if fields else {}
    return json_response(
        {"status": status, "error": reason, "code": refusal.code, "message": refusal.message, **more}, status
    )
