"""What a plan's own words and colours for BRAG ratings must be: told apart by their
words, and seen on a white page."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from recommendations.choices import BRAG_LEGEND

# What a shape needs to be seen against the page: WCAG 2.2, 1.4.11.
LEAST_CONTRAST = 3.0
# Colours to choose from; each is seen on white.
COLOURS = {
    "#1d70b8": "Blue",
    "#003078": "Dark blue",
    "#d4351c": "Red",
    "#942514": "Dark red",
    "#ea6a1d": "Orange",
    "#8a5d00": "Amber brown",
    "#00703c": "Green",
    "#005a30": "Dark green",
    "#00727a": "Teal",
    "#4c2c92": "Purple",
    "#505a5f": "Grey",
    "#0b0c0c": "Black",
}

Legend = dict[str, dict[str, str]]


def full_legend(own: Legend) -> Legend:
    """The usual words and colours, and over them the plan's own."""
    return {code: {**usual, **own.get(code, {})} for code, usual in BRAG_LEGEND.items()}


def contrast_with_white(colour: str) -> float:
    """From 1 (white) to 21 (black), as WCAG reckons it; `colour` is #rrggbb."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)
    return 1.05 / (light + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def check_legend(own: Any) -> None:
    """Raises ValidationError for a legend by which nobody could tell ratings apart."""
    if not isinstance(own, dict) or not own.keys() <= BRAG_LEGEND.keys():
        raise ValidationError("Give words and colours by rating.")
    for code, entry in own.items():
        colour = entry.get("colour")
        if colour is None:
            continue
        if not re.fullmatch("#[0-9a-f]{6}", colour):
            raise ValidationError(f"{code}: give the colour as #rrggbb.")
        if contrast_with_white(colour) < LEAST_CONTRAST:
            raise ValidationError(
                f"{code}: {colour} is too pale to be seen on a white page. Choose a "
                "darker colour."
            )
    labels = [entry["label"].strip().casefold() for entry in full_legend(own).values()]
    if len(set(labels)) < len(labels):
        raise ValidationError("Give each rating a name of its own.")
