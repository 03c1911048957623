"""The trainer's key to the lessons: each run with eight seeds, its answer, and how large the difference is.

    python experiments/teaching/key.py

Writes `docs/reference/lesson-key.md`, which the tests hold against the model. A lesson whose answer is not the same for
all seeds, or whose difference is not worth acting on, has to be declared open in `migsim/app/lessons.py`; the script
ends with an error and names those that are not.
"""

import sys
from pathlib import Path
from typing import Any

from migsim.app.lessons import LESSONS, run
from migsim.app.texts import texts
from migsim.scenario.library import load_scenario

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lesson-key.md"
SEEDS = range(1, 9)
NO_DIFFERENCE = 2  # number of the answer


def found() -> dict[str, list[dict[str, Any]]]:
    """Every lesson in the poultry market, seed by seed."""
    scenario = load_scenario("treyl-poultry")
    return {name: [run(scenario, name, seed=seed) for seed in SEEDS] for name in LESSONS}


def settled(name: str, runs: list[dict[str, Any]]) -> bool:
    """Whether a lesson has one answer that is worth acting on."""
    answers = {one["answer"] for one in runs}
    return len(answers) == 1 and (bool(LESSONS[name].bins) or answers != {NO_DIFFERENCE})


def page(results: dict[str, list[dict[str, Any]]]) -> str:
    """The key as a page."""
    words = texts("en")["lessons"]
    lines = [
        "# Key to the lessons",
        "",
        "For the trainer. Each lesson was run in the poultry market with eight seeds of forty worlds; the answer is "
        "the same in all eight, and the difference between the two ways is at least the size that the lesson declares. "
        "Another market can give another answer: the page works it out each time.",
        "",
        "| lesson | answer | how far the first way is ahead, from seed to seed | worth acting on from |",
        "|---|---|---|---|",
    ]
    for name, runs in results.items():
        if not LESSONS[name].open:
            lines.append(row(name, words[name], runs))
    lines += [
        "",
        "## Open questions",
        "",
        "Here the model gives no answer worth acting on, or not the same one with every seed. Talk about them; do not "
        "bet on them.",
        "",
        "| lesson | answers that came out | how far the first way is ahead, from seed to seed | worth acting on from |",
        "|---|---|---|---|",
    ]
    lines += [row(name, words[name], runs) for name, runs in results.items() if LESSONS[name].open]
    return "\n".join([*lines, ""])


def row(name: str, words: dict[str, Any], runs: list[dict[str, Any]]) -> str:
    """One lesson."""
    measured = [one["means"][0] if one["difference"] is None else one["difference"] for one in runs]
    said = "; ".join(words["options"][answer] for answer in sorted({one["answer"] for one in runs}))
    worth = short(LESSONS[name].worth) if not LESSONS[name].bins else "–"
    return f"| {words['title']} | {said} | {short(min(measured))} to {short(max(measured))} | {worth} |"


def short(value: float) -> str:
    """Three significant digits."""
    return f"{float(f'{value:.3g}'):,g}"


def main() -> None:
    """Write the page."""
    results = found()
    PAGE.write_text(page(results), encoding="utf-8")
    wrong = [name for name, runs in results.items() if settled(name, runs) == LESSONS[name].open]
    if wrong:
        sys.exit(f"declared wrongly in migsim/app/lessons.py (open or not): {', '.join(wrong)}")


if __name__ == "__main__":
    main()
