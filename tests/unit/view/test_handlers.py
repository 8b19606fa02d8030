"""Textual runs the handlers of all classes of a widget, so none may call that of its base: it would run twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.unit.test_shape import sources


def handlers_that_call_their_base(source: str) -> Iterator[str]:
    """Yield `Class.on_something` for each handler that calls the same handler of its base."""
    for owner in ast.walk(ast.parse(source)):
        if not isinstance(owner, ast.ClassDef):
            continue
        for handler in owner.body:
            if isinstance(handler, ast.FunctionDef | ast.AsyncFunctionDef) and handler.name.startswith("on_"):
                calls = [ast.unparse(node.func) for node in ast.walk(handler) if isinstance(node, ast.Call)]
                if f"super().{handler.name}" in calls:
                    yield f"{owner.name}.{handler.name}"


def test_no_handler_calls_that_of_its_base() -> None:
    found = [
        f"{name}: {handler}"
        for name, source in sources().items()
        if name.startswith("view/")
        for handler in handlers_that_call_their_base(source)
    ]
    assert not found


def test_a_handler_that_does_is_found() -> None:
    source = "class A(B):\n    def on_mount(self):\n        super().on_mount()"
    assert list(handlers_that_call_their_base(source)) == ["A.on_mount"]
