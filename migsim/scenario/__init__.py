"""What is given: the market, its actors and constraints, as a file that anyone can read and change."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migsim.scenario.library import load_scenario, scenario_names, scenario_path
    from migsim.scenario.schema import Scenario

__all__ = ["Scenario", "load_scenario", "scenario_names", "scenario_path"]


def __getattr__(name: str) -> Any:
    """Import on first use: the command line must not wait for pydantic."""
    if name == "Scenario":
        from migsim.scenario.schema import Scenario

        return Scenario
    if name in __all__:
        from migsim.scenario import library

        return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
