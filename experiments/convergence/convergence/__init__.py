"""Convergence and stability of comparisons."""
