"""The forms of the dxFeed desk: their fields, what is offered for choice, how each is checked, what call they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from tui.desk.entitlements_memory import Pending, Remembered
from tui.dxfeed import calls, checks
from tui.dxfeed.bulk.plan import Action, action_of
from tui.dxfeed.calls import Call, Person, Trial, Wish
from tui.dxfeed.errors import InputError
from tui.dxfeed.token import Key

Values = Mapping[str, str]
"""What was typed, by the name of the field; trimmed."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `words` are offered, `several` takes more than one of them; `check` raises InputError."""

    name: str
    title: str
    needed: bool = False
    words: tuple[str, ...] = ()
    several: bool = False
    initial: str = ""
    hint: str = ""
    secret: bool = False
    check: Callable[[str], object] = field(default=lambda text: checks.plain(text, "value"), repr=False)

    def problem(self, text: str) -> str:
        """Return what is wrong with a text, empty when nothing is."""
        typed = text.strip()
        if not typed:
            return "is needed" if self.needed else ""
        try:
            self.check(typed)
        except InputError as error:
            return ". ".join(part for part in (error.title, error.hint) if part)
        return ""

    def offers(self, text: str) -> tuple[str, ...]:
        """Return the words that go on with what is typed; of several, with the last one."""
        named = re.split(r"[,;\s]+", text) if self.several else [text.strip()]
        begun, chosen = named[-1].casefold(), {part.casefold() for part in named[:-1]}
        fitting = [word for word in self.words if word.casefold().startswith(begun) and word.casefold() != begun]
        return tuple(word for word in fitting if word.casefold() not in chosen)

    def taken(self, text: str, word: str) -> str:
        """Return the text with an offered word in place of what was begun."""
        if not self.several:
            return word
        kept = re.split(r"[,;\s]+", text)[:-1]
        return ", ".join([*kept, word])


@dataclass(frozen=True, slots=True)
class Form:
    """A form: what is asked, sentences above, its fields, and what it makes; `make` raises InputError.

    `enter` is the word for what follows.
    """

    title: str
    fields: tuple[Field, ...]
    make: Callable[[Values], Call[Any]]
    lines: tuple[str, ...] = ()
    enter: str = "review"


def listed(text: str) -> list[str]:
    """Return names that are separated by commas, semicolons or spaces."""
    return [part for part in re.split(r"[,;\s]+", text.strip(" ,;")) if part]


@dataclass(frozen=True, slots=True)
class Whose:
    """The account that a form is about: its id, and what people call it."""

    id: str
    name: str


def create_form(known: Remembered, email: str = "") -> Form:
    """A new account."""
    titles = {"zip": "ZIP code", "company_name": "Company", "job_title": "Job title"}
    people = tuple(
        Field(
            each.name,
            titles.get(each.name, each.name.replace("_", " ").capitalize()),
            words=known.words.get(each.name, ()),
        )
        for each in fields(Person)
    )

    def make(values: Values) -> Call[Any]:
        person = Person(**{each.name: values.get(each.name) or None for each in fields(Person)})
        return calls.create_account(values.get("email") or None, person, values.get("allowed") or None)

    address = Field("email", "E-mail", initial=email, check=checks.email, hint="without it the customer gives one")
    status = Field("allowed", "Allowed statuses", words=known.words.get("allowed", ()), check=checks.allowed_statuses)
    return Form("New account", (address, *people[:2], status, *people[2:]), make)


def activate_form(
    whose: Whose, known: Remembered, now_ms: int, *, feed: str = "", redirect: str = "", held: tuple[str, ...] = ()
) -> Form:
    """Feeds and when they shall end: with an end by version 2, without one by version 1.

    Feeds that are `held` already are not offered.
    """
    idle = tuple(word for word in known.words.get("feed", ()) if word not in held)

    def make(values: Values) -> Call[Any]:
        feeds, url = listed(values["feeds"]), values.get("redirect") or None
        if values.get("until"):
            return calls.activate_until(whose.id, [Wish(each, values["until"]) for each in feeds], now_ms, url)
        return calls.activate(whose.id, feeds, url)

    return Form(
        f"Activate for {whose.name}",
        (
            _feeds(idle, feed),
            _until(now_ms, "empty: the application's own end"),
            Field(
                "redirect", "Redirect", initial=redirect, check=checks.redirect_url, hint="where signing up leads to"
            ),
        ),
        make,
    )


def feeds_form(verb: str, whose: Whose, own: tuple[str, ...], feed: str = "") -> Form:
    """Feeds to `extend` or `cancel`: of the account's `own` ones that chosen, or the only one there is."""
    chosen = feed if feed in own else own[0] if len(own) == 1 else ""
    made = {"extend": calls.extend, "cancel": calls.cancel}[verb]
    title = f"{verb.capitalize()} for {whose.name}"
    return Form(title, (_feeds(own, chosen),), lambda values: made(whose.id, listed(values["feeds"])))


