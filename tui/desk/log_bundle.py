"""The bundle for support: one JSON file with what the log knows, without passwords, tokens, logins or free texts."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tui import __version__
from tui.desk.log import budget, link_spans, told
from tui.errors import TradedeckError
from tui.files.whole import write_whole
from tui.net.redact import Redactor
from tui.store.store import Store


def gathered(store: Store, now: float, now_ms: int) -> dict[str, Any]:
    """Return what the log knows, as plain values that no longer change; nothing is masked yet."""
    link, profile = store.link, store.account.profile

    def at(monotonic: float) -> str:
        return _iso(now_ms - int((now - monotonic) * 1000))

    used = budget(store, now)
    account = None
    if profile is not None:
        account = {"currency": profile.currency, "group": profile.group, "spread_type": profile.spread_type}
    return {
        "made": _iso(now_ms),
        "program": {"version": __version__, "python": platform.python_version(), "system": platform.system()},
        "broker": {
            "host": link.current.host,
            "api_version": link.version,
            "skew_ms": link.skew_ms if link.skew_known else None,
            "round_trip_ms": None if link.round_trip_ms is None else round(link.round_trip_ms),
        },
        "account": account,
        "budget": {"commands_last_minute": used.written, "most": used.most, "logins": used.logins},
        "stream_records": dict(store.traffic.counts),
        "link": [
            {
                "since": at(span.since),
                "seconds": round(span.seconds, 1),
                "state": span.state.value,
                "detail": span.detail,
            }
            for span in link_spans(link.past, now)
        ],
        "lines": [_line(at(line.at), line.kind.value, told(line)._asdict()) for line in store.traffic.lines],
    }


def _line(at: str, kind: str, words: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in words.items() if value not in ("", None, (), False) and name != "sign"}
    return {"at": at, "kind": kind, **kept}


def _masked(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, dict):
        return {key: _masked(each, redactor) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each, redactor) for each in value]
    return redactor.mask(value) if isinstance(value, str) else value


def write_bundle(content: dict[str, Any], folder: Path, login: str = "") -> Path:
    """Write what was gathered, for its owner's eyes only (mode 0600), and return the path. Raises TradedeckError.

    `login` and whatever looks like a secret is masked. Masking thousands of lines takes a while: call it on a thread.
    """
    text = json.dumps(_masked(content, Redactor([login] if login else [])), ensure_ascii=False, indent=1)
    stamp = "".join(letter for letter in content["made"][:19] if letter.isdigit())
    path = folder / f"tradedeck-log-{stamp}.json"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise TradedeckError("The bundle cannot be written", f"{folder}: {error.strerror}") from error
    write_whole(path, [text + "\n"])
    return path


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
