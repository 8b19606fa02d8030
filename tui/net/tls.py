"""TLS for every outgoing connection: certificates and host names are always checked, and keys are never logged."""

from __future__ import annotations

import ssl
from pathlib import Path

from tui.errors import ConfigError


def client_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Return a context that trusts the system's authorities, and those of `ca_file` (PEM) besides.

    Raises ConfigError when the file cannot be read or holds no certificate.
    """
    # ssl.create_default_context() obeys SSLKEYLOGFILE: whoever sets our environment could read the session.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = True
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    if ca_file is not None:
        _add_authorities(context, ca_file)
    return context


def _add_authorities(context: ssl.SSLContext, ca_file: Path) -> None:
    try:
        context.load_verify_locations(cafile=str(ca_file))
    # SSLError is an OSError too, so it comes first.
    except ssl.SSLError as error:
        raise ConfigError(
            "The CA file holds no usable certificate",
            f"{ca_file} is not a file of PEM certificates",
            "Point ca_file at a file that starts with -----BEGIN CERTIFICATE-----.",
        ) from error
    except OSError as error:
        raise ConfigError(
            "The CA file cannot be read", f"{ca_file}: {error.strerror}", "Correct ca_file in the profile."
        ) from error
