"""What is asked of the model: comparing strategies."""

from migsim.analysis.compare import Comparison, compare
from migsim.analysis.recommend import Recommendation

__all__ = ["Comparison", "Recommendation", "compare"]
