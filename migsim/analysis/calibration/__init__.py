"""Monitoring data in, parameters of that market out: what `migsim calibrate` does."""

from migsim.analysis.calibration.fitting import Calibration, calibrate

__all__ = ["Calibration", "calibrate"]
