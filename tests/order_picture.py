"""The life of an order as screenshots/order-life.svg: `python -m tests.pictures order-life` draws it.

The places are laid out by hand; `test_order_picture` holds the arrows against the machine, so that the picture cannot
say what the program does not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tui.domain.steps import GIVEN_UP
from tui.domain.steps import OrderState as S

FILE = Path(__file__).parent.parent / "screenshots" / "order-life.svg"

WIDTH, HEIGHT = 1240, 540
_BOX_W, _BOX_H = 118, 46

_TOP, _MIDDLE, _LOW, _BOTTOM = 96, 226, 356, 470
PLACES: dict[S, tuple[int, int]] = {
    S.INTENT: (20, _TOP),
    S.QUEUED: (180, _TOP),
    S.SENDING: (340, _TOP),
    S.SENT: (500, _TOP),
    S.ACKED: (660, _TOP),
    S.PENDING: (820, _TOP),
    S.ACCEPTED: (980, _TOP),
    S.DENIED: (180, _MIDDLE),
    S.UNKNOWN: (580, _MIDDLE),
    S.REJECTED: (820, _MIDDLE),
    S.CONFIRMED: (980, _MIDDLE),
    S.NOT_FOUND: (500, _LOW),
    S.OVERTAKEN: (820, _LOW),
    S.RESOLVED: (660, _LOW),
}
_WORDS: dict[S, tuple[str, str]] = {
    S.INTENT: ("intent", "your yes, written"),
    S.QUEUED: ("queued", "at most 2 s"),
    S.SENDING: ("sending", "written down"),
    S.SENT: ("handed over", "to the network"),
    S.ACKED: ("request n", "no verdict yet"),
    S.PENDING: ("pending", "at the broker"),
    S.ACCEPTED: ("accepted", "by verdict or record"),
    S.DENIED: ("not sent", "proven"),
    S.UNKNOWN: ("UNKNOWN", "searched for"),
    S.REJECTED: ("rejected", "definite refusal"),
    S.CONFIRMED: ("confirmed", "effect was seen"),
    S.NOT_FOUND: ("not found", "≥ 120 s, 2 rounds"),
    S.OVERTAKEN: ("overtaken", "target is gone"),
    S.RESOLVED: ("settled", "by your word"),
}
_GOOD, _BAD, _DOUBT, _PLAIN = "#2f7d4f", "#a33b3b", "#b3261e", "#5b6470"
_COLOURS: dict[S, str] = {S.CONFIRMED: _GOOD, S.ACCEPTED: _GOOD, S.REJECTED: _BAD, S.DENIED: _BAD, S.UNKNOWN: _DOUBT}


@dataclass(frozen=True, slots=True)
class Band:
    """Several states that one arrow serves: `sources` lead to `target`, with one `text`."""

    sources: tuple[S, ...]
    target: S
    text: str
    path: str
    at: tuple[int, int]


_WIRE = (S.SENDING, S.SENT, S.ACKED, S.PENDING)
ARROWS: tuple[Band, ...] = (
    Band((S.INTENT,), S.QUEUED, "", "M138,119 H178", (0, 0)),
    Band((S.QUEUED,), S.SENDING, "", "M298,119 H338", (0, 0)),
    Band((S.SENDING,), S.SENT, "", "M458,119 H498", (0, 0)),
    Band((S.SENDING, S.SENT, S.UNKNOWN), S.ACKED, "reply", "M618,119 H658", (638, 111)),
    Band((S.SENDING, S.SENT, S.ACKED), S.PENDING, "", "M778,119 H818", (0, 0)),
    Band(_WIRE, S.ACCEPTED, "verdict", "M938,119 H978", (958, 111)),
    Band((S.UNKNOWN,), S.ACCEPTED, "", "M698,238 C790,236 960,226 1002,144", (0, 0)),
    Band((S.ACCEPTED,), S.CONFIRMED, "a later snapshot shows it", "M1039,142 V224", (1048, 196)),
    Band((S.INTENT, S.QUEUED, S.SENDING), S.DENIED, "refused by ourselves", "M239,142 V224", (246, 186)),
    Band((*_WIRE, S.ACCEPTED), S.UNKNOWN, "silence, a break, an ambiguous code", "M639,160 V224", (646, 186)),
    Band(_WIRE, S.REJECTED, "definite no", "M879,142 V224", (886, 174)),
    Band((S.UNKNOWN, *GIVEN_UP), S.REJECTED, "proof", "M698,254 H818", (745, 268)),
    Band((S.UNKNOWN,), S.NOT_FOUND, "no trace", "M600,272 L570,354", (520, 316)),
    Band((S.UNKNOWN, S.NOT_FOUND), S.RESOLVED, "you type it", "M670,272 L705,354", (700, 316)),
    Band((S.UNKNOWN, S.ACCEPTED), S.OVERTAKEN, "target closed otherwise", "M698,262 L840,354", (790, 316)),
)
"""The arrows of the picture; self loops and what `LATE` says are not drawn one by one."""

LATE = {
    (S.DENIED, S.ACCEPTED),
    (S.REJECTED, S.ACCEPTED),
    (S.NOT_FOUND, S.ACCEPTED),
    (S.OVERTAKEN, S.ACCEPTED),
    (S.RESOLVED, S.ACCEPTED),
    (S.NOT_FOUND, S.UNKNOWN),
    (S.OVERTAKEN, S.UNKNOWN),
    (S.RESOLVED, S.UNKNOWN),
    (S.REJECTED, S.UNKNOWN),
}
"""What one sentence below the picture says: an end is given up again when the broker shows that it was wrong."""


def drawn() -> set[tuple[S, S]]:
    """Return every change of state that the picture claims."""
    return {(source, band.target) for band in ARROWS for source in band.sources} | LATE


def _box(state: S) -> str:
    x, y = PLACES[state]
    head, foot = _WORDS[state]
    colour = _COLOURS.get(state, _PLAIN)
    thick = 3 if state is S.UNKNOWN else 1.6
    middle = x + _BOX_W // 2
    return (
        f'<rect x="{x}" y="{y}" width="{_BOX_W}" height="{_BOX_H}" rx="8" fill="#ffffff" stroke="{colour}" '
        f'stroke-width="{thick}"/>'
        f'<text x="{middle}" y="{y + 20}" class="head" fill="{colour}">{head}</text>'
        f'<text x="{middle}" y="{y + 36}" class="foot">{foot}</text>'
    )


def _arrow(band: Band) -> str:
    doubtful = band.target in (S.UNKNOWN, S.NOT_FOUND, S.OVERTAKEN, S.RESOLVED)
    style = ' stroke-dasharray="5 4"' if doubtful else ""
    anchor = "middle" if band.at[1] == 111 else "start"
    text = f'<text x="{band.at[0]}" y="{band.at[1]}" class="note" text-anchor="{anchor}">{band.text}</text>'
    return f'<path d="{band.path}" class="arrow"{style}/>' + (text if band.text else "")


_STYLE = """<style>
text{font-family:ui-sans-serif,system-ui,Helvetica,Arial,sans-serif}
.head{font-size:15px;font-weight:600;text-anchor:middle}.foot{font-size:11px;fill:#5b6470;text-anchor:middle}
.note{font-size:11px;fill:#5b6470}.title{font-size:19px;font-weight:600;fill:#1f2630}.say{font-size:13px;fill:#38414d}
.arrow{fill:none;stroke:#5b6470;stroke-width:1.6;marker-end:url(#tip)}
</style><defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0,0 L10,5 L0,10 z" fill="#5b6470"/></marker></defs>"""

_SENTENCES = (
    "There is no arrow back to “sending”: one confirmation is written to the broker at most once, also after a crash.",
    "Silence is never a verdict: what was on the wire without one is UNKNOWN until the broker's own records prove it.",
    "An end that the broker later contradicts is given up again, with an alarm; our tags are watched for 35 days.",
)


def picture() -> str:
    """Return the picture as SVG."""
    wire = '<path d="M336,150 V158 H942 V150" fill="none" stroke="#5b6470" stroke-width="1.2"/>'
    lines = "".join(
        f'<text x="20" y="{_BOTTOM + 20 * row}" class="say">{text}</text>' for row, text in enumerate(_SENTENCES)
    )
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            _STYLE,
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f7f8fa"/>',
            '<text x="20" y="44" class="title">The life of an order</text>',
            '<text x="20" y="66" class="say">From the key that confirms to an end that is proven.</text>',
            wire,
            *(_arrow(band) for band in ARROWS),
            *(_box(state) for state in S),
            lines,
            "</svg>\n",
        ]
    )
