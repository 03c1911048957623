"""Fit the parameters to the patterns F1 to F15, check the fit on unseen seeds, and draw the figures.

    python experiments/pattern-fit/fit.py [--figures] [--small DIR]

Without options everything is made again from scratch: the fitted prior that ships (migsim/scenario/fitted.npz), the
tables in results/ and the figures in figures/; on the same kind of machine, to the same bytes. --figures draws the
figures from the tables there are. --small runs the same with few points, into DIR, and is what the tests do.
"""

from patternfit.run import main

if __name__ == "__main__":
    main(__doc__)
