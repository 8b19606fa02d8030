"""The nearest of the 256 fixed colours, for lines on which the long names of true colours cost too much."""

from __future__ import annotations

from functools import cache

_STEPS = (0, 95, 135, 175, 215, 255)


@cache
def shortened(parameters: str) -> str:
    """Return SGR parameters of a colour, a true colour `38;2;r;g;b` as its nearest `38;5;n`; others as they are."""
    parts = parameters.split(";")
    if len(parts) != 5 or parts[1] != "2" or not all(part.isdecimal() for part in parts):
        return parameters
    return f"{parts[0]};5;{nearest(*(int(part) for part in parts[2:]))}"


def nearest(red: int, green: int, blue: int) -> int:
    """Return the number of the colour in the cube or on the ramp of greys that differs least."""
    cube = [min(range(6), key=lambda step, wanted=wanted: abs(_STEPS[step] - wanted)) for wanted in (red, green, blue)]  # type: ignore[misc]
    grey = min(23, max(0, round(((red + green + blue) / 3 - 8) / 10)))
    of_cube = sum((_STEPS[step] - wanted) ** 2 for step, wanted in zip(cube, (red, green, blue), strict=True))
    of_grey = sum((8 + 10 * grey - wanted) ** 2 for wanted in (red, green, blue))
    return 232 + grey if of_grey < of_cube else 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
