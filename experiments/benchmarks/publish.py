"""Put stored figures of speed into the documentation: a table and a picture of how far each is from its goal.

    python experiments/benchmarks/publish.py

Reads speed.json, which ``speed.py --store`` writes (and then calls this), and rewrites what stands between the marks on
the page "Design", and docs/images/speed.svg.
"""

import json
import re
from pathlib import Path

STORED = Path(__file__).with_name("speed.json")
DOCS = Path(__file__).parents[2] / "docs"
_BEGIN, _END = "<!-- figures of speed: begin -->", "<!-- figures of speed: end -->"
_GOAL = re.compile(r" \(goal ([\d.]+)\)$")
_MORE_IS_BETTER = ("times as fast", "two threads")  # goals to reach from below; all others are limits

Found = dict[str, dict[str, float | str]]


def with_goals(found: Found) -> dict[str, tuple[float, float]]:
    """Figures that have a goal: value and goal, by name without the goal."""
    return {
        name[: goal.start()]: (float(value), float(goal[1]))
        for section in found.values()
        for name, value in section.items()
        if (goal := _GOAL.search(name))
    }


def margin(name: str, value: float, goal: float) -> float:
    """How many times better than its goal a figure is; below 1 it misses it."""
    return value / goal if name.startswith(_MORE_IS_BETTER) else goal / value


def table(found: Found) -> str:
    """Every figure, and its goal where it has one, as Markdown."""
    lines = ["| figure | measured | goal |", "|---|---|---|"]
    for figures in found.values():
        for name, value in figures.items():
            goal = _GOAL.search(name)
            shown = f"{value:,}" if isinstance(value, int | float) else value
            lines.append(f"| {_GOAL.sub('', name)} | {shown} | {goal[1] if goal else ''} |")
    return "\n".join(lines)


def draw(goals: dict[str, tuple[float, float]], path: Path) -> None:
    """One bar a goal, on a logarithmic scale: right of the line it is met."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    names = list(goals)[::-1]
    margins = [margin(name, *goals[name]) for name in names]
    figure, axes = plt.subplots(figsize=(11.0, 0.42 * len(names) + 1.0), layout="constrained")
    axes.barh(
        names, [m - 1.0 for m in margins], left=1.0, color=["#2a6f4e" if m >= 1.0 else "#b4552d" for m in margins]
    )
    axes.set_xscale("log")
    axes.axvline(1.0, color="black", linewidth=0.8)
    ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10]
    shown = [t for t in ticks if min(*margins, 0.5) / 2 <= t <= 2 * max(*margins, 2)]
    axes.set_xticks(shown, [f"{t:g}x" for t in shown])
    axes.minorticks_off()
    axes.set_xlabel("times better than its goal; left of the line: missed")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def publish(found: Found, docs: Path = DOCS) -> None:
    """Rewrite the page and the picture."""
    draw(with_goals(found), docs / "images/speed.svg")
    page = docs / "explanation/design.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    picture = "![How far each figure of speed is from its goal](../images/speed.svg)"
    page.write_text(f"{before}{_BEGIN}\n\n{picture}\n\n{table(found)}\n\n{_END}{rest.split(_END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    publish(json.loads(STORED.read_text(encoding="utf-8")))
