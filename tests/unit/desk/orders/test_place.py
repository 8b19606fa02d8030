"""A journal lives in a folder of our own, closed to others, on a disk of this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.desk.orders import place
from tui.desk.orders.place import JournalError
from tui.desk.orders.writer_lock import WriterLock

MOUNTS = r"""/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
server:/home /home/ann nfs4 rw 0 0
ann@host:/ /mnt/over\040there fuse.sshfs rw 0 0
//box/share /mnt/box cifs rw 0 0
/dev/sdb1 /home/ann/disk ext4 rw 0 0
server:/old /srv nfs rw 0 0
/dev/sdc1 /srv xfs rw 0 0
nonsense
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", ""),
        ("/tmp/x", ""),
        ("/home/ann", "nfs4"),
        ("/home/ann/.local/state", "nfs4"),
        ("/home/annette", ""),
        ("/home/ann/disk/state", ""),
        ("/mnt/over there/state", "fuse.sshfs"),
        ("/mnt/box", "cifs"),
        ("/srv/state", ""),
    ],
)
def test_network_mounts_are_known_by_the_nearest_mount(folder: str, kind: str) -> None:
    assert place.network_type(Path(folder), MOUNTS) == kind


def test_a_network_mount_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(JournalError) as caught:
        place.prepare(tmp_path / "j" / "a.sqlite", f"server:/x {tmp_path.resolve()} nfs4 rw 0 0\n")
    assert caught.value.detail.endswith("is on nfs4")
    assert not (tmp_path / "j" / "a.sqlite").exists()


def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "j").mkdir(mode=0o755)
    with pytest.raises(JournalError) as caught:
        place.prepare(tmp_path / "j" / "a.sqlite", "")
    assert "chmod 700" in caught.value.hint


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "j" / "a.sqlite"
    place.prepare(path, "")
    path.chmod(0o640)
    with pytest.raises(JournalError) as caught:
        place.prepare(path, "")
    assert "chmod 600" in caught.value.hint


def test_a_file_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "j" / "a.sqlite"
    place.prepare(path, "")
    us = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: us + 1)
    with pytest.raises(JournalError, match="another user"):
        place.prepare(path, "")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "j").mkdir(mode=0o700)
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / "j" / "a.sqlite").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError, match="something else"):
        place.prepare(tmp_path / "j" / "a.sqlite", "")
    (tmp_path / "j" / "a.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError, match="locked"):
        WriterLock.take(tmp_path / "j" / "a.lock", "us")


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(JournalError):
        place.prepare(tmp_path / "file" / "a.sqlite", "")


def test_accounts_have_files_of_their_own() -> None:
    paths = {
        place.journal_path(Path("j"), account).name for account in ("demo:1", "real:1", "demo:11", "../x", "demo%1")
    }
    assert len(paths) == 5
    assert "demo%3a1.sqlite" in paths
    assert not any("/" in path for path in paths)


def test_a_lock_is_for_one_and_says_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    first = WriterLock.take(path, "process 1")
    assert isinstance(first, WriterLock)
    assert WriterLock.take(path, "process 2") == "process 1"
    first.release()
    first.release()
    third = WriterLock.take(path, "process 3")
    assert isinstance(third, WriterLock)
    assert WriterLock.take(path, "process 4") == "process 3"
    third.release()
