"""`python -m migsim` is the command line."""

import sys

from migsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
