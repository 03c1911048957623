"""Designed experiments: scenarios x strategies x points x runs, into a folder that survives anything."""

from migsim.analysis.sweep.experiment import Experiment, load_experiment
from migsim.analysis.sweep.results import Sweep, read_results
from migsim.analysis.sweep.running import merge, sweep

__all__ = ["Experiment", "Sweep", "load_experiment", "merge", "read_results", "sweep"]
