"""Certificates of the venue: given ones, or a CA and a certificate made for this machine's loopback names."""

from __future__ import annotations

import importlib
import os
import ssl
from pathlib import Path
from typing import Any

from tui.errors import UsageError
from tui.simulator.options import SimulatorOptions

NAMES = ("localhost", "127.0.0.1", "::1")
CA_FILE, CERTIFICATE_FILE, KEY_FILE = "ca.pem", "server.pem", "server.key"


def server_context(options: SimulatorOptions) -> ssl.SSLContext | None:
    """Return the TLS side of the ports, None without TLS; raises `UsageError` when the files cannot be used."""
    if options.tls_self_signed is not None:
        certificate, key = make_certificates(options.tls_self_signed)
    elif options.tls_cert is not None and options.tls_key is not None:
        certificate, key = options.tls_cert, options.tls_key
    else:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise UsageError("The certificate cannot be used", f"{certificate} with {key}: {error}") from error
    return context


def make_certificates(folder: Path) -> tuple[Path, Path]:
    """Write ca.pem, server.pem and server.key (all 0600) into the folder and return the last two.

    Raises `UsageError` when the helper that makes certificates is not installed or the folder cannot be written.
    """
    try:
        trustme: Any = importlib.import_module("trustme")
    except ImportError:
        raise UsageError(
            "--tls-self-signed needs a helper that is not installed",
            "certificates are made by the package trustme",
            "pip install 'tradedeck[tls]', or give --tls-cert and --tls-key",
        ) from None
    authority = trustme.CA()
    server = authority.issue_cert(*NAMES)
    chain = b"".join(blob.bytes() for blob in server.cert_chain_pems)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / CA_FILE, authority.cert_pem.bytes())
        _write(folder / CERTIFICATE_FILE, chain)
        _write(folder / KEY_FILE, server.private_key_pem.bytes())
    except OSError as error:
        raise UsageError("The certificates cannot be written", f"{folder}: {error.strerror}") from error
    return folder / CERTIFICATE_FILE, folder / KEY_FILE


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
