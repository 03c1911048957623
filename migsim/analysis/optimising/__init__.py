"""The search for the best spread of a facilitator's hours, in the order in which it goes.

`space` (what can be chosen), `bench` (playing it in many worlds), `search` (CMA-ES with racing), `rivals` (the library
at the same hours and cost), `verdict` (the check on fresh worlds), `words` (what is told).
"""
