"""Recovery of known parameters by calibration."""
