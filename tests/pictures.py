"""Draws the scenes into screenshots/: `python -m tests.pictures [NAME …]`."""

import asyncio
import sys
from pathlib import Path

from tests.alert_scenes import ALERT_SCENES
from tests.crm_scenes import CRM_SCENES
from tests.dxfeed_scenes import DXFEED_SCENES
from tests.flex_scenes import FLEX_SCENES
from tests.history_scenes import HISTORY_SCENES
from tests.log_scenes import LOG_SCENES
from tests.markets_scenes import MARKETS_SCENES
from tests.news_scenes import NEWS_SCENES
from tests.order_picture import FILE as ORDER_LIFE
from tests.order_picture import picture as order_life
from tests.scenes import SCENES, Scene
from tests.ticket_scenes import TICKET_SCENES

ALL = (
    *(*SCENES, *TICKET_SCENES, *ALERT_SCENES, *MARKETS_SCENES, *NEWS_SCENES),
    *(*FLEX_SCENES, *CRM_SCENES, *DXFEED_SCENES, *LOG_SCENES, *HISTORY_SCENES),
)
FOLDER = Path(__file__).parent.parent / "screenshots"
IN_README = (
    "trade-120x36",
    "trade-200x50",
    "watchlist-80x24",
    "chart-80x24",
    "link-down-120x36",
    "market-closed-120x36",
    "ticket-filled-120x36",
    "review-80x24",
    "modify-120x36",
    "unknown-120x36",
    "markets-120x36",
    "calculator-80x24",
    "alert-80x24",
    "alerts-120x36",
    "chart-indicators-200x50",
    "flex-120x36",
    "flex-section-120x36",
    "crm-unfunded-120x36",
    "crm-funnel-120x36",
    "news-120x36",
    "log-120x36",
    "history-deals-120x36",
    "history-screen-200x50",
    "dxfeed-120x36",
    "dxfeed-qr-80x24",
    "theme-house-light-120x36",
    "theme-colour-blind-120x36",
    "theme-high-contrast-120x36",
    "themes-120x36",
    "private-120x36",
)


async def draw(scene: Scene) -> str:
    """Return the scene as SVG."""
    stage = scene.stage()
    async with stage.app.run_test(size=scene.size) as pilot:
        await scene.play(stage, pilot)
        return stage.app.export_screenshot(title=f"tradedeck · {scene.name}")


def main(names: list[str]) -> None:
    """Draw the named scenes, or all that the README shows."""
    wanted = names or list(IN_README)
    for scene in ALL:
        if scene.name in wanted:
            (FOLDER / f"{scene.name}.svg").write_text(asyncio.run(draw(scene)), encoding="utf-8")
            print(f"screenshots/{scene.name}.svg")
    if not names:
        ORDER_LIFE.write_text(order_life(), encoding="utf-8")
        print(f"screenshots/{ORDER_LIFE.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
