"""How the model runs: one future, many futures, many cores."""

from migsim.engine.ensemble import Ensemble, ensemble
from migsim.engine.history import History, simulate
from migsim.engine.twin import Twin
from migsim.engine.worlds import is_compiled

__all__ = ["Ensemble", "History", "Twin", "ensemble", "is_compiled", "simulate"]
