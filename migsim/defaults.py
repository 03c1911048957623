"""What is taken when nothing else is asked for; importing it costs nothing."""

#: What parameters are drawn from (see `migsim.scenario.priors`).
DEFAULT_PRIOR = "fitted"