def confirm_form(whose: Whose) -> Form:
    """A confirmation that was not begun from here."""
    version = Field("version", "Version", needed=True, words=("1", "2"), check=_version, hint="of the activation")
    return Form(
        f"Confirm for {whose.name}",
        (Field("id", "Confirmation id", needed=True, check=checks.confirmation_id), version),
        lambda values: calls.confirm(whose.id, values["id"], int(values["version"])),
    )


def email_form(whose: Whose) -> Form:
    """Another e-mail."""
    new = Field("email", "New e-mail", needed=True, check=lambda text: checks.email(text, "new e-mail"))
    return Form(
        f"Change the e-mail of {whose.name}", (new,), lambda values: calls.change_email(whose.id, values["email"])
    )


def track_form(email: str) -> Form:
    """A trial."""
    names = {"mac_address": "MAC address", "first_name": "First name", "last_name": "Last name", "phone": "Phone"}
    shown = [Field("email", "E-mail", initial=email, check=checks.email)]
    shown += [
        Field(name, title, check=checks.mac_address) if name == "mac_address" else Field(name, title)
        for name, title in names.items()
    ]

    def make(values: Values) -> Call[Any]:
        return calls.track(Trial(**{each.name: values.get(each.name) or None for each in fields(Trial)}))

    return Form("Note a trial", tuple(shown), make)


def login_form() -> Form:
    """A token by the customer's login and password."""
    return Form(
        "Token by login",
        (
            Field("login", "Login", needed=True),
            # A password is sent as it is typed: nothing of it is trimmed or judged here.
            Field("password", "Password", needed=True, secret=True, check=lambda text: None),
        ),
        lambda values: calls.token_by_credentials(values["login"], Key(values["password"]), details=True),
        ("The password is sent once and not kept.",),
        "asks",
    )


def token_call(whose: Whose) -> Call[Any]:
    """The call for a token of an account, with its filters."""
    return calls.token(whose.id, details=True)


def profile_call(whose: Whose) -> Call[Any]:
    """The call for links to the customer's profile page."""
    return calls.profile_link(whose.id)


def reset_call(whose: Whose) -> Call[Any]:
    """The call that resets the password."""
    return calls.reset_password(whose.id)


def confirm_call(pending: Pending) -> Call[Any]:
    """The call that confirms what waits."""
    return calls.confirm(pending.account_id, pending.confirmation_id, pending.version)


@dataclass(frozen=True, slots=True)
class BulkWish:
    """What a bulk is asked for with: a file's name or a pasted table, and what holds for rows that say nothing."""

    table: str
    action: Action | None
    feeds: tuple[str, ...] = ()
    until: str = ""


def bulk_fields(known: Remembered, now_ms: int, file: str) -> tuple[Field, ...]:
    """The fields of a bulk."""
    actions = tuple(action.value for action in Action)
    return (
        Field("table", "Table", needed=True, initial=file, hint="a CSV file, or paste a list here", check=_anything),
        Field("action", "Action", words=actions, check=action_of, hint="for rows that say none"),
        _feeds(known.words.get("feed", ()), needed=False, hint="for rows that name none"),
        _until(now_ms, "of activations, for rows that name none"),
    )


def bulk_wish(values: Values) -> BulkWish:
    """Return what was asked for. Raises InputError."""
    action = action_of(values["action"]) if values.get("action") else None
    return BulkWish(values["table"], action, tuple(listed(values.get("feeds", ""))), values.get("until", ""))


def _until(now_ms: int, hint: str) -> Field:
    return Field("until", "End", words=ends(now_ms), check=lambda text: checks.end_date(text, now_ms), hint=hint)


def ends(now_ms: int) -> tuple[str, ...]:
    """Return ends that are often wanted: the end of the day in a month, in three and in a year."""
    today = datetime.fromtimestamp(now_ms / 1000, UTC)
    return tuple(f"{today + timedelta(days=days):%Y-%m-%d}T23:59:59Z" for days in (30, 90, 365))


def _feeds(words: tuple[str, ...], feed: str = "", *, needed: bool = True, hint: str = "") -> Field:
    return Field(
        "feeds",
        "Feeds",
        needed=needed,
        words=words,
        several=True,
        initial=feed,
        hint=hint,
        check=lambda text: checks.feeds(listed(text)),
    )


def _version(text: str) -> None:
    if text not in {"1", "2"}:
        raise InputError("version", "An activation has version 1 or 2")


def _anything(text: str) -> None:
    """A file's name, or a table: what it is shows when it is read."""
