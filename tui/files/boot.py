"""Which run of the machine this is: clocks that count from its start mean nothing in another one."""

from __future__ import annotations

from pathlib import Path


def boot_id() -> str:
    """Return what tells this run of the machine from others, empty where the system has no such thing."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
