"""The bundle for support: one JSON file with what the log knows, without passwords, tokens, logins or free texts."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tui import __version__
from tui.desk.flex_export import write_whole
from tui.desk.log import budget, link_spans, told
from tui.net.redact import Redactor
from tui.store.store import Store


def bundle(store: Store, now: float, now_ms: int, login: str = "") -> str:
    """Return the bundle as JSON text; `login` and whatever looks like a secret is masked."""
    redactor = Redactor([login] if login else [])
    link, profile = store.link, store.account.profile

    def at(monotonic: float) -> str:
        return _iso(now_ms - int((now - monotonic) * 1000))

    used = budget(store, now)
    content: dict[str, Any] = {
        "made": _iso(now_ms),
        "program": {"version": __version__, "python": platform.python_version(), "system": platform.system()},
        "broker": {
            "host": link.current.host,
            "api_version": link.version,
            "skew_ms": link.skew_ms if link.skew_known else None,
            "round_trip_ms": None if link.round_trip_ms is None else round(link.round_trip_ms),
        },
        "account": None
        if profile is None
        else {"currency": profile.currency, "group": profile.group, "spread_type": profile.spread_type},
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
    return json.dumps(_masked(content, redactor), ensure_ascii=False, indent=1)


def _line(at: str, kind: str, words: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in words.items() if value not in ("", None, (), False) and name != "sign"}
    return {"at": at, "kind": kind, **kept}


def _masked(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, dict):
        return {key: _masked(each, redactor) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each, redactor) for each in value]
    return redactor.mask(value) if isinstance(value, str) else value


def write_bundle(store: Store, folder: Path, now: float, now_ms: int, login: str = "") -> Path:
    """Write the bundle for its owner's eyes only (mode 0600) and return its path. Raises TradedeckError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%d-%H%M%S")
    path = folder / f"tradedeck-log-{stamp}.json"
    write_whole(path, [bundle(store, now, now_ms, login) + "\n"])
    return path


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
