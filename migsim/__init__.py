"""Simulate Market Interest Groups under different facilitation strategies.

Names are imported on first use, so that `import migsim` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from migsim.version import __version__
from migsim.writers import WRITERS

if TYPE_CHECKING:
    from migsim.analysis.calibration import Calibration, calibrate
    from migsim.analysis.compare import compare
    from migsim.analysis.comparison import Comparison
    from migsim.analysis.discover import discover
    from migsim.analysis.optimise import Optimisation, optimise
    from migsim.analysis.sensitivity import sensitivity
    from migsim.analysis.sweep import Sweep, read_results, sweep
    from migsim.engine.ensemble import ensemble
    from migsim.engine.given import simulate_many
    from migsim.engine.history import History, simulate
    from migsim.engine.mechanism import Mechanism, World
    from migsim.engine.network import Network
    from migsim.errors import InputError
    from migsim.facilitation.schema import Start
    from migsim.facilitation.strategy import Actions, Observation, Strategy
    from migsim.model import MIG, Facilitator, MarketActor, MarketModel
    from migsim.scenario import load_scenario

_HOME = {
    "Actions": "migsim.facilitation.strategy",
    "Calibration": "migsim.analysis.calibration",
    "Comparison": "migsim.analysis.comparison",
    "Facilitator": "migsim.model",
    "History": "migsim.engine",
    "InputError": "migsim.errors",
    "MIG": "migsim.model",
    "MarketActor": "migsim.model",
    "Mechanism": "migsim.engine.mechanism",
    "MarketModel": "migsim.model",
    "Network": "migsim.engine.network",
    "Observation": "migsim.facilitation.strategy",
    "Optimisation": "migsim.analysis.optimise",
    "Start": "migsim.facilitation.schema",
    "Strategy": "migsim.facilitation.strategy",
    "Sweep": "migsim.analysis.sweep",
    "World": "migsim.engine.mechanism",
    "calibrate": "migsim.analysis.calibration",
    "compare": "migsim.analysis.compare",
    "discover": "migsim.analysis.discover",
    "ensemble": "migsim.engine",
    "load_scenario": "migsim.scenario",
    "optimise": "migsim.analysis.optimise",
    "read_results": "migsim.analysis.sweep",
    "sensitivity": "migsim.analysis.sensitivity",
    "simulate": "migsim.engine",
    "simulate_many": "migsim.engine.given",
    "sweep": "migsim.analysis.sweep",
}

WRITERS.update(
    {
        "calibration": "migsim.report.calibration_folder.write_calibration",
        "comparison": "migsim.report.folder.write_report",
        "discovery text": "migsim.report.discovery.as_text",
        "sensitivity": "migsim.report.sensitivity.write_sensitivity",
        "sensitivity text": "migsim.report.sensitivity.as_text",
        "sweep tables": "migsim.report.export.export",
        "twin": "migsim.engine.twin.twin_of",
    }
)

__all__ = [
    "MIG",
    "Actions",
    "Calibration",
    "Comparison",
    "Facilitator",
    "History",
    "InputError",
    "MarketActor",
    "MarketModel",
    "Mechanism",
    "Network",
    "Observation",
    "Optimisation",
    "Start",
    "Strategy",
    "Sweep",
    "World",
    "__version__",
    "calibrate",
    "compare",
    "discover",
    "ensemble",
    "load_scenario",
    "optimise",
    "read_results",
    "sensitivity",
    "simulate",
    "simulate_many",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Import a public name from where it lives."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, those not yet imported too."""
    return sorted({*globals(), *__all__})
