"""What is taken when nothing else is asked for; importing it costs nothing."""

#: What parameters are drawn from (see `migsim.scenario.priors`).
DEFAULT_PRIOR = "fitted"
#: The strategy that every benefit is judged against (see `migsim.analysis.added`).
NO_PROJECT = "no-project"
