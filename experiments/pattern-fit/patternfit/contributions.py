"""F6 on the rule for contributions alone: a repeated game among strangers, as in the experiments."""

import numpy as np

ROUNDS = 10


def repeated_game(parameters: np.ndarray, rounds: int = ROUNDS) -> tuple[np.ndarray, np.ndarray]:
    """Mean share given in the first and in the last round, for each record of parameters.

    Types come by their shares, expectations start at first trust, everybody sees all, a promise is broken as often as
    at middling trust. There is no luck in it: it depends on the parameters only.
    """
    p = parameters
    expected = 0.5 * (p["trust_same_tier"] + p["trust_across_tiers"])
    others = 1.0 - p["share_conditional"] - p["share_free_riders"]
    series = []
    for _ in range(rounds):
        given = (
            p["share_conditional"] * np.minimum(p["conditional_slope"] * expected, 1.0)
            + p["share_free_riders"] * p["free_rider_share"]
            + others * p["unconditional_share"]
        )
        series.append(given)
        expected = expected + p["expectation_memory"] * (given * (1.0 - p["breach"]) - expected)
    return series[0], series[-1]
