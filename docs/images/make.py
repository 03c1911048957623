"""Make the table and the pictures of the tutorial from the real engine: python docs/images/make.py [--runs N]."""

import argparse
import re
from pathlib import Path

import migsim
from migsim.report import terminal_text
from migsim.report.figures import drawings

HERE = Path(__file__).parent
PICTURES = {"outcomes": "outcomes", "gains-relative": "gains"}


def slim(svg: str) -> str:
    """Round coordinates to what an eye can see."""
    return re.sub(r"-?\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), svg)


def main() -> None:
    """Compare the standard strategies on the poultry case and keep what the tutorial shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    result = migsim.compare("treyl-poultry", runs=parser.parse_args().runs, seed=1)
    (HERE / "first-comparison.txt").write_text(terminal_text(result), encoding="utf-8", newline="\n")
    drawn = drawings(result)
    for key, name in PICTURES.items():
        (HERE / f"{name}.svg").write_text(slim(drawn[key].svg), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
