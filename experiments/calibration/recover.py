"""Fit many registers with a known truth, and say how often the intervals hold it.

    python experiments/calibration/recover.py [--small DIR | --figures | --again]

Without options everything is made again: the tables in results/ and the figure in figures/. --figures draws the figure
from the tables there are. --again fits two of the registers to other truths. --small does the same
with few fits and futures, into DIR, and is what the tests do.
"""

from recovery.run import main

if __name__ == "__main__":
    main(__doc__)
