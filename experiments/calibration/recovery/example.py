"""One programme in a market unlike the prior, and what its register changes in a comparison."""

from pathlib import Path

import numpy as np
import pandas as pd
from migsim.analysis import compare
from migsim.analysis.calibration import calibrate
from migsim.scenario.priors import load_prior

from recovery.registers import FULL, SCENARIO, STRATEGY, Programme, write_register

#: The market's own parameters: members come seldom, businesses rarely fit each other, and promises are often broken.
TRUTH = {"attendance_offset": 0.44, "match_share": 0.17, "deal_rate": 0.22, "breach": 0.28, "tie_value": 0.012}
_SEED, _RUN = 4242, 7
_RUNS = 500


def example(out: Path, runs: int = _RUNS, futures: int = 10_000) -> pd.DataFrame:
    """Write the register and its posterior, and compare the strategies before, after, and with the truth."""
    truth = load_prior().draw(_SEED, range(_RUN, _RUN + 1))
    for name, value in TRUTH.items():
        truth[name] = value
    write_register(Programme(_SEED).rows(truth, _RUN, FULL), out / "register.csv")
    found = calibrate(SCENARIO, out / "register.csv", STRATEGY, runs=futures, threads=1)
    found.posterior.to_csv(out / "posterior.csv", index=False, lineterminator="\n")
    named = [name for name in truth.dtype.names or () if name in found.posterior]
    known = pd.DataFrame({name: truth[name] for name in named})
    known.to_csv(out / "truth.csv", index=False, lineterminator="\n")
    found.narrowed.round(4).to_csv(out / "narrowed.csv", index=False, lineterminator="\n")
    found.predictive.round(4).to_csv(out / "predictive.csv", index=False, lineterminator="\n")
    rows = []
    for label, prior in (("before", "fitted"), ("after", out / "posterior.csv"), ("truth", out / "truth.csv")):
        result = compare(SCENARIO, runs=runs, prior=prior, threads=1)
        table, told = result.table(), result.recommendation()
        for row in table.to_dict("records"):
            gain = result.futures.of("net_benefit", row["strategy"])
            low, high = np.quantile(gain, (0.05, 0.95))
            rows.append(
                {
                    "prior": label,
                    "strategy": row["strategy"],
                    "net_benefit": row["net_benefit"],
                    "low": low,
                    "high": high,
                    "best_in": row["best_in"],
                    "recommended": row["strategy"] == told.strategy,
                    "leads": row["strategy"] == told.leader,
                    "text": told.text if row["strategy"] == told.leader else "",
                }
            )
    answer = pd.DataFrame(rows)
    answer.to_csv(out / "answer.csv", index=False, float_format="%.4g", lineterminator="\n")
    return answer
