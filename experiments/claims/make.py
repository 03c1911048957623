"""All claims with the default prior: the page, its data, and the table that the documentation shows.

    python experiments/claims/make.py [--runs 600] [--prior fitted] [--seed 1] [--page DIR]

Writes `claims.json`, `claims.csv`, `verdicts.csv`, `tally.csv` (verdicts counted, those true by construction apart) and
`mechanisms.csv` (which claims each mechanism carries) beside this file; `--page` also writes the report page.
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
from migsim.scenario.parameters import SWITCHES

HERE = Path(__file__).parent
_CARRIES = 0.2  # of a lead


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


def tally(claims: Claims) -> pd.DataFrame:
    """How many claims have which verdict, those true by construction counted apart."""
    words = [result.answer.word for result in claims.results]
    made = [bool(result.claim.by_construction) for result in claims.results]
    kind = ["true by construction" if one else "tested" for one in made]
    return pd.crosstab(pd.Series(kind, name=""), pd.Series(words, name="verdict")).reset_index()


def mechanisms(claims: Claims) -> pd.DataFrame:
    """For each mechanism the claims that lose, or gain, a fifth of their lead or more without it."""
    rows = []
    for switch in SWITCHES:
        parts = [
            (result.claim.id, one.part)
            for result in claims.results
            for one in result.carried
            if one.switch.name == switch.name and one.real and abs(one.part) >= _CARRIES
        ]
        rows.append(
            {
                "mechanism": switch.what,
                "switch": switch.name,
                "carries": ", ".join(name for name, part in parts if part > 0),
                "works against": ", ".join(name for name, part in parts if part < 0),
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
    write_csv(tally(claims), HERE / "tally.csv", decimal_comma=False)
    write_csv(mechanisms(claims), HERE / "mechanisms.csv", decimal_comma=False)
    if args.page:
        print(write_claims(claims, args.page))


if __name__ == "__main__":
    main()
