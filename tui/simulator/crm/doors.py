"""Who comes in: API keys, domains, logins, tokens, permissions and modules."""

from __future__ import annotations

import random
from collections import OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass

from tui.simulator.clock import VenueClock
from tui.simulator.crm.refusals import (
    EXPIRED_KEY,
    EXPIRED_TOKEN,
    NO_PERMISSION,
    NO_TOKEN,
    NOT_JSON_TYPE,
    NOT_VERIFIED,
    OTHERS_KEY,
    TOO_MANY_LOGINS,
    WRONG_DOMAIN,
    WRONG_KEY,
    WRONG_LOGIN,
    FieldError,
    module_off,
    wrong_fields,
)
from tui.simulator.crm.settings import CrmKey, CrmSettings, CrmUser
from tui.simulator.crm.wish import MODULE_OF
from tui.simulator.http import HttpError, HttpRequest

MOST_SESSIONS = 1000


@dataclass(slots=True)
class Session:
    """What a token stands for; `left` counts the requests that it is still good for, None is any number."""

    user: CrmUser
    key: CrmKey
    number: int
    ends_at_ms: int
    left: int | None


class Doors:
    """Judges requests; every refusal is a `CrmRefusalError`. `off` are the things that are switched off just now."""

    def __init__(self, settings: CrmSettings, clock: VenueClock, start_ms: int, seed: int) -> None:
        self._settings = settings
        self._clock = clock
        self._start_ms = start_ms
        # The start is part of it, so that a token of an earlier life is not valid in this one.
        self._chance = random.Random(f"{seed}/{start_ms}/crm/tokens")
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._made = 0
        self._failures: dict[str, deque[int]] = {}

    def end_sessions(self) -> None:
        """Make all tokens invalid."""
        self._sessions.clear()

    def log_in(
        self, request: HttpRequest, off: Collection[str], life_s: float | None = None, uses: int | None = None
    ) -> tuple[str, Session]:
        """Return a new token; `life_s` and `uses` go before what the settings and the request say."""
        key = self._key(request, off)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise NOT_JSON_TYPE()
        email, password, remember = _credentials(request)
        user = self._user(email, password)
        if key.email != user.email:
            raise OTHERS_KEY()
        if not user.verified or "verified" in off:
            raise NOT_VERIFIED()
        usual_s = self._settings.remembered_life_s if remember else self._settings.token_life_s
        ends_at_ms = self._clock.now_ms() + round(1000 * (usual_s if life_s is None else life_s))
        self._made += 1
        token = f"{self._chance.getrandbits(256):064x}"
        session = self._sessions[token] = Session(user, key, self._made, ends_at_ms, uses)
        if len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return token, session

    def admit(self, request: HttpRequest, report: str, off: Collection[str]) -> Session:
        """Return the session of a request that may see the report."""
        key = self._key(request, off)
        token = request.headers.get("x-auth-token", "")
        session = self._sessions.get(token)
        if session is None or session.key != key:
            raise NO_TOKEN()
        if self._clock.now_ms() >= session.ends_at_ms or session.left == 0:
            raise EXPIRED_TOKEN()
        if not session.user.reports or "permission" in off:
            raise NO_PERMISSION()
        module = MODULE_OF[report]
        if module not in self._settings.modules or module in off:
            raise module_off(module)
        if session.left is not None:
            session.left -= 1
        return session

    def email_of(self, request: HttpRequest) -> str:
        """Return the e-mail of a token's user, empty when it is none."""
        session = self._sessions.get(request.headers.get("x-auth-token", ""))
        return "" if session is None else session.user.email

    def _key(self, request: HttpRequest, off: Collection[str]) -> CrmKey:
        text = request.headers.get("x-api-key", "")
        key = next((one for one in self._settings.keys if one.key == text), None)
        if key is None:
            raise WRONG_KEY()
        age_s = (self._clock.now_ms() - self._start_ms) / 1000
        if "key" in off or (key.dies_after_s is not None and age_s >= key.dies_after_s):
            raise EXPIRED_KEY()
        if request.headers.get("x-domain", "").strip().lower() != key.domain:
            raise WRONG_DOMAIN()
        return key

    def _user(self, email: str, password: str) -> CrmUser:
        """Return the user; wrong tries are counted for each known e-mail."""
        now_ms = self._clock.now_ms()
        user = next((one for one in self._settings.users if one.email == email.strip().lower()), None)
        if user is None:
            raise WRONG_LOGIN()
        failures = self._failures.setdefault(user.email, deque())
        while failures and now_ms - failures[0] >= self._settings.failure_window_s * 1000:
            failures.popleft()
        if len(failures) >= self._settings.most_failures:
            raise TOO_MANY_LOGINS()
        if user.password != password:
            failures.append(now_ms)
            raise WRONG_LOGIN()
        failures.clear()
        return user


def _credentials(request: HttpRequest) -> tuple[str, str, bool]:
    """Return e-mail, password and rememberMe of a login's body."""
    try:
        body = request.json()
    except HttpError:
        raise wrong_fields(FieldError("body", "The body must be a JSON object.")) from None
    if not isinstance(body, dict):
        raise wrong_fields(FieldError("body", "The body must be a JSON object."))
    remember = body.get("rememberMe", False)
    wrong = [
        FieldError(name, f"{name} must be a text.")
        for name in ("email", "password")
        if not isinstance(body.get(name), str) or not body[name]
    ]
    if not isinstance(remember, bool):
        wrong.append(FieldError("rememberMe", "rememberMe must be true or false."))
    if wrong:
        raise wrong_fields(*wrong)
    return body["email"], body["password"], remember
