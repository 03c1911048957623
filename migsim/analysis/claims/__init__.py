"""The claims of the practice guidance on Market Interest Groups, each as an experiment.

A claim is data and a small function: arms that differ in one thing, one headline effect, and what would count, all
written down before any number. `verdict` holds the rule; `registry` the list; `run` runs them.
"""

from migsim.analysis.claims.registry import CLAIMS, claims_named
from migsim.analysis.claims.run import Claims, futures_at_most, run_claims

__all__ = ["CLAIMS", "Claims", "claims_named", "futures_at_most", "run_claims"]
