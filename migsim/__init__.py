"""Simulate Market Interest Groups under different facilitation strategies."""

__version__ = "0.1.0"
