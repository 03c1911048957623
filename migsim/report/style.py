"""How it looks: one colour for each strategy, everywhere; readable by the colour-blind; plain type."""

import os
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

# Chosen so that any two stay apart for the common forms of colour blindness (smallest distance in CIE Lab: 14, median
# above 40) and every mark stands out from white (contrast of at least 3). Names always stand beside the colour.
LIBRARY_COLOURS = {
    "no-project": "#50707f",
    "one-workshop": "#3f3d08",
    "light-touch": "#22a587",
    "intensive": "#9273f0",
    "directive": "#7f0842",
    "phased-handover": "#b8562f",
    "inclusive": "#ee58be",
    "deal-broker": "#9b9800",
    "systems-first": "#2b1a86",
    "direct-delivery": "#1d0d0a",
}
INK = "#1f2d3a"
QUIET = "#5d6874"
RULE = "#d9dde1"
GROUND = "#ffffff"
FONTS = ("Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "Arial", "sans-serif")
# For signs that DejaVu Sans lacks: Chinese and Japanese, Korean, those of India and Nepal, Ethiopian, Khmer and others.
_OTHER_SCRIPTS = (
    *("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "WenQuanYi Zen Hei", "Malgun Gothic"),
    *("Noto Sans Devanagari", "Noto Sans Bengali", "Nirmala UI", "Kohinoor Devanagari", "Kohinoor Bangla"),
    *("Noto Sans Ethiopic", "Ebrima", "Kefa", "Noto Sans Khmer", "Leelawadee UI", "Myanmar Text", "Noto Sans Myanmar"),
    *("Arial Unicode MS", "Unifont"),
)
MISSING_SIGN = re.compile(r"Glyph \d+ .* missing from")
_TEXT_CONTRAST = 4.5


def colours(names: Iterable[str]) -> dict[str, str]:
    """Give every strategy its colour: the library's own, and unused ones of the palette for any other."""
    names = list(names)
    chosen = {name: LIBRARY_COLOURS[name] for name in names if name in LIBRARY_COLOURS}
    palette = list(LIBRARY_COLOURS.values())
    spare = [colour for colour in palette[5:] + palette[:5] if colour not in chosen.values()] or palette
    others = [name for name in names if name not in chosen]
    return chosen | {name: spare[i % len(spare)] for i, name in enumerate(others)}


def ink(colour: str) -> str:
    """Darken a colour until text in it can be read on white (contrast of at least 4.5)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    while contrast(f"#{red:02x}{green:02x}{blue:02x}") < _TEXT_CONTRAST:
        red, green, blue = (int(0.95 * channel) for channel in (red, green, blue))
    return f"#{red:02x}{green:02x}{blue:02x}"


def contrast(colour: str) -> float:
    """Contrast with white (1–21, WCAG 2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def two_lines(text: str, width: int) -> str:
    """Break a name over at most two lines, cutting what does not fit."""
    lines = textwrap.wrap(text, width) or [""]
    if len(lines) > 2:
        lines = [lines[0], textwrap.shorten(" ".join(lines[1:]), width, placeholder="…")]
        lines[1] = lines[1] if len(lines[1]) > 1 else "…"
    return "\n".join(lines)


@contextmanager
def plain_style() -> Iterator[None]:
    """Draw with our settings and Matplotlib's defaults, whatever the user has set for figures of their own."""
    try:
        import matplotlib
    except ValueError:  # a backend that is none, set for the whole computer; figures here need none
        os.environ.pop("MPLBACKEND", None)
        import matplotlib
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(matplotlib_settings())
        with _one_word_of_boxes():
            yield


@contextmanager
def _one_word_of_boxes() -> Iterator[None]:
    """Say once that signs are missing from the fonts, where Matplotlib says it for every sign and every drawing."""
    with warnings.catch_warnings(record=True) as found:
        yield
    for one in found:
        if MISSING_SIGN.match(str(one.message)):
            _warn_of_boxes()
        else:
            warnings.warn_explicit(str(one.message), one.category, one.filename, one.lineno)


@cache
def _warn_of_boxes() -> None:
    warnings.warn(
        "some signs of the names are in no font of this computer and may be drawn as boxes; install a font of their "
        "script, such as Noto Sans, and draw again",
        stacklevel=2,
    )


@cache
def fonts() -> list[str]:
    """Names of the fonts to draw with: one that is everywhere, then those for other scripts that are installed."""
    from matplotlib.font_manager import fontManager

    installed = set(fontManager.get_font_names())
    return ["DejaVu Sans", *(name for name in _OTHER_SCRIPTS if name in installed)]


def matplotlib_settings() -> dict[Any, Any]:
    """Set up every figure: real text in the SVG, never read as formulas; the same bytes every time."""
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "migsim",
        "text.parse_math": False,
        "font.family": "sans-serif",
        "font.sans-serif": fonts(),
        "font.size": 9,
        "text.color": INK,
        "axes.edgecolor": RULE,
        "axes.linewidth": 0.8,
        "axes.labelcolor": QUIET,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "path.simplify": True,
        "path.simplify_threshold": 0.2,
    }
