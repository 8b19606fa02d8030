"""TLS contexts: always checked, never logged, and clear about a CA file that cannot be used."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from tui.errors import ConfigError
from tui.net.tls import client_context


def test_certificates_and_host_names_are_checked_from_tls_1_2_on() -> None:
    context = client_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_environment_cannot_make_it_log_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    assert ssl.create_default_context().keylog_filename == str(keys)
    assert client_context().keylog_filename is None


def test_a_ca_file_adds_an_authority(tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(trustme.CA().cert_pem.bytes())
    with_file, without = client_context(ca_file), client_context()
    assert with_file.cert_store_stats()["x509_ca"] == without.cert_store_stats()["x509_ca"] + 1


@pytest.mark.parametrize("content", [b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_file_without_certificates_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"ca\.pem"):
        client_context(ca_file)


def test_a_missing_ca_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.pem.*No such file"):
        client_context(tmp_path / "absent.pem")
