"""A stylesheet that is parsed only when something of it is new: Textual parses all of it for each new screen."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class PatientStylesheet(Stylesheet):
    """Textual's stylesheet; what was parsed with the same variables before is taken as it is."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._known = dict(variables or {})
        self._parsed: tuple[dict[str, str], int] | None = None

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the variables of a theme; those in force are no news."""
        if variables != self._known:
            self._known = dict(variables)
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new. Raises StylesheetError."""
        state = (self._known, len(self.source))
        if state != self._parsed:
            self.parse()
            self._parsed = state
