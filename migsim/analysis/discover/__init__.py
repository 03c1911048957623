"""Scenario discovery: where a strategy fails, or loses to another."""

from migsim.analysis.discover.analyse import Discovery, discover

__all__ = ["Discovery", "discover"]
