"""Fit of the model's parameters to the patterns F1 to F8. Nothing here knows how strategies rank."""
