"""All claims with the default prior: the page, its data, and the table that the documentation shows.

    python experiments/claims/make.py [--runs 600] [--prior fitted] [--seed 1] [--page DIR]

Writes `claims.json`, `claims.csv` and `verdicts.csv` beside this file; `--page` also writes the report page.
"""

import argparse
import json
import time
from pathlib import Path

import pandas as pd
from migsim.analysis.claims import Claims, run_claims
from migsim.analysis.claims.words import amount, effect_words
from migsim.report.claims_folder import claims_table, write_claims
from migsim.report.tables import write_csv

HERE = Path(__file__).parent


def verdicts(claims: Claims) -> pd.DataFrame:
    """One row a claim in words, for a page."""
    rows = []
    for result in claims.results:
        mean, spread = effect_words(result, claims.scenario.currency)
        even = amount(result.symmetric.finding.mean, result.claim.unit, claims.scenario.currency)
        word = result.answer.word
        verdict = f"{word} …: {result.answer.region.split(': ', 1)[1]}" if word.endswith("when") else word
        if word == "holds" and result.answer.region.startswith("fails"):
            verdict += f"; {result.answer.region}"
        same = result.symmetric.word == word
        rows.append(
            {
                "": result.claim.id + ("\\*" if result.claim.by_construction else ""),
                "Claim": result.claim.text,
                "Headline effect": f"{result.claim.outcome}: **{mean}** ({spread})",
                "Verdict": verdict,
                "Carried by": result.mechanism,
                "With symmetric trust": f"{even}; {'the same' if same else result.symmetric.word}",
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", default="fitted")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--page", type=Path)
    args = parser.parse_args()
    began = time.perf_counter()
    claims = run_claims(runs=args.runs, seed=args.seed, prior=args.prior, threads=args.threads)
    print(f"{time.perf_counter() - began:.0f} s")
    text = json.dumps(claims.document(), indent=1, allow_nan=False) + "\n"
    (HERE / "claims.json").write_text(text, encoding="utf-8", newline="\n")
    write_csv(claims_table(claims), HERE / "claims.csv", decimal_comma=False)
    write_csv(verdicts(claims), HERE / "verdicts.csv", decimal_comma=False)
    if args.page:
        print(write_claims(claims, args.page))


if __name__ == "__main__":
    main()
