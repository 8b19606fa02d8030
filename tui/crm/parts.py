"""The parts of a row that have a shape of their own: tags by category, trading accounts, UTM details, servers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tui.crm.envelope import load
from tui.crm.values import fold, text_of

Tags = tuple[tuple[str, tuple[str, ...]], ...]
"""Categories with their tags; the empty category holds tags that have none."""

_GROUP = re.compile(r"\(([^()]*)\)")
_CATEGORY_KEYS = ("category", "tagcategory", "categoryname", "name", "title", "group", "type")
_TAG_KEYS = ("tags", "values", "items", "assigned", "assignedtags", "children")
_NAME_KEYS = ("name", "tag", "value", "title", "label", "id", "servertag", "serverid")
_LOGIN_KEYS = ("login", "loginid", "id", "account", "accountid", "tradingaccount")
_PLACE_KEYS = ("server", "platformserver", "platform", "servertag", "tag")
_KIND_KEYS = ("type", "kind", "accounttype", "mode")
_PLATFORM_KEYS = ("platform", "platformtype", "type", "name")
_SERVER_LISTS = ("servers", "tags", "items", "ids", "serverids", "values", "list")
_WRAPPERS = frozenset({"data", "result", "results", "servers", "payload", "response", "items", "platforms"})
_NOT_PLATFORMS = frozenset({"total", "count", "success", "status", "page", "pagesize", "message", "meta", "error"})


@dataclass(frozen=True, slots=True)
class TradingAccount:
    """One of a customer's accounts (“User additional ID”): login id, platform server, live or demo.

    `text` is the original where no triple could be read; then the rest is empty.
    """

    login: str
    server: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """One server: its tag is what positions are asked with."""

    platform: str
    tag: str


def tags_of(value: object) -> Tags:
    """Return tags in any of their shapes: categories with lists, a mapping, plain names, or a comma list (R-B13)."""
    found: dict[str, dict[str, None]] = {}
    for category, tag in _tags(value):
        found.setdefault(category, {})[tag] = None
    return tuple((category, tuple(tags)) for category, tags in found.items())


def _tags(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield from (("", tag) for part in value.split(",") if (tag := text_of(part)))
    elif isinstance(value, Mapping):
        folded = {fold(str(key)): key for key in value}
        if any(key in folded for key in _TAG_KEYS):
            yield from _tags([value])
            return
        for category, tags in value.items():
            yield from ((text_of(str(category)), tag) for tag in _names(tags))
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, Mapping):
                yield from _category(each)
            elif not isinstance(each, list):
                yield from _tags(text_of(each))


def _category(each: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    folded = {fold(str(key)): value for key, value in each.items()}
    tags = next((folded[key] for key in _TAG_KEYS if key in folded), None)
    if tags is not None:
        category = next((text_of(folded[key]) for key in _CATEGORY_KEYS if key in folded), "")
        yield from ((category, tag) for tag in _names(tags))
        return
    category = next((text_of(folded[key]) for key in ("category", "tagcategory", "categoryname") if key in folded), "")
    yield from ((category, tag) for tag in _names([each]))


def _names(value: object) -> Iterator[str]:
    """Yield the names in a list of texts or objects, or in a comma list."""
    if isinstance(value, str):
        value = value.split(",")
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Mapping):
            folded = {fold(str(key)): part for key, part in each.items()}
            each = next((folded[key] for key in _NAME_KEYS if key in folded), None)  # noqa: PLW2901 - its name instead
        if name := text_of(each):
            yield name


def accounts_of(value: object) -> tuple[TradingAccount, ...]:
    """Return the trading accounts of a “User additional ID” in any of its shapes (R-B11)."""
    if isinstance(value, str):
        return _accounts_of_text(value)
    found: list[TradingAccount] = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Mapping):
            found.append(_account_of_object(each))
        elif isinstance(each, list):
            found += _triples([text_of(part) for part in each])
        elif text := text_of(each):
            found += _accounts_of_text(text)
    return tuple(found)


def _account_of_object(each: Mapping[str, Any]) -> TradingAccount:
    folded = {fold(str(key)): part for key, part in each.items()}
    first = {keys: next((text_of(folded[key]) for key in keys if key in folded), "") for keys in _ACCOUNT_KEYS}
    account = TradingAccount(first[_LOGIN_KEYS], first[_PLACE_KEYS], first[_KIND_KEYS])
    return account if account.login else TradingAccount("", text=text_of(each))


_ACCOUNT_KEYS = (_LOGIN_KEYS, _PLACE_KEYS, _KIND_KEYS)


def _accounts_of_text(text: str) -> tuple[TradingAccount, ...]:
    text = text_of(text, 2000)
    if not text:
        return ()
    groups = _GROUP.findall(text)
    if groups:
        return tuple(account for group in groups for account in _triples(group.split(",")))
    return tuple(_triples(re.split(r"[,;]", text)))


def _triples(parts: Iterable[str]) -> Iterator[TradingAccount]:
    words = [part.strip() for part in parts]
    if len(words) % 3 == 0 and all(words[at] for at in range(0, len(words), 3)):
        for at in range(0, len(words), 3):
            yield TradingAccount(words[at], words[at + 1], words[at + 2])
    elif len(words) <= 2 and words and words[0]:
        yield TradingAccount(*words)
    elif any(words):
        yield TradingAccount("", text=", ".join(words))


def utm_of(value: object) -> dict[str, str]:
    """Return UTM details by name, whether they came as an object, as pairs or as a text of JSON."""
    if isinstance(value, str):
        try:
            value = load(value)
        except (ValueError, ArithmeticError):
            return {}
    if isinstance(value, Mapping):
        return {text_of(str(key)): text for key, each in value.items() if (text := text_of(each))}
    if isinstance(value, list):
        found = {}
        for each in value:
            if isinstance(each, Mapping):
                folded = {fold(str(key)): part for key, part in each.items()}
                name = next((text_of(folded[key]) for key in ("name", "key", "parameter") if key in folded), "")
                if name and (text := text_of(folded.get("value"))):
                    found[name] = text
        return found
    return {}


def servers_of(value: object) -> tuple[Server, ...]:
    """Return the servers of an answer that groups them by platform, in any of its shapes."""
    return tuple(dict.fromkeys(_servers(value, "", 0)))


def _servers(value: object, platform: str, depth: int) -> Iterator[Server]:
    if depth > 4:
        return
    if isinstance(value, Mapping):
        folded = {fold(str(key)): part for key, part in value.items()}
        listed = next((folded[key] for key in _SERVER_LISTS if isinstance(folded.get(key), list | dict)), None)
        named = next((text_of(folded[key]) for key in _PLATFORM_KEYS if isinstance(folded.get(key), str)), "")
        if listed is not None and (named or set(folded) & _WRAPPERS):
            yield from _servers(listed, named or platform, depth + 1)
            return
        for key, each in value.items():
            if isinstance(each, list | dict) and fold(str(key)) not in _NOT_PLATFORMS:
                below = platform if fold(str(key)) in _WRAPPERS else text_of(str(key))
                yield from _servers(each, below, depth + 1)
        return
    for each in value if isinstance(value, list) else []:
        yield from _server(each, platform, depth)


def _server(each: object, platform: str, depth: int) -> Iterator[Server]:
    if not isinstance(each, Mapping):
        if tag := text_of(each):
            yield Server(platform, tag)
        return
    folded = {fold(str(key)): part for key, part in each.items()}
    if any(isinstance(folded.get(key), list | dict) for key in _SERVER_LISTS):
        yield from _servers(each, platform, depth + 1)
        return
    wanted = ("tag", "servertag", "serverid", "id", "value", "name", "server")
    tag = next((text for key in wanted if (text := text_of(folded.get(key)))), "")
    own = next((text_of(folded[key]) for key in ("platform", "platformtype", "type") if folded.get(key)), "")
    if tag:
        yield Server(own or platform, tag)
