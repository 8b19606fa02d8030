"""Small rooms: the sizes that keep a file readable, and a sentence on everything public."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "tui"

LONGEST_FILE = 300
LONGEST_CLASS = 200
LONGEST_FUNCTION = 40

EXCEPTIONS: dict[str, str] = {}
"""`path`, `path:Class` or `path:function` with the reason why it may be longer."""

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Function = ast.FunctionDef | ast.AsyncFunctionDef

Check = Callable[[str, str], Iterator[str]]


@cache
def sources() -> dict[str, str]:
    """Return the text of every module by its path below the package."""
    return {str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree_of(source: str) -> ast.Module:
    """Return the parsed text of a module; several checks walk the same one."""
    return ast.parse(source)


def complaints(check: Check) -> list[str]:
    """Return what `check` says about any module."""
    return [text for name, source in sources().items() for text in check(name, source)]


def promised(source: str) -> Iterator[str]:
    """Yield the documented methods of the Protocol classes in `source`."""
    for node in ast.walk(tree_of(source)):
        if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases):
            yield from (m.name for m in node.body if isinstance(m, Function) and ast.get_docstring(m) is not None)


@cache
def all_promised() -> frozenset[str]:
    """Return the names that a Protocol anywhere documents."""
    return frozenset(name for source in sources().values() for name in promised(source))


def length(node: ast.ClassDef | Function) -> int:
    """Return the lines from the definition to its end; decorators and signature count, the docstring does not."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def too_long(name: str, source: str) -> Iterator[str]:
    """Yield each file, class or function of `source` that is longer than it may be."""
    lines = source.count("\n")
    if lines > LONGEST_FILE and name not in EXCEPTIONS:
        yield f"{name} has {lines} lines"
    for node in ast.walk(tree_of(source)):
        if isinstance(node, ast.ClassDef):
            limit = LONGEST_CLASS
        elif isinstance(node, Function):
            limit = LONGEST_FUNCTION
        else:
            continue
        if length(node) > limit and f"{name}:{node.name}" not in EXCEPTIONS:
            yield f"{name}:{node.name} has {length(node)} lines"


def undocumented(name: str, source: str) -> Iterator[str]:
    """Yield the module and each public class and function of it without a docstring.

    A method that overrides a base's, or keeps the promise of a Protocol, is explained there.
    """
    tree = tree_of(source)
    if ast.get_docstring(tree) is None:
        yield f"{name} does not say what it is for"
    for node, inherits in public(tree, inherits=False):
        explained = isinstance(node, Function) and (inherits or node.name in all_promised())
        if ast.get_docstring(node) is None and not explained:
            yield f"{name}:{node.name} does not say what it is for"


def public(
    node: ast.Module | ast.ClassDef, inherits: bool
) -> Iterator[tuple[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    for child in node.body:
        if not isinstance(child, ast.ClassDef | Function) or child.name.startswith("_"):
            continue
        if isinstance(child, Function) and any(is_overload(item) for item in child.decorator_list):
            continue
        yield child, inherits
        if isinstance(child, ast.ClassDef):
            yield from public(child, inherits=bool(child.bases))


def is_overload(decorator: ast.expr) -> bool:
    return (isinstance(decorator, ast.Name) and decorator.id == "overload") or (
        isinstance(decorator, ast.Attribute) and decorator.attr in {"overload", "setter"}
    )


NAMED_TUPLE = {"_replace", "_asdict", "_fields", "_make"}
"""Public for all their names: the underscore keeps them apart from the tuple's own fields."""


def strangers_private_parts(name: str, source: str) -> Iterator[str]:
    """Yield uses of private attributes of anything but the class's own objects."""
    tree = tree_of(source)
    own = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_self(node.value)}
    own |= NAMED_TUPLE
    own |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    own |= {node.name for node in ast.walk(tree) if isinstance(node, Function)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or is_self(node.value):
            continue
        if node.attr.startswith("_") and not node.attr.startswith("__") and node.attr not in own:
            yield f"{name} line {node.lineno}: {ast.unparse(node)}"


def is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def test_files_classes_and_functions_stay_small() -> None:
    assert not complaints(too_long)


def test_everything_public_says_what_it_is_for() -> None:
    assert not complaints(undocumented)


def test_no_module_reaches_into_another_s_private_parts() -> None:
    assert not complaints(strangers_private_parts)


def test_every_exception_is_still_needed() -> None:
    for exception in EXCEPTIONS:
        name, _, inside = exception.partition(":")
        assert name in sources()
        nodes = [n for n in ast.walk(ast.parse(sources()[name])) if isinstance(n, ast.ClassDef | Function)]
        if not inside:
            assert sources()[name].count("\n") > LONGEST_FILE
            continue
        limits = [
            (length(node), LONGEST_CLASS if isinstance(node, ast.ClassDef) else LONGEST_FUNCTION)
            for node in nodes
            if node.name == inside
        ]
        assert any(lines > limit for lines, limit in limits)


def test_a_long_function_is_found() -> None:
    source = '"""Says."""\n' + "def f():\n" + "    x = 1\n" * 41
    assert list(too_long("a.py", source)) == ["a.py:f has 42 lines"]


def test_a_long_file_is_found() -> None:
    assert list(too_long("a.py", "x = 1\n" * 301)) == ["a.py has 301 lines"]


def test_a_silent_function_is_found() -> None:
    assert list(undocumented("a.py", '"""Says."""\nclass A:\n    """Says."""\n    def f(self): ...\n')) == [
        "a.py:f does not say what it is for"
    ]


def test_a_foreign_private_attribute_is_found() -> None:
    assert list(strangers_private_parts("a.py", "def f(app):\n    return app._registry\n")) == [
        "a.py line 2: app._registry"
    ]
