"""Draws scenes into screenshots/: `python -m tests.pictures` all that the README shows, with names only those.

The same code draws the same bytes, whatever the machine, its load and the terminal around it are.
"""

import asyncio
import os
import sys

from tests.alert_scenes import ALERT_SCENES
from tests.crm_scenes import CRM_SCENES
from tests.documents.shown import SCREENSHOTS, pictures
from tests.dxfeed_scenes import DXFEED_SCENES
from tests.environment import steady
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


async def draw(scene: Scene) -> str:
    """Return the scene as SVG."""
    stage = scene.stage()
    async with stage.app.run_test(size=scene.size) as pilot:
        await scene.play(stage, pilot)
        return stage.app.export_screenshot(title=f"tradedeck · {scene.name}")


def main(names: list[str]) -> str:
    """Draw the named pictures, or all that the README shows; return what is wrong, empty when all were drawn."""
    scenes = {scene.name: scene for scene in ALL}
    for name in names or sorted(pictures()):
        if name == ORDER_LIFE.stem:
            drawn = order_life()
        elif name in scenes:
            drawn = asyncio.run(draw(scenes[name]))
        else:
            return f"There is no scene {name}"
        (SCREENSHOTS / f"{name}.svg").write_text(drawn, encoding="utf-8")
        print(f"screenshots/{name}.svg")
    return ""


if __name__ == "__main__":
    around = steady(os.environ)
    if around != os.environ:
        # Begun anew: Textual reads its colours and its pace when it is imported.
        os.execve(sys.executable, [sys.executable, "-m", "tests.pictures", *sys.argv[1:]], around)
    sys.exit(main(sys.argv[1:]))
