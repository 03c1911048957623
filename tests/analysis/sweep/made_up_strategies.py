"""Strategies that decide in Python, good and bad, where worker processes can import them."""

import os
import signal
from pathlib import Path

import migsim


class Steady(migsim.Strategy):
    """Four hours of management a week for a year."""

    name = "steady"
    exit_week = 53

    def decide(self, seen):
        return migsim.Actions(hours={"management": 4.0}) if seen.week <= 52 else None


class Muddled(Steady):
    """Fails where it has spent more than three thousand."""

    name = "muddled"

    def decide(self, seen):
        if seen.money_spent > 3000.0 and seen.week > 20:
            raise ValueError("too much is spent")
        return super().decide(seen)


class Deadly(Steady):
    """Takes its process along where week 10 has 14 members in its groups: one of the first 12 futures."""

    name = "deadly"

    def decide(self, seen):
        if seen.week == 10 and sum(group.members for group in seen.groups) == 14:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().decide(seen)


class DeadlyOnce(Steady):
    """Takes its process along the first time that it is asked, and never again."""

    name = "deadly-once"

    def __init__(self, mark):
        self.mark = Path(mark)

    def decide(self, seen):
        if not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().decide(seen)
