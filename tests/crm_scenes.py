"""Named scenes of the CRM screen, for the snapshot tests and for pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from textual.pilot import Pilot

from tests.crm_examples import SlowCrm, a_crm, equip, settled, until, worked_out
from tests.fakes import settle
from tests.ib_examples import introduce
from tests.scenes import MIDDLE, SMALL, Play, Scene, Stage
from tui.crm.queries import Report
from tui.desk.crm_range import Preset
from tui.desk.reports import ReportDesk
from tui.view.panels.crm_pages import Page
from tui.view.panels.crm_place import Place
from tui.view.screens.crm import CrmScreen

Ready = Callable[[ReportDesk], bool]

TODAY = date(2026, 3, 4)


def _place(stage: Stage) -> Place:
    screen = stage.app.tabs.current
    assert isinstance(screen, CrmScreen)
    return screen.main.place


def _read(desk: ReportDesk) -> bool:
    return settled(desk, Report.REGISTRATIONS)


def _part(desk: ReportDesk) -> bool:
    progress = desk.view(Report.REGISTRATIONS).progress
    return progress is not None and progress.rows == 10


def _playing(
    *keys: str,
    ready: Ready = _read,
    step: Callable[[SlowCrm], None] = lambda crm: None,
    page_size: int = 1000,
    masked: bool = False,
) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await stage.log_in(pilot)
        crm = a_crm()
        step(crm)
        desk = equip(stage, crm, page_size=page_size)
        desk.choose_days(Preset.THIS_YEAR.span(TODAY))
        desk.choose_hiding(masked)
        await until(stage, pilot, lambda: desk.is_open)
        await pilot.press("5")
        await until(stage, pilot, lambda: ready(desk))
        for key in keys:
            await pilot.press(key)
            await stage.frame(pilot)
            if _place(stage).page in {Page.PARTNERS, Page.FUNNEL}:
                await until(stage, pilot, lambda: worked_out(desk))
            await stage.frame(pilot)

    return play


PAGE_BEFORE = "left_square_bracket"
FUNNEL = (PAGE_BEFORE, PAGE_BEFORE, PAGE_BEFORE)
PARTNERS = (*FUNNEL, PAGE_BEFORE)
UNFUNDED = (*PARTNERS, "enter", "u")


async def _not_set_up(stage: Stage, pilot: Pilot[None]) -> None:
    await stage.log_in(pilot)
    await stage.frame(pilot)
    await pilot.press("5")
    await stage.frame(pilot)
    await stage.frame(pilot)


def _ib_history(*keys: str, introducing: bool = True) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        if introducing:
            introduce(stage)
        await stage.log_in(pilot)
        for key in ("5", *keys):
            await pilot.press(key)
            await settle()
            await stage.frame(pilot)
            await stage.frame(pilot)

    return play


def _held(crm: SlowCrm) -> None:
    crm.moves = lambda path, page: crm.held.add("registrations")


def _broken(crm: SlowCrm) -> None:
    refusal = (400, b'{"message": "Something went wrong"}')
    crm.moves = lambda path, page: crm.script.append(refusal) if page == 2 else None


CRM_SCENES: tuple[Scene, ...] = (
    Scene("crm-80x24", SMALL, _playing(masked=True)),
    Scene("crm-unfunded-120x36", MIDDLE, _playing(*UNFUNDED, masked=True)),
    Scene("crm-funnel-120x36", MIDDLE, _playing(*FUNNEL)),
    Scene("crm-not-set-up-80x24", SMALL, _not_set_up),
    Scene("crm-loading-120x36", MIDDLE, _playing(ready=_part, step=_held, page_size=10)),
    Scene("crm-partial-80x24", SMALL, _playing(step=_broken, page_size=10)),
    Scene("ib-history-80x24", SMALL, _ib_history("b")),
    Scene("ib-refused-80x24", SMALL, _ib_history("left_square_bracket", introducing=False)),
)
