"""What is asked of the model: comparing strategies."""

from migsim.analysis.choice import Choice
from migsim.analysis.compare import compare
from migsim.analysis.comparison import Comparison
from migsim.analysis.recommend import Recommendation

__all__ = ["Choice", "Comparison", "Recommendation", "compare"]
