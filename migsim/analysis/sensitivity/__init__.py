"""What matters: sensitivity of outcomes, and of differences between strategies, to what an experiment varies."""

from migsim.analysis.sensitivity.analyse import sensitivity
from migsim.analysis.sensitivity.result import Finding, Sensitivity

__all__ = ["Finding", "Sensitivity", "sensitivity"]
