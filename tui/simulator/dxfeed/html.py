"""The pages that links open, as HTML in a light and a dark theme; everything that somebody typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from tui.simulator.dxfeed.account import PERSONAL, Account, Subscription, iso
from tui.simulator.dxfeed.settings import NON_PRO, PRO
from tui.simulator.http import HttpResponse

_KIND = "text/html; charset=UTF-8"
_LABELS = ("First name", "Last name", "Country", "State", "Address", "City", "Zip", "Phone", "Company", "Job title")
_COLOURS = {"light": ("#ffffff", "#1b1f24"), "dark": ("#14181d", "#e6e9ec")}


def page(title: str, content: str, theme: str = "light", status: int = 200, said: str = "") -> HttpResponse:
    """Return a page around some HTML; `said` is a sentence before it."""
    back, text = _COLOURS.get(theme, _COLOURS["light"])
    html = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f"<style>body{{background:{back};color:{text};font-family:sans-serif;max-width:40em;margin:2em auto}}"
        "label{display:block;margin:.5em 0}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{f'<p>{escape(said)}</p>{chr(10)}' if said else ''}{content}</body></html>\n"
    )
    return HttpResponse(status, html.encode(), _KIND)


def words(title: str, text: str, theme: str = "light", status: int = 200) -> HttpResponse:
    """Return a page that says one thing."""
    return page(title, "", theme, status, text)


def form(account: Account, typed: Mapping[str, str], feeds: Iterable[str], theme: str) -> str:
    """Return the onboarding form for an account's order; `typed` goes before what is known."""
    status = typed.get("subscriberStatus", account.status)
    choices = ((NON_PRO, "Non-professional"), (PRO, "Professional"))
    marks = {value: " checked" if value == status else "" for value, _ in choices}
    radios = "".join(
        f'<label><input type="radio" name="subscriberStatus" value="{value}"{marks[value]}> {label}</label>\n'
        for value, label in choices
    )
    listed = "".join(f"<li>{escape(name)}</li>" for name in feeds)
    return (
        f'<form method="post" action="?theme={escape(theme)}">\n{_personal(account, typed)}{radios}'
        f"<p>Agreements for:</p><ul>{listed}</ul>\n"
        '<label><input type="checkbox" name="agree" value="yes"> I sign the agreements</label>\n'
        "<button>Submit</button></form>\n"
    )


def profile(account: Account, typed: Mapping[str, str], subscriptions: Iterable[tuple[Subscription, bool]]) -> str:
    """Return the personal profile: data that can be changed, and the subscriptions with whether each runs."""
    rows = "".join(
        f"<li>{escape(one.name)}: {'active' if runs else 'expired'}, "
        f"{'no end' if one.ends_ms is None else f'until {iso(one.ends_ms)}'}</li>"
        for one, runs in subscriptions
    )
    return (
        f"<h2>Subscriptions</h2><ul>{rows}</ul>\n<h2>Personal data</h2>\n"
        f'<form method="post">\n{_personal(account, typed)}<button>Save</button></form>\n'
    )


def _personal(account: Account, typed: Mapping[str, str]) -> str:
    values = {**account.metadata, **typed}
    fields = [(name, label, values.get(name, "")) for name, label in zip(PERSONAL, _LABELS, strict=True)]
    email = f"<p>E-mail: {escape(account.email)}</p>\n" if account.email is not None else ""
    if account.email is None:
        fields.insert(0, ("email", "E-mail", typed.get("email", "")))
    return email + "".join(
        f'<label>{label} <input name="{name}" value="{escape(value)}"></label>\n' for name, label, value in fields
    )
