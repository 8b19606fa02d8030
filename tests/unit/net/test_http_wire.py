"""What an error of the HTTP library is taken for: what left for sure not, and what may have arrived."""

from __future__ import annotations

import ssl

import httpx
import pytest

from tui.net.http import HttpFault
from tui.net.http_wire import fault_of


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (httpx.ConnectError("handshake"), HttpFault.TLS),
        (httpx.ReadError("while the answer came"), HttpFault.CUT),
        (httpx.WriteError("while the request left"), HttpFault.CUT),
    ],
)
def test_a_tls_error_means_that_nothing_left_only_before_the_connection_stands(
    error: httpx.TransportError, fault: HttpFault
) -> None:
    error.__cause__ = ssl.SSLError("record layer failure")
    assert fault_of(error) is fault
