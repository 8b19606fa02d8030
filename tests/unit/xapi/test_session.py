"""The session against a scripted broker on virtual time: its states, its reconnects and what it never does."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from tests.unit.xapi.fakes import Stage, refuse, settle, stage
from tui.domain.events import ClockJumped, FeedHeard, LinkState, QuoteChanged, RoundTripMeasured, TroubleNoticed
from tui.errors import ReplyTimeoutError, SecretError
from tui.xapi import commands
from tui.xapi.connection import NotSentError
from tui.xapi.endpoint import Credentials
from tui.xapi.login_guard import LoginBudget
from tui.xapi.timing import cancelled
from tui.xapi.wishes import QuoteWish

pytestmark = pytest.mark.anyio

UP = [LinkState.CONNECTING, LinkState.LOGGING_IN, LinkState.SYNCING]


async def test_a_start_goes_from_connecting_to_syncing_and_the_owner_makes_it_ready() -> None:
    at = stage()
    await at.start()
    assert at.states() == UP
    at.session.mark_ready()
    assert at.states() == [*UP, LinkState.READY]
    assert at.session.epoch == 1
    await at.stop()
    assert at.states()[-1] is LinkState.CLOSED


async def test_keep_alive_is_the_first_thing_on_the_stream_and_leaves_at_once() -> None:
    at = stage()
    at.session.wish_quotes([QuoteWish("EURUSD")])
    opened = at.clock.monotonic()
    await at.start()
    assert at.broker.heard_stream[0].packet == {"command": "getKeepAlive", "streamSessionId": "token-1"}
    assert at.broker.heard_stream[0].at == opened
    assert any(isinstance(event, FeedHeard) for event in at.events)
    await at.stop()


async def test_the_login_names_the_application_and_is_the_first_thing_on_the_main_socket() -> None:
    at = stage()
    await at.start()
    packet = at.broker.heard_main[0].packet
    assert packet["command"] == "login"
    assert packet["arguments"] == {"userId": "1000", "password": "s3cret-canary", "appName": "tradedeck"}
    await at.stop()


async def test_closing_logs_out() -> None:
    at = stage()
    await at.start()
    await at.stop()
    assert at.broker.commands(at.broker.heard_main) == ["login", "logout"]


async def test_who_does_not_wait_for_an_answer_to_the_logout_leaves_no_socket_open() -> None:
    at = stage()
    at.broker.answers["logout"] = lambda packet: None
    await at.start()
    closing = asyncio.ensure_future(at.session.close())
    await at.clock.advance(1)
    assert at.broker.commands(at.broker.heard_main)[-1] == "logout"
    assert at.running is not None
    await cancelled(at.running)
    assert [socket.closed for socket in (*at.broker.mains, *at.broker.streams)] == [True, True]
    await closing
    await at.broker.end()


async def test_closing_ends_a_try_to_connect_at_once() -> None:
    at = stage()
    at.broker.answers["login"] = lambda packet: None
    await at.start()
    assert at.session.state is LinkState.LOGGING_IN
    closing = asyncio.ensure_future(at.session.close())
    await settle()
    assert closing.done()
    assert at.session.state is LinkState.CLOSED
    await at.stop()


async def test_wishes_are_subscribed_in_their_order_and_again_after_a_reconnect() -> None:
    at = stage()
    at.session.wish_account(True)
    at.session.wish_quotes([QuoteWish("EURUSD", 1, None), QuoteWish("GOLD")])
    at.session.wish_candles(["EURUSD"])
    await at.start()
    await at.broker.live(8)
    first = at.broker.commands(at.broker.heard_stream)
    assert first[:6] == ["getKeepAlive", "getTickPrices", "getTradeStatus", "getTrades", "getBalance", "getTickPrices"]
    assert set(first[6:]) == {"getProfits", "getCandles", "getNews"}
    at.broker.heard_stream.clear()
    await at.broker.mains[-1].close()
    await at.clock.advance(1)
    await at.broker.live(8)
    assert at.broker.commands(at.broker.heard_stream) == first
    assert {frame.packet["streamSessionId"] for frame in at.broker.heard_stream} == {"token-2"}
    await at.stop()


async def test_losing_the_main_socket_rebuilds_both_with_a_new_epoch() -> None:
    at = stage()
    await at.start()
    at.session.mark_ready()
    await at.broker.mains[-1].close()
    await settle()
    assert at.last().state is LinkState.WAITING
    assert at.last().retry_at == pytest.approx(at.clock.monotonic() + 0.5)
    await at.clock.advance(0.5)
    assert at.states()[-3:] == UP
    assert (at.session.epoch, len(at.broker.mains), len(at.broker.streams)) == (2, 2, 2)
    assert at.broker.streams[0].closed
    await at.stop()


async def test_losing_the_stream_alone_keeps_the_login() -> None:
    at = stage()
    await at.start()
    at.session.mark_ready()
    await at.broker.streams[-1].close()
    await settle()
    assert at.states()[-2:] == [LinkState.CONNECTING, LinkState.SYNCING]
    assert (at.session.epoch, len(at.broker.mains), len(at.broker.streams)) == (1, 1, 2)
    await at.stop()


async def test_a_stream_that_stays_silent_is_made_anew_after_twelve_seconds_and_not_before() -> None:
    at = stage()
    await at.start()
    at.session.mark_ready()
    at.broker.silent_stream = True
    await at.clock.advance(11)
    assert len(at.broker.streams) == 1
    await at.clock.advance(2)
    assert len(at.broker.streams) == 2
    # The new stream is silent too: now the token is not believed any longer.
    await at.clock.advance(14)
    assert len(at.broker.mains) == 2
    await at.stop()


async def test_a_refused_stream_token_asks_for_a_new_login() -> None:
    at = stage()
    await at.start()
    await at.broker.say(at.broker.streams[-1], {"status": False, "errorCode": "BE117", "errorDescr": "Invalid token"})
    await at.clock.advance(1)
    assert at.session.epoch == 2
    await at.stop()


async def test_another_error_on_the_stream_is_reported_and_survived() -> None:
    at = stage()
    await at.start()
    await at.broker.say(at.broker.streams[-1], {"status": False, "errorCode": "BE115", "errorDescr": "No such symbol"})
    await settle()
    assert [event.detail for event in at.events if isinstance(event, TroubleNoticed)] == ["No such symbol"]
    assert at.session.epoch == 1
    await at.stop()


@pytest.mark.parametrize("code", ["EX007", "EX004", "BE005", "BE004", "EX010", "EX011", "EX017"])
async def test_a_refused_login_blocks_and_is_never_tried_again_by_itself(code: str) -> None:
    at = stage()
    at.broker.answers["login"] = refuse(code, "no")
    await at.start()
    assert at.last().state is LinkState.BLOCKED
    assert code in at.last().detail
    assert at.last().hint
    await at.clock.advance(700)
    assert at.broker.commands(at.broker.heard_main) == ["login"]
    await at.stop()


async def test_the_block_survives_a_restart_for_ten_minutes() -> None:
    first = stage()
    first.broker.answers["login"] = refuse("EX007")
    await first.start()
    await first.stop()
    second = stage(guard=first.guard, clock=first.clock)
    await second.start()
    assert second.last().state is LinkState.BLOCKED
    assert second.broker.dialled == []
    await second.clock.advance(601)
    second.session.reconnect()
    await settle()
    assert second.last().state is LinkState.SYNCING
    await second.stop()


async def test_a_password_newly_typed_lifts_the_block() -> None:
    at = stage()
    at.broker.answers["login"] = refuse("BE005")
    await at.start()
    del at.broker.answers["login"]
    at.session.reconnect()
    await settle()
    assert at.last().state is LinkState.BLOCKED
    at.typed = True
    at.session.reconnect()
    await settle()
    assert at.last().state is LinkState.SYNCING
    await at.stop()


async def test_a_secret_that_cannot_be_had_blocks_instead_of_asking_again() -> None:
    asked = 0

    async def credentials() -> Credentials:
        nonlocal asked
        asked += 1
        raise SecretError("The password command failed", "exit code 1", "Run it by hand.")

    at = stage(credentials=credentials)
    await at.start()
    await at.clock.advance(700)
    assert (at.last().state, at.last().hint, asked) == (LinkState.BLOCKED, "Run it by hand.", 1)
    await at.stop()


async def test_more_than_five_logins_in_ten_minutes_are_never_sent() -> None:
    at = stage()
    at.broker.answers["login"] = refuse("EX001")
    await at.start()
    await at.clock.advance(599)
    assert len(at.broker.heard_main) == 5
    assert at.last().state is LinkState.WAITING
    await at.clock.advance(40)
    assert len(at.broker.heard_main) >= 6
    await at.stop()


async def test_the_connection_limit_waits_a_minute() -> None:
    at = stage()
    at.broker.answers["login"] = refuse("EX008")
    await at.start()
    await at.clock.advance(59)
    assert len(at.broker.mains) == 1
    await at.clock.advance(2)
    assert len(at.broker.mains) == 2
    await at.stop()


async def test_an_overloaded_broker_is_given_four_times_the_time() -> None:
    at = stage()
    at.broker.answers["login"] = refuse("EX005")
    await at.start()
    assert at.last().retry_at == pytest.approx(at.clock.monotonic() + 2.0)
    await at.stop()


async def test_both_hosts_are_tried_before_any_waiting() -> None:
    at = stage(hosts=2)
    at.broker.unreachable = {"ws://127.0.0.1/demo"}
    await at.start()
    assert at.broker.dialled[:2] == ["ws://127.0.0.1/demo", "ws://127.0.0.2/demo"]
    assert at.last().state is LinkState.SYNCING
    assert at.last().host == "127.0.0.2"
    await at.stop()


async def test_waits_grow_up_to_half_a_minute_while_nothing_answers() -> None:
    at = stage()
    at.broker.unreachable = {"ws://127.0.0.1/demo"}
    await at.start()
    waits = []
    for _ in range(9):
        change = at.last()
        assert change.retry_at is not None
        waits.append(round(change.retry_at - change.received, 3))
        await at.clock.advance(waits[-1])
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    await at.stop()


async def lose(at: Stage) -> float:
    """Drop the main socket, return the wait that follows and let it pass."""
    await at.broker.mains[-1].close()
    await settle()
    change = at.last()
    assert change.retry_at is not None
    await at.clock.advance(change.retry_at - change.received)
    return change.retry_at - change.received


async def test_waits_start_small_again_only_after_thirty_seconds_of_ready() -> None:
    at = stage(budget=LoginBudget(logins=100))
    await at.start()
    assert await lose(at) == pytest.approx(0.5)
    at.session.mark_ready()
    await at.broker.live(27)
    assert await lose(at) == pytest.approx(1.0)
    at.session.mark_ready()
    await at.broker.live(33)
    assert await lose(at) == pytest.approx(0.5)
    await at.stop()


async def test_a_try_that_the_login_budget_puts_off_is_announced_for_when_it_can_be() -> None:
    at = stage(budget=LoginBudget(logins=1))
    await at.start()
    await at.broker.mains[-1].close()
    await settle()
    change = at.last()
    assert change.retry_at == pytest.approx(change.received + 600, abs=1.0)
    assert "Too many logins" in change.hint
    await at.clock.advance(601)
    assert at.session.epoch == 2
    await at.stop()


async def test_waking_from_sleep_tears_the_sockets_down_and_reconnects_at_once() -> None:
    at = stage()
    await at.start()
    at.session.mark_ready()
    await at.clock.advance(2)
    at.clock.suspend(3600)
    await at.clock.advance(1)
    assert [round(event.seconds) for event in at.events if isinstance(event, ClockJumped)] == [3600]
    assert at.states()[-3:] == UP
    assert at.session.epoch == 2
    await at.stop()


async def test_waking_from_sleep_ends_a_waiting_time() -> None:
    at = stage()
    at.broker.answers["login"] = refuse("EX008")
    await at.start()
    del at.broker.answers["login"]
    at.clock.suspend(100)
    await at.clock.advance(1)
    assert at.last().state is LinkState.SYNCING
    await at.stop()


async def test_both_sockets_are_pinged_every_twenty_seconds() -> None:
    at = stage()
    await at.start()
    await at.broker.live(62)
    assert at.broker.commands(at.broker.heard_main).count("ping") == 3
    assert at.broker.commands(at.broker.heard_stream).count("ping") == 3
    assert sum(isinstance(event, RoundTripMeasured) for event in at.events) == 3
    await at.stop()


async def test_a_request_without_a_link_says_that_it_never_left() -> None:
    at = stage()
    with pytest.raises(NotSentError):
        await at.session.request(commands.version())


async def test_a_drop_fails_what_was_in_flight_at_once() -> None:
    at = stage()
    at.broker.answers["getTrades"] = lambda packet: None
    await at.start()
    await at.clock.advance(1)
    waiting = asyncio.ensure_future(at.session.request(commands.trades()))
    await settle()
    await at.broker.mains[-1].close()
    await settle()
    with pytest.raises(ReplyTimeoutError):
        await waiting
    await at.stop()


async def test_a_main_socket_that_no_longer_answers_is_given_up() -> None:
    at = stage()
    await at.start()
    at.broker.answers["ping"] = lambda packet: None
    await at.broker.live(36)
    assert at.session.epoch == 2
    await at.stop()


async def test_ready_for_an_epoch_that_has_passed_is_ignored() -> None:
    at = stage()
    await at.start()
    await lose(at)
    at.session.mark_ready(epoch=1)
    assert at.session.state is LinkState.SYNCING
    at.session.mark_ready(epoch=2)
    assert at.session.state is LinkState.READY
    await at.stop()


async def test_bad_frames_on_either_socket_are_survived_and_reported_once() -> None:
    at = stage()
    at.session.wish_quotes([QuoteWish("EURUSD")])
    await at.start()
    await at.broker.say(at.broker.streams[-1], b'{"command":"tickPrices","data":{"bid":NaN}}')
    await at.broker.say(at.broker.streams[-1], b"\xff\xfe")
    await at.broker.say(at.broker.mains[-1], b'{"status": tru')
    await at.broker.stream_says("tickPrices", {"symbol": "EURUSD", "bid": 1.5, "ask": 1.6, "timestamp": 1})
    await at.broker.live(6)
    assert any(isinstance(event, QuoteChanged) for event in at.events)
    assert at.session.counters.bad_frames == 3
    assert sum(isinstance(event, TroubleNoticed) for event in at.events) == 1
    assert at.session.epoch == 1
    await at.stop()


async def test_the_password_is_in_no_event_and_no_representation() -> None:
    at = stage()
    at.broker.answers["login"] = refuse("EX007", "wrong")
    await at.start()
    command = commands.login("1000", SecretStr("s3cret-canary"), "x")
    assert "s3cret-canary" not in repr([at.events, command])
    await at.stop()
