"""Which seconds the panes see."""

from tui.view.heartbeat import Heartbeat


def seen(moved_at: float, seconds: range, feed_age_s: float | None = 1.0) -> list[int]:
    beat = Heartbeat()
    beat.moved(True, moved_at)
    return [second for second in seconds if beat.second(float(second)) and beat.due(float(second), feed_age_s)]


def test_every_second_counts_while_something_moves() -> None:
    assert seen(1000.0, range(1001, 1012)) == list(range(1001, 1012))


def test_few_seconds_count_when_nothing_has_moved_for_a_while() -> None:
    assert seen(1000.0, range(1012, 1023)) == [1015, 1020]


def test_every_second_counts_once_a_keepalive_is_missing_or_unheard() -> None:
    assert seen(1000.0, range(1066, 1070), feed_age_s=3.6) == [1066, 1067, 1068, 1069]
    assert seen(1000.0, range(1066, 1070), feed_age_s=None) == [1066, 1067, 1068, 1069]


def test_a_second_counts_once() -> None:
    beat = Heartbeat()
    assert [beat.second(1000.1), beat.second(1000.5), beat.second(1001.0)] == [True, False, True]
