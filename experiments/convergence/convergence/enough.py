"""How many futures are enough for each outcome: until the mean difference is known to within what matters."""

import numpy as np
import pandas as pd
from migsim.analysis.comparison import Comparison
from migsim.analysis.outcomes import OUTCOMES
from migsim.engine.ensemble import Ensemble

_HALF = 1.645  # standard errors on either side of a mean that make its 90 % interval


def enough(results: Ensemble) -> pd.DataFrame:
    """One row an outcome: leader and runner-up, their difference, what matters, and the futures that takes.

    `needed` is the number of futures at which the 90 % interval of the mean paired difference reaches no farther than
    what matters on either side; `unpaired` is the same if the two did not share their futures. `to_tell` is the number
    at which the interval no longer holds 0, if the difference is what was measured here.
    """
    rows = []
    for name, outcome in OUTCOMES.items():
        if name not in results.runs:
            continue
        comparison = Comparison(results.scenario, results, seed=results.seed, objective=name)
        told = comparison.recommendation()
        if told.leader is None or told.runner_up is None:
            continue
        first, second = (comparison.futures.of(name, which) for which in (told.leader, told.runner_up))
        both = np.isfinite(first) & np.isfinite(second)
        apart = first[both] - second[both]
        if both.sum() < 30 or not told.matters or not apart.std() > 0:
            continue
        spread, alone = apart.std(ddof=1), np.hypot(first[both].std(ddof=1), second[both].std(ddof=1))
        rows.append(
            {
                "outcome": name,
                "unit": outcome.unit,
                "leader": told.leader,
                "runner_up": told.runner_up,
                "difference": abs(apart.mean()),
                "matters": told.matters,
                "spread": spread,
                "needed": np.ceil((_HALF * spread / told.matters) ** 2),
                "unpaired": np.ceil((_HALF * alone / told.matters) ** 2),
                "to_tell": np.ceil((_HALF * spread / max(abs(apart.mean()), 1e-12)) ** 2),
                "futures": int(both.sum()),
            }
        )
    return pd.DataFrame(rows)
