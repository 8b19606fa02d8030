"""Bugs in how an order's fate is found out: statuses, records, snapshots, the proof of absence, and plans."""

from tests.planted.bug import bug

_ORDER = "tui/domain/order.py"
_EVIDENCE = "tui/domain/evidence.py"
_EFFECTS = "tui/domain/effects.py"
_ABSENCE = "tui/domain/absence.py"
_TRACKING = "tui/desk/orders/tracking.py"
_PROOFS = "tui/desk/orders/proofs.py"
_PLANS = "tui/desk/orders/plans.py"

BUGS = (
    bug(
        "status 0 is a rejection",
        "The document calls it an error and nothing more: the order may be carried out.",
        _ORDER,
        "    if step.status == STATUS_REJECTED:\n",
        "    if step.status in (STATUS_REJECTED, STATUS_ERROR):\n",
    ),
    bug(
        "what was sent can be called not sent",
        "The screen promises that nothing left, and it did.",
        _ORDER,
        "    if order.state in (OrderState.INTENT, OrderState.QUEUED, OrderState.SENDING):\n",
        "    if order.state.local or order.state in (OrderState.SENDING, OrderState.SENT, OrderState.UNKNOWN):\n",
    ),
    bug(
        "a late effect raises no alarm",
        "A position that was given up lives on unseen.",
        _ORDER,
        "    late = (order.state.settled and not _said_done(order)) or order.late_effect\n",
        "    late = order.late_effect\n",
    ),
    bug(
        "a lost line leaves orders in flight",
        "The user waits for a verdict that can no longer come.",
        "tui/desk/orders/recovery.py",
        "if order.state in (OrderState.SENT, OrderState.ACKED, OrderState.PENDING):",
        "if order.state is OrderState.SENT:",
    ),
    bug(
        "not found is a rejection",
        "An order that never shows may still have been taken.",
        _PROOFS,
        "self._book.take(order.tag, StepKind.ABSENT)",
        'self._book.take(order.tag, StepKind.REFUSED, message="not found")',
    ),
    bug(
        "absence after twenty seconds",
        "The broker's own timeouts are longer than that.",
        _ABSENCE,
        "WAIT_S = 120.0\n",
        "WAIT_S = 20.0\n",
    ),
    bug(
        "absence after one search",
        "One answer can lack what the next one has.",
        _ABSENCE,
        "    if len(counting(facts)) < 2:\n",
        "    if len(counting(facts)) < 1:\n",
    ),
    bug(
        "absence without a sign that tags come back",
        "A broker that cuts tags shows no trace of anything.",
        _ABSENCE,
        "    if facts.echo_epoch != facts.epoch:\n",
        "    if facts.echo_epoch > facts.epoch:\n",
    ),
    bug(
        "absence in the session that sent it",
        "The session that lost the reply may have lost more.",
        _ABSENCE,
        "    if facts.sent_epoch is not None and facts.epoch <= facts.sent_epoch:\n",
        "    if facts.sent_epoch is not None and facts.epoch < facts.sent_epoch:\n",
    ),
    bug(
        "any history counts for absence",
        "It may begin after the order was closed again.",
        _ABSENCE,
        "        far_enough = each.history_from_ms <= facts.intent_server_ms - HISTORY_MARGIN_MS\n",
        "        far_enough = True\n",
    ),
    bug(
        "a search on a dead line counts",
        "What did not come is taken for what is not there.",
        _PROOFS,
        "whole = alive and self.alive() and epoch == self._book.epoch and not self._tracker.shown.unaccounted()\n",
        "whole = True\n",
    ),
    bug(
        "records are matched by `order`",
        "That field means something else in each kind of record: strangers are adopted.",
        _EVIDENCE,
        "    if record.request_id == order.request_id:\n        return True\n",
        "    if order.request_id in (record.request_id, record.order, record.position):\n        return True\n",
    ),
    bug(
        "the volume is not compared",
        "A part is shown as the whole.",
        _EFFECTS,
        "for one in opened) and volume == wish.volume\n",
        "for one in opened)\n",
    ),
    bug(
        "an older snapshot confirms",
        "What it shows was there before the order was accepted.",
        _TRACKING,
        "if self.shown.newer_on_stream(order, snapshot) or snapshot.asked <= since:",
        "if self.shown.newer_on_stream(order, snapshot):",
    ),
    bug(
        "a status before its reply is dropped",
        "The verdict never comes again, and the order waits for ever.",
        _TRACKING,
        "            self._parked.put(number, (event, self._clock.monotonic()))\n",
        "            pass\n",
    ),
    bug(
        "a plan goes on after stop",
        "The user says stop and positions go on being closed.",
        _PLANS,
        "if self._plans[plan].stopped or stopped_by:",
        "if stopped_by:",
    ),
    bug(
        "a reverse opens before the closing is proven",
        "Two positions instead of one, the other way round.",
        _PLANS,
        "if plan.startswith(REVERSE) and not proven(order):",
        "if plan.startswith(REVERSE) and order.state is OrderState.REJECTED:",
    ),
)
