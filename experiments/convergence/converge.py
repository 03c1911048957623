"""How many futures are enough, and how firm the ranking of strategies is.

    python experiments/convergence/converge.py [--figures | --small DIR]

Everything is made again: the tables in results/ and the figures in figures/. --figures draws the figures from the
tables there are. --small does the same with few futures, into DIR, and is what the tests do.
"""

from convergence.run import main

if __name__ == "__main__":
    main(__doc__)
