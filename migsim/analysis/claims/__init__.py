"""The claims of the practice guidance on Market Interest Groups, each as an experiment.

What the guidance says stands in `guidance.toml`, the claims in `claims.toml`, their arms in `arms.toml`: data, fixed
before any number. `verdict` holds the rule; `registry` the lists; `run` runs them.
"""

from migsim.analysis.claims.registry import CLAIMS, SENTENCES, claims_named
from migsim.analysis.claims.run import Claims, futures_at_most, run_claims

__all__ = ["CLAIMS", "SENTENCES", "Claims", "claims_named", "futures_at_most", "run_claims"]
