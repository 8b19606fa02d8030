"""`tradedeck simulate` as a process of its own, and its control pages."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, Self

LOGINS = ("1000", "1001", "1002")
PASSWORD = "demo"
START = "2026-01-14T10:00:00Z"
"""A Wednesday on which every market is open."""

_PATIENCE_S = 60.0


class RealVenue:
    """A running venue; it ends with the context, and by itself when this process ends in any way."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self._folder = folder
        self._seed = seed

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tui", "simulate", "--start", START, "--seed", str(self._seed)]
        command += ["--folder", str(self._folder), "--until-stdin-closes"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        ready = json.loads(self._process.stdout.readline())
        self.url: str = ready["xapi"]
        self._control: str = ready["control"]
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def ledger(self) -> dict[str, Any]:
        """Return the venue's truth."""
        return self._ask("ledger", None)

    def set_faults(self, *faults: dict[str, Any]) -> None:
        """Add faults."""
        self._ask("faults", {"set": list(faults)})

    def clear_faults(self) -> None:
        """Be well again."""
        self._ask("faults", {"clear": "all"})

    def _ask(self, page: str, body: object) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._control}/{page}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:
            value: dict[str, Any] = json.loads(answer.read())
            return value
