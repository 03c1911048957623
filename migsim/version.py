"""The version, which everything that is written down names."""

__version__ = "0.1.0"
