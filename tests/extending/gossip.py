"""A mechanism, an outcome, a network and a strategy of one's own, in one file outside the package."""

import migsim
import numpy as np


class Gossip(migsim.Mechanism):
    """Third parties' word on trust: who knows somebody well tells a friend how far a third can be trusted."""

    name = "gossip"

    def __init__(self, weight=0.2):
        self.weight = weight  # observations that a word is worth

    def begin(self, world):
        world.memory["words"] = 0

    def after_week(self, world):
        rng, people = world.rng, len(world.names)
        speaker, listener, about = rng.integers(0, people, (3, people))
        apart = (speaker != listener) & (listener != about) & (speaker != about)
        trust = world.trust
        heard = apart & (rng.random(people) < trust[listener, speaker])
        told = trust[speaker, about]
        world.learn(listener[heard], about[heard], good=self.weight * told[heard], bad=self.weight * (1 - told[heard]))
        world.memory["words"] += int(heard.sum())


class SmallWorld(migsim.Mechanism):
    """A network of one's own: a ring of neighbours with shortcuts (Watts & Strogatz 1998) who trust each other more."""

    name = "small-world"

    def __init__(self, neighbours=2, shortcuts=0.1, trust=0.7):
        self.neighbours, self.shortcuts, self.trust = neighbours, shortcuts, trust

    def begin(self, world):
        people, rng = len(world.names), world.rng
        known = np.full((people, people), np.nan)
        for i in range(people):
            for step in range(1, self.neighbours + 1):
                j = int(rng.integers(people)) if rng.random() < self.shortcuts else (i + step) % people
                if i != j:
                    known[i, j] = known[j, i] = self.trust
        world.set_first_trust(known)


class Listening(migsim.Strategy):
    """A strategy of one's own: light until groups lose heart, then back for a while."""

    name = "listening"
    start = migsim.Start()

    def decide(self, seen):
        if seen.week > 104:
            return None
        weak = any(g.status == "active" and g.attendance is not None and g.attendance < 0.6 for g in seen.groups)
        return migsim.Actions({"management": 6.0 if weak else 2.0})


def distrust(world):
    """An outcome of one's own: share of pairs who trust each other less than halfway at the end."""
    apart = ~np.eye(len(world.names), dtype=bool)
    return float((world.trust[apart] < 0.5).mean())


def late_attendance(world):
    """Another, from the weekly series: mean attendance in the second year."""
    second = world.weekly["attendance"][53:105]
    return float(np.nanmean(second)) if np.isfinite(second).any() else float("nan")


def market(scenario="treyl-poultry"):
    """The market with all of it."""
    return migsim.load_scenario(scenario).with_mechanisms(SmallWorld(), Gossip()).with_outcomes(
        distrust=distrust, late_attendance=late_attendance
    )  # fmt: skip
