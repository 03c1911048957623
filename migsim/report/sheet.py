"""A drawing as SVG, written directly: lines, boxes, dots, courses and text, laid out in inches from the top left.

The report's figures are rows of labels and small marks. Written this way they take hundredths of a second, where a
plotting library takes most of a second to load and draw them; `migsim.report.drawing` is for anything it does better.
"""

from collections.abc import Iterable
from html import escape

from migsim.report.style import FONTS, INK, RULE, ink, two_lines

WIDTH = 8.3
NAMES = 1.55
_NAME_WIDTH = 17
_POINTS = 72.0  # to the inch
_FAMILY = ", ".join(f"'{font}'" if " " in font else font for font in FONTS)
_ANCHOR = {"left": "start", "center": "middle", "right": "end"}


class Canvas:
    """One drawing; marks lie in the order in which they are made.

    Parameters
    ----------
    height, width : float
        Inches.
    """

    def __init__(self, height: float, width: float = WIDTH) -> None:
        self.height, self.width = height, width
        self._marks: list[str] = []

    def write(
        self,
        left: float,
        middle: float,
        text: str,
        *,
        align: str = "left",
        colour: str = INK,
        size: float = 9,
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        """Write text, its lines centred on a height; `align` says which point of it lies at `left`."""
        style = ' font-weight="700"' * bold + ' font-style="italic"' * italic
        lines = text.split("\n")
        step = 1.15 * size
        for i, line in enumerate(lines):
            # 0.36 of the size is half the height of a capital letter
            y = _POINTS * middle + step * (i - (len(lines) - 1) / 2) + 0.36 * size
            self._marks.append(
                f'<text x="{_number(_POINTS * left)}" y="{_number(y)}" font-size="{size:g}" fill="{colour}" '
                f'text-anchor="{_ANCHOR[align]}"{style}>{escape(line)}</text>'
            )

    def line(
        self, x: tuple[float, float], y: tuple[float, float], colour: str = RULE, width: float = 0.7, dash: str = ""
    ) -> None:
        """Draw a straight line; `dash` in points."""
        (x1, x2), (y1, y2) = (tuple(_number(_POINTS * at) for at in pair) for pair in (x, y))
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._marks.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'
        )

    def box(self, left: float, top: float, width: float, height: float, colour: str, opacity: float = 1.0) -> None:
        """Fill a rectangle."""
        x, y, w, h = (_number(_POINTS * at) for at in (left, top, width, height))
        self._marks.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{colour}" opacity="{opacity:g}"/>')

    def dot(self, x: float, y: float, size: float, colour: str, edge: str = "", edge_width: float = 0.5) -> None:
        """Draw a filled dot of a diameter (inches)."""
        at = " ".join(f'{key}="{_number(_POINTS * value)}"' for key, value in (("cx", x), ("cy", y), ("r", size / 2)))
        edges = f' stroke="{edge}" stroke-width="{edge_width:g}"' if edge else ""
        self._marks.append(f'<circle {at} fill="{colour}"{edges}/>')

    def course(self, x: Iterable[float], y: Iterable[float], colour: str, width: float = 1.5, dash: str = "") -> None:
        """Draw a line through points."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._marks.append(
            f'<polyline points="{_points(x, y)}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
            f'stroke-linejoin="round"{dashes}/>'
        )

    def area(self, x: Iterable[float], y: Iterable[float], colour: str, opacity: float) -> None:
        """Fill the area within points."""
        self._marks.append(f'<polygon points="{_points(x, y)}" fill="{colour}" opacity="{opacity:g}"/>')

    def name(self, middle: float, title: str, colour: str, left: float = 0.08) -> None:
        """Write a strategy's name in its colour, on at most two lines."""
        self.write(left, middle, two_lines(title, _NAME_WIDTH), colour=ink(colour), bold=True)

    def rule(self, top: float) -> None:
        """Draw a thin line across the sheet."""
        self.line((0, self.width), (top, top))

    def stripe(self, top: float, height: float, colour: str) -> None:
        """Tint a row (the leader's)."""
        self.box(0, top, self.width, height, colour, opacity=0.09)

    def svg(self, description: str) -> str:
        """Render as an SVG element, described for screen readers. Text stays text, in the reader's own plain type."""
        size = f"{_number(_POINTS * self.width)} {_number(_POINTS * self.height)}"
        return (
            f'<svg role="img" aria-label="{escape(description)}" class="figure" xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {size}" font-family="{_FAMILY}">{"".join(self._marks)}</svg>\n'
        )


def _number(x: float) -> str:
    return f"{x:.2f}".rstrip("0").rstrip(".")


def _points(x: Iterable[float], y: Iterable[float]) -> str:
    return " ".join(f"{_number(_POINTS * a)},{_number(_POINTS * b)}" for a, b in zip(x, y, strict=True))


def round_steps(low: float, high: float, most: int, whole: bool = False) -> list[float]:
    """Round values between two ends, at most so many steps apart by 1, 2, 2.5 or 5 times a power of ten.

    Examples
    --------
    >>> round_steps(-7, 103, 7), round_steps(0, 3, 7, whole=True)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [0.0, 1.0, 2.0, 3.0])
    """
    import math

    if not high > low:
        return [low]
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    steps = (size * factor for factor in (1, 2, 2.5, 5, 10))
    step = next(step for step in steps if (high - low) / step <= most and not (whole and step % 1))
    first = math.ceil(low / step - 1e-9)
    return [step * k + 0.0 for k in range(first, math.floor(high / step + 1e-9) + 1)]
