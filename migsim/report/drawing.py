"""Drawing in inches, and turning a drawing into SVG that can stand inside a page.

Figures are laid out in inches from the top left corner, so that rows have room for their labels whatever their number.
"""

import io
import re
import warnings
from html import escape
from typing import TYPE_CHECKING, Any

from migsim.report.style import FONTS, MISSING_SIGN

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 8.3
_FONT_LIST = re.compile(r"(font: [^;\"']*?px )('[^;\"]*|sans-serif)(?=[;\"])")
_GROUP_ID = re.compile(r'<g id="[^"]*">')
_STYLE_BLOCK = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_PATH = re.compile(r'(?<= d=")[^"]*|(?<= (?:x|y)=")[^"]*')
_SPACES = re.compile(r">\s+<(?!/?(?:text|tspan))")


def page(height: float, width: float = WIDTH) -> "Figure":
    """Start a figure of the given size (inches)."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height))


def panel(figure: "Figure", left: float, top: float, width: float, height: float) -> "Axes":
    """Add axes at a place given in inches from the top left corner."""
    across, down = figure.get_size_inches()
    return figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))


def write(figure: "Figure", left: float, top: float, text: str, **style: Any) -> None:
    """Put text at a place given in inches from the top left corner."""
    across, down = figure.get_size_inches()
    figure.text(left / across, 1 - top / down, text, **({"va": "center"} | style))


def to_svg(figure: "Figure", key: str, description: str) -> str:
    """Render as an SVG element: scalable, described for screen readers, ids unique to `key`.

    Text stays text (escaped by the renderer) in the reader's own plain type; the widths were measured with a wide one.
    """
    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=MISSING_SIGN.pattern)  # the reader's fonts write the text
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = _STYLE_BLOCK.sub("", svg)
    svg = _GROUP_ID.sub("<g>", svg)
    family = ", ".join(f"'{font}'" if " " in font else font for font in FONTS)
    svg = _FONT_LIST.sub(rf"\g<1>{family}", svg)
    for found in set(re.findall(r'id="([^"]+)"', svg)):
        svg = svg.replace(f'id="{found}"', f'id="{key}-{found}"').replace(f'#{found}"', f'#{key}-{found}"')
        svg = svg.replace(f"url(#{found})", f"url(#{key}-{found})")
    svg = _PATH.sub(lambda path: _NUMBER.sub(lambda number: f"{float(number[0]):.2f}", path[0]), svg)
    opening = f'<svg role="img" aria-label="{escape(description)}" class="figure" '
    return _SPACES.sub("><", svg.replace("<svg ", opening, 1))
