"""Judges requests: tokens, pace, queries, days and references; and has statements made that are ready."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from tui.simulator.clock import VenueClock
from tui.simulator.flex.codes import (
    EXPIRED,
    IN_PROGRESS,
    INACTIVE,
    INVALID,
    LEGACY,
    NO_ACCOUNT,
    NO_QUERY,
    NO_REFERENCE,
    NO_TOKEN,
    TOO_MANY,
    WRONG_ADDRESS,
    FlexRefusalError,
)
from tui.simulator.flex.document import Document
from tui.simulator.flex.marks import Marks
from tui.simulator.flex.period import asked_for, last_final_day
from tui.simulator.flex.references import Reference, References
from tui.simulator.flex.settings import FlexQuery, FlexSettings, FlexToken
from tui.simulator.flex.story import Teller
from tui.simulator.flex.values import Values
from tui.simulator.office import Office


class Desk:
    """One service. All times are the venue's; tokens and queries count their lives from `start_ms`."""

    def __init__(
        self,
        settings: FlexSettings,
        clock: VenueClock,
        start_ms: int,
        *,
        office: Office,
        teller: Teller,
        marks: Marks,
        references: References,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._office = office
        self._teller = teller
        self._marks = marks
        self._references = references
        self._start_ms = start_ms
        self._visits: dict[str, deque[int]] = {}

    def admit(self, text: str, address: str) -> FlexToken:
        """Return the token; raises `FlexRefusalError` 1015, 1012, 1011 or 1013, and 1018 when it comes too often."""
        token = next((one for one in self._settings.tokens if one.token == text), None)
        if token is None or token.replaced:
            raise FlexRefusalError(NO_TOKEN)
        if token.dies_after_s is not None and self._age_s() >= token.dies_after_s:
            raise FlexRefusalError(EXPIRED)
        if not token.active:
            raise FlexRefusalError(INACTIVE)
        if token.ip is not None and token.ip != address:
            raise FlexRefusalError(WRONG_ADDRESS)
        self._pace(token)
        return token

    def request(self, token: FlexToken, wish: Mapping[str, str], parts: int, takes_s: float | None) -> Reference:
        """Take a request and return its reference; raises `FlexRefusalError` when it cannot be answered.

        `parts` and `takes_s` go before the settings'.
        """
        query = self._query(token, wish.get("q", ""))
        now_ms = self._clock.now_ms()
        span = asked_for(query, wish, last_final_day(self._settings, query.kind, now_ms))
        usual_s = self._settings.generation_s if query.generation_s is None else query.generation_s
        reference = Reference(
            code=self._references.next_code(),
            user=token.user,
            query=query.id,
            first=span.first.isoformat(),
            last=span.last.isoformat(),
            asked_at_ms=now_ms,
            ready_at_ms=now_ms + round(1000 * (usual_s if takes_s is None else takes_s)),
            parts=parts,
        )
        self._references.keep(reference)
        return reference

    def query_of(self, code: str) -> str:
        """Return the id of the query that a reference code stands for, empty for an unknown one."""
        known = self._references.get(code)
        return "" if known is None else known.query

    def find(self, token: FlexToken, code: str) -> Reference:
        """Return a reference whose statement is ready; raises `FlexRefusalError` 1017 or 1019."""
        now_ms = self._clock.now_ms()
        reference = self._references.find(code, token.user, now_ms)
        if reference is None:
            raise FlexRefusalError(NO_REFERENCE)
        if now_ms < reference.ready_at_ms:
            raise FlexRefusalError(IN_PROGRESS)
        return reference

    async def document(self, reference: Reference, surplus: int = 0) -> Document:
        """Return the statement of a reference, the same one each time; 1014 when its query is gone."""
        query = next((one for one in self._settings.queries if one.id == reference.query), None)
        if query is None:
            raise FlexRefusalError(NO_QUERY)
        exchange = await self._office.opened()
        lag_ms = round(self._settings.confirmation_lag_s * 1000) if query.kind == "TCF" else 0
        accounts: list[Values] = []
        for login in query.logins:
            profile = self._teller.profile(login)
            if profile is not None:
                now_ms = self._clock.now_ms()
                story = self._teller.tell(exchange, profile, reference.asked_at_ms - lag_ms, now_ms)
                await self._marks.prepare(story, reference.span)
                accounts.append(Values(story, self._marks))
        made_ms = reference.ready_at_ms
        return Document(query, tuple(accounts), reference.span, made_ms, reference.parts, surplus)

    def _query(self, token: FlexToken, number: str) -> FlexQuery:
        query = next((one for one in self._settings.queries if one.id == number), None)
        if query is None or query.user != token.user:
            raise FlexRefusalError(NO_QUERY)
        if query.legacy:
            raise FlexRefusalError(LEGACY)
        if any(self._teller.profile(login) is None for login in query.logins):
            raise FlexRefusalError(NO_ACCOUNT)
        if self._age_s() < query.ripe_after_s:
            raise FlexRefusalError(INVALID)
        return query

    def _pace(self, token: FlexToken) -> None:
        """Count a visit; raises 1018 when it is one too many, and then does not count it."""
        now_ms, settings = self._clock.now_ms(), self._settings
        visits = self._visits.setdefault(token.token, deque())
        while visits and now_ms - visits[0] >= settings.window_s * 1000:
            visits.popleft()
        too_soon = bool(visits) and now_ms - visits[-1] < settings.least_gap_s * 1000
        if too_soon or len(visits) >= settings.most_in_window:
            raise FlexRefusalError(TOO_MANY)
        visits.append(now_ms)

    def _age_s(self) -> float:
        return (self._clock.now_ms() - self._start_ms) / 1000
