"""A strategy that decides in Python, so that its runs need worker processes."""

import migsim


class Watchful(migsim.Strategy):
    """Coaches while groups are weak, for a year at most."""

    name = "watchful"
    exit_week = 53

    def decide(self, seen: migsim.Observation) -> migsim.Actions | None:
        """Return six hours of management while fewer than half the members come, two otherwise."""
        if seen.week > 52:
            return None
        weak = not seen.groups or min(group.attendance for group in seen.groups) < 0.5
        return migsim.Actions(hours={"management": 6.0 if weak else 2.0})
