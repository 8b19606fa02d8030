"""What every test shares: one event loop flavour and an environment that the machine cannot colour."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.environment import steady

_steady = steady(os.environ)
os.environ.clear()
os.environ.update(_steady)

# A slow or busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, the loop that the program runs on."""
    return "asyncio"


@pytest.fixture(autouse=True)
def home_in_a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the files of the person who runs it."""
    monkeypatch.setenv("TRADEDECK_HOME", str(tmp_path / "home"))


def pytest_collection_finish() -> None:
    """Have Python's collector look less often: a third of a screen's test went into searching what is in use."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
