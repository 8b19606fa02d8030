"""How a ticket is drawn: prices, fields with their problems beside them, figures, and what Enter would do."""

from __future__ import annotations

from dataclasses import dataclass

from tui.view.panels.context import ViewContext
from tui.view.panels.ticket_draft import Slot
from tui.view.panels.ticket_figures import figure_lines
from tui.view.panels.ticket_head import foot_lines, head_lines
from tui.view.panels.ticket_pen import Pen, TicketState
from tui.view.panels.ticket_rows import choice_lines, field_lines
from tui.view.widgets.lines import Line


@dataclass(frozen=True, slots=True)
class TicketPicture:
    """The lines, and which place of the ticket each of them belongs to."""

    lines: tuple[Line, ...]
    slots: dict[int, Slot]


def ticket_picture(context: ViewContext, state: TicketState, width: int, height: int) -> TicketPicture:
    """Draw the ticket into `width` by `height` cells.

    What Enter would do stands at the bottom and is never cut; where there is little room, figures leave first.
    """
    pen = Pen(context, state, max(20, width))
    lines = head_lines(pen)
    slots: dict[int, Slot] = {}
    for slot in state.draft.slots:
        if slot is Slot.KIND:
            continue
        # A click on the line of both choices goes to the other one.
        slots[len(lines)] = Slot.KIND if slot is Slot.SIDE and state.draft.slot is not Slot.KIND else slot
        lines += choice_lines(pen) if slot is Slot.SIDE else field_lines(pen, slot)
    foot = foot_lines(pen)
    room = max(0, height - len(foot))
    figures = figure_lines(context, state.plan, pen.width, wide=pen.wide) if state.plan is not None else []
    gap: list[Line] = [()] if len(lines) + len(figures) < room else []
    body = [*lines, *gap, *figures][:room]
    rest: list[Line] = [()] * (room - len(body))
    return TicketPicture((*body, *rest, *foot), slots)
