"""What a planted bug is, and how it is put into a tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Edit:
    """A text of a file, which stands there exactly once, and what takes its place."""

    file: str
    old: str
    new: str

    def fits(self, tree: Path) -> bool:
        """Whether the file has the text exactly once."""
        path = tree / self.file
        return path.is_file() and path.read_text(encoding="utf-8").count(self.old) == 1

    def apply(self, tree: Path) -> None:
        """Change the file. Raises ValueError where the text does not stand there once."""
        if not self.fits(tree):
            raise ValueError(f"{self.file} does not have this text exactly once:\n{self.old}")
        path = tree / self.file
        path.write_text(path.read_text(encoding="utf-8").replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Bug:
    """A wrong change: its name, why it is deadly, and the edits that make it."""

    name: str
    why: str
    edits: tuple[Edit, ...]


def bug(name: str, why: str, file: str, old: str, new: str, *more: Edit) -> Bug:
    """Return a bug of one edit, or more."""
    return Bug(name, why, (Edit(file, old, new), *more))
