"""The driver behind a browser window: Textual's own, which also ends when the server behind it has gone."""

from __future__ import annotations

import contextlib
import os
import signal

from textual.drivers.web_driver import WebDriver


class WindowDriver(WebDriver):
    """Draws for `tradedeck serve`; chosen by `TEXTUAL_DRIVER`."""

    def write(self, data: str) -> None:
        """Send what is drawn; a server that has gone reads nothing more."""
        with contextlib.suppress(BrokenPipeError):
            super().write(data)

    def write_meta(self, data: dict[str, object]) -> None:
        """Send a notice; a server that has gone reads nothing more."""
        with contextlib.suppress(BrokenPipeError):
            super().write_meta(data)

    def run_input_thread(self) -> None:
        """Read keys until the app ends, or until the server's end of the pipe is closed."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            # Without anybody who looks or types, a dashboard that trades must not go on: the app leaves in order.
            os.kill(os.getpid(), signal.SIGTERM)
