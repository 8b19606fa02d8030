"""Bugs on an order's way out: what is confirmed, written down, sent, and read as the direct reply."""

from tests.planted.bug import Edit, bug

_SENDING = "tui/desk/orders/sending.py"
_REVIEWS = "tui/desk/orders/reviews.py"
_GATE = "tui/desk/orders/gate.py"
_FILE = "tui/desk/orders/journal_file.py"
_RECOVERY = "tui/desk/orders/recovery.py"
_PENDING = "tui/xapi/pending.py"
_UNANSWERED = "tui/xapi/unanswered.py"
_CONNECTION = "tui/xapi/connection.py"

_LOST = """        except (LinkError, ProtocolError) as error:
            self._book.take(tag, StepKind.LOST, reason=_plain(error))
"""

BUGS = (
    bug(
        "retry on timeout",
        "The first one may have arrived: the account gets the position twice.",
        _SENDING,
        _LOST,
        _LOST
        + """
            async def again(epoch: int) -> None:
                return None

            late = partial(self.replied, tag)
            await self._broker.send_order(request, ttl_s=TURN_S, barrier=again, written=lambda: None, late=late)
""",
    ),
    bug(
        "a timeout is a rejection",
        "The order may be live while the screen says that it is not.",
        _SENDING,
        "            self._book.take(tag, StepKind.LOST, reason=_plain(error))\n",
        "            self._book.take(tag, StepKind.REFUSED, message=_plain(error))\n",
    ),
    bug(
        "the SENDING row is not awaited",
        "A crash after the write leaves a journal that says that nothing was sent.",
        _SENDING,
        "await self._book.take_durably(tag, StepKind.SENDING, epoch=epoch)",
        "self._book.take(tag, StepKind.SENDING, epoch=epoch)",
    ),
    bug(
        "the barrier comes after the write",
        "An order that must not leave, or could not be written down, has left already.",
        _CONNECTION,
        """        if pending.hooks is not None and not await self._may_leave(pending, pending.hooks):
            return
""",
        "",
        Edit(
            _CONNECTION,
            """            await send_whole(self._transport, frame)
""",
            """            await send_whole(self._transport, frame)
            if not await self._may_leave(pending, pending.hooks):
                return
""",
        ),
    ),
    bug(
        "the turn never runs out",
        "An order that waited for its turn fills at a price that nobody confirmed.",
        _PENDING,
        "    return pending.expires is not None and clock.monotonic() >= pending.expires\n",
        "    return False\n",
    ),
    bug(
        "an interrupted write was not sent",
        "Its bytes may be on the network; the user presses again and has two.",
        _SENDING,
        'self._book.take(tag, StepKind.LOST, reason="sending it was interrupted")',
        'self._deny(tag, "sending it was interrupted")',
    ),
    bug(
        "the confirmation can be used twice",
        "A held key or a double click makes two orders.",
        _REVIEWS,
        "        self._open.pop(review.serial, None)\n        if not state.good:\n",
        "        if not state.good:\n",
    ),
    bug(
        "a stale price can be confirmed",
        "The order fills far from what the user saw.",
        _GATE,
        'return "" if fresh.trustworthy else _FRESHNESS[fresh]',
        'return ""',
    ),
    bug(
        "a price that has moved can be confirmed",
        "The limit that the user set for it is worth nothing.",
        _GATE,
        'return f"{wish.symbol} moved by {points:f} points to {now}" if points > most else ""',
        'return ""',
    ),
    bug(
        "an unknown fate unlocks buying",
        "The user buys again what may have been bought.",
        _GATE,
        "                if order.state is OrderState.UNKNOWN\n                and order.intent.action.adds_risk\n",
        "                if order.state is OrderState.NOT_FOUND\n                and order.intent.action.adds_risk\n",
    ),
    bug(
        "trading before the account is compared",
        "Orders are given on positions that are not the broker's.",
        _GATE,
        "if not self.reconciled or link.current.state is not LinkState.READY:",
        "if not link.up:",
    ),
    bug(
        "the tag is cut",
        "The order's records cannot be told from those of others.",
        "tui/desk/orders/wire.py",
        "custom_comment=intent.tag,",
        "custom_comment=intent.tag[:-2],",
    ),
    bug(
        "a reply with a wrong tag is believed",
        "One order gets the number of another.",
        _UNANSWERED,
        "        elif tag is None and not self._echoes_tags and self._waiting:\n",
        "        elif self._waiting:\n",
    ),
    bug(
        "a late reply is dropped",
        "The number that would have told the order's fate is thrown away.",
        _UNANSWERED,
        "        pending.hooks.late(readable)\n",
        "",
    ),
    bug(
        "an unknown code is a refusal",
        "The order may have been carried out, and the screen says that it was not.",
        "tui/xapi/codes.py",
        'does not know this code", CodeClass.AMBIGUOUS, _LOOK)',
        'does not know this code", CodeClass.REFUSED, _LOOK)',
    ),
    bug(
        "what was confirmed is replayed after a restart",
        "An order of yesterday is sent at today's price.",
        _RECOVERY,
        "            book.take(order.tag, StepKind.DENIED, reason=_ENDED)\n",
        "            pass\n",
        Edit(
            "tui/desk/orders/desk.py",
            "            self._search.changed(order)\n\n    # Events",
            "            self._search.changed(order)\n"
            "            if order.state.local and self._maker.sender is not None:\n"
            "                self._maker.sender.start(order.tag)\n\n    # Events",
        ),
    ),
    bug(
        "SENDING before a crash is not sent",
        "The bytes may have left in the moment of the crash.",
        _RECOVERY,
        "            book.take(order.tag, StepKind.LOST, reason=_ORPHANED)\n",
        "            book.take(order.tag, StepKind.DENIED, reason=_ORPHANED)\n",
    ),
    bug(
        "two programs write one journal",
        "Each believes that its rows follow each other; trades are made twice over.",
        "tui/desk/orders/writer_lock.py",
        "fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)",
    ),
    bug(
        "rows are not chained",
        "A row can be taken out of the middle and nobody notices.",
        "tui/desk/orders/chain.py",
        "canonical(row[:-1])",
        "canonical(row[:-2])",
    ),
    bug(
        "the journal does not wait for the disk",
        "A power cut takes rows that were said to be durable.",
        _FILE,
        '"synchronous = FULL"',
        '"synchronous = OFF"',
    ),
    bug(
        "an order that cannot be written down is sent",
        "After a crash nobody knows of it.",
        "tui/desk/orders/journal.py",
        "        if failure is not None:\n            raise failure\n",
        "",
    ),
)
