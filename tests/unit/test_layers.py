"""Who may import whom: the table of the architecture, held against every import in the package."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "tui"

FOR_ALL = ("tui.errors", "tui.clock", "tui.__version__")


@dataclass(frozen=True)
class Room:
    """What the modules below one name may import besides themselves, `FOR_ALL` and the standard library."""

    ours: tuple[str, ...] = ()
    third: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


SYSTEMS = ("tui.xapi", "tui.flex", "tui.crm", "tui.dxfeed")
SYSTEM_ROOM = ("tui.domain", "tui.net")
SCREEN = Room(("tui.view", "tui.store", "tui.domain", "tui.desk", "tui.config"), ("textual", "rich", "segno"))

ROOT = Room(
    (
        *SYSTEMS,
        *("tui.domain", "tui.store", "tui.desk", "tui.net", "tui.config", "tui.view"),
        *("tui.app", "tui.dashboard", "tui.frames", "tui.memory", "tui.wiring"),
    ),
    ("textual", "rich", "pydantic"),
)
OF_HEADLESS = ("tui.headless.saying", "tui.headless.sources", "tui.net")
HEADLESS = ("tui.config", "tui.demo_ready", "tui.desk", "tui.files", *OF_HEADLESS)

# The room with the longest fitting name counts.
ROOMS = {
    "tui.errors": Room(),
    "tui.clock": Room(),
    "tui.domain": Room(),
    "tui.net": Room(third=("httpx", "anyio", "websockets")),
    "tui.files": Room(),
    "tui.xapi": Room(SYSTEM_ROOM, ("pydantic", "websockets")),
    "tui.flex": Room((*SYSTEM_ROOM, "tui.files"), ("pydantic", "httpx")),
    "tui.crm": Room((*SYSTEM_ROOM, "tui.files"), ("pydantic", "httpx")),
    "tui.dxfeed": Room((*SYSTEM_ROOM, "tui.files"), ("pydantic", "httpx")),
    "tui.store": Room(("tui.domain",)),
    "tui.desk": Room((*SYSTEMS, "tui.domain", "tui.files", "tui.store", "tui.net")),
    "tui.simulator": Room(
        ("tui.domain", "tui.xapi.records"),
        ("websockets", "h11", "trustme"),
        # What it is there to check, it must not borrow.
        never=("tui.domain.order", "tui.domain.sizing", "tui.domain.freshness"),
    ),
    "tui.config": Room(("tui.net.hosts",), ("pydantic", "tomli_w", "keyring")),
    "tui.view": Room(("tui.view", "tui.domain", "tui.config"), ("textual", "rich")),
    "tui.view.widgets": Room(("tui.view.text", "tui.view.paint"), ("textual", "rich")),
    "tui.view.charts": Room(("tui.view.text", "tui.view.widgets", "tui.domain"), ("textual", "rich", "plotext")),
    "tui.view.panels": SCREEN,
    "tui.view.screens": SCREEN,
    "tui.demo": Room(("tui.config", "tui.net", "tui.demo_ready"), ("pydantic",)),
    "tui.demo_ready": Room(("tui.config",), ("pydantic",)),
    "tui.check": Room(
        (
            *SYSTEMS,
            *("tui.config", "tui.domain", "tui.net", "tui.start", "tui.store.statements", "tui.view.keymap"),
        ),
        ("websockets", "pydantic"),
    ),
    "tui.logs": Room(("tui.config", "tui.net")),
    "tui.arguments": Room(("tui.config", "tui.simulator.options")),
    "tui.headless.saying": Room(("tui.files",)),
    "tui.headless.sources": Room(("tui.config", "tui.headless.saying", "tui.start")),
    "tui.headless.orders": Room(("tui.config", "tui.desk.orders", "tui.domain", *OF_HEADLESS)),
    "tui.headless.flex": Room((*HEADLESS, "tui.flex", "tui.store", "tui.wiring.flex")),
    "tui.headless.crm": Room((*HEADLESS, "tui.crm", "tui.wiring.crm")),
    "tui.headless.dxfeed": Room((*HEADLESS, "tui.dxfeed", "tui.wiring.dxfeed"), ("pydantic",)),
    "tui.wiring.xapi": ROOT,
    "tui.wiring.beside": Room(("tui.config", "tui.flex.unfinished", "tui.view")),
    "tui.wiring.flex": Room(("tui.config", "tui.desk", "tui.flex")),
    "tui.wiring.crm": Room(("tui.config", "tui.desk", "tui.crm")),
    "tui.wiring.dxfeed": Room(("tui.config", "tui.desk", "tui.dxfeed")),
    "tui.memory": Room(("tui.config", "tui.domain", "tui.view.kept")),
    "tui.cli": Room(
        (
            *("tui.arguments", "tui.check", "tui.completion", "tui.config", "tui.headless", "tui.serve.launch"),
            *("tui.simulator", "tui.start"),
        ),
    ),
    "tui.completion": Room(third=("argcomplete",)),
    "tui.start": Room(("tui.config", "tui.net", "tui.demo", "tui.logs", "tui.app", "tui.dashboard", "tui.view.keymap")),
    "tui.serve": Room(("tui.config",), ("aiohttp", "textual_serve")),
    "tui.__main__": Room(("tui.cli",)),
    "tui.app": ROOT,
    "tui.frames": Room(("tui.store", "tui.view"), ("textual",)),
    "tui.dashboard": ROOT,
}

READ_NO_CLOCK = ("tui.domain", "tui.store", "tui.desk", *SYSTEMS)
CLOCK_CALLS = {"asyncio.sleep", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}


def module_name(path: Path, package: Path = PACKAGE) -> str:
    parts = [package.name, *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules() -> list[tuple[str, Path]]:
    return [(module_name(path), path) for path in sorted(PACKAGE.rglob("*.py"))]


def imports(tree: ast.AST, module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything that is imported, also inside functions and for type checking."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                stem = module.split(".")
                stem = stem[: len(stem) - node.level + (1 if is_package else 0)]
                base = ".".join([*stem, *([base] if base else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def below(name: str, root: str) -> bool:
    return name == root or name.startswith(root + ".")


def room_of(module: str) -> tuple[str, Room] | None:
    fitting = [name for name in ROOMS if below(module, name)]
    name = max(fitting, key=len, default=None)
    return (name, ROOMS[name]) if name is not None else None


def complaint(module: str, imported: str) -> str:
    """Return why `module` must not import `imported`, or an empty text."""
    found = room_of(module)
    if found is None:
        return "" if module == "tui" and not imported else f"{module} has no row in the table"
    name, room = found
    top = imported.split(".", 1)[0]
    if top in sys.stdlib_module_names:
        return ""
    if top != "tui":
        return "" if top in room.third else f"{name} may not use {top}"
    allowed = (name, *FOR_ALL, *room.ours)
    if any(below(imported, banned) for banned in room.never):
        return f"{name} may never import {imported}"
    return "" if any(below(imported, root) for root in allowed) else f"{name} may not import {imported}"


def clock_calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            name = f"{called.value.id}.{called.attr}"
            if name in CLOCK_CALLS or called.value.id in {"time", "random"}:
                yield called.lineno, name


def test_a_module_imports_only_what_its_room_allows() -> None:
    complaints = [
        f"{module} line {line}: {text}"
        for module, path in modules()
        for line, name in imports(tree_of(path), module, path.name == "__init__.py")
        if (text := complaint(module, name))
    ]
    assert not complaints


def test_time_and_chance_are_passed_in_not_taken() -> None:
    complaints = [
        f"{module} line {line}: {call}"
        for module, path in modules()
        if any(below(module, root) for root in READ_NO_CLOCK)
        for line, call in clock_calls(tree_of(path))
    ]
    assert not complaints


def test_one_file_alone_uses_plotext() -> None:
    users = [
        module
        for module, path in modules()
        for _, name in imports(tree_of(path), module, path.name == "__init__.py")
        if below(name, "plotext")
    ]
    assert len(set(users)) <= 1


@pytest.mark.parametrize(
    ("module", "imported", "fine"),
    [
        ("tui.store.market", "tui.domain.quote.Quote", True),
        ("tui.store.market", "tui.xapi.session.Session", False),
        ("tui.store.market", "asyncio", True),
        ("tui.domain.quote", "pydantic", False),
        ("tui.simulator.exchange.margin", "tui.domain.sizing.margin", False),
        ("tui.simulator.exchange.margin", "tui.xapi.session", False),
        ("tui.view.widgets.table", "tui.store.market", False),
        ("tui.nobody", "tui.errors", False),
    ],
)
def test_the_table_tells_right_from_wrong(module: str, imported: str, fine: bool) -> None:
    assert (complaint(module, imported) == "") is fine


def test_relative_imports_are_resolved() -> None:
    tree = ast.parse("from ..xapi import session\nfrom . import text")
    assert [name for _, name in imports(tree, "tui.store.market", False)] == ["tui.xapi.session", "tui.store.text"]


def loaded_after(statement: str) -> set[str]:
    """Return the top-level packages that a fresh interpreter has loaded after `statement`."""
    program = f"import sys\n{statement}\nprint(*sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return {name.split(".", 1)[0] for name in done.stdout.splitlines()[-1].split()}


def test_nothing_below_the_screen_loads_textual() -> None:
    rooms = ("domain", "net", "files", *(system.removeprefix("tui.") for system in SYSTEMS), "store", "desk")
    names = [module_name(path) for room in rooms for path in sorted((PACKAGE / room).rglob("*.py"))]
    assert len(names) > 100
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert not loaded & {"textual", "rich", "httpx", "keyring"}


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_about_the_program_loads_no_heavy_library(option: str) -> None:
    loaded = loaded_after(
        f"from tui.cli import main\ntry:\n    main(['{option}'])\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert not loaded & {"textual", "rich", "httpx", "websockets", "pydantic", "asyncio", "keyring"}


def test_the_flex_command_loads_no_screen_and_no_http_library_until_it_asks() -> None:
    loaded = loaded_after("import tui.headless.flex.command, tui.headless.flex.actions, tui.config.load")
    assert not loaded & {"textual", "rich", "httpx", "websockets", "plotext", "keyring"}


def test_starting_the_demo_s_venue_loads_neither_screen_nor_models() -> None:
    loaded = loaded_after("import tui.cli, tui.start, tui.demo, tui.config.paths, tui.config.settings")
    assert not loaded & {"textual", "rich", "httpx", "websockets", "pydantic", "keyring"}
