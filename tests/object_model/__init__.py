"""The model a second time, written plainly from the ODD page: one Python object for each actor, group and constraint.

Nothing here is fast, and nothing is shared with the stages: only the draws, the numerics, the scenario's schema, the
table of parameters and the strategy as data. What both models agree on is what the page says.
"""
