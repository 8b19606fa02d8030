"""A run of the machine is told from others by a name that it keeps."""

from tui.files.boot import boot_id


def test_the_boot_id_is_the_same_all_day() -> None:
    assert boot_id() == boot_id()
