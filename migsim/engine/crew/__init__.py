"""Who does the work of many parts: threads, processes, or the workers of a cluster.

A crew is given a job, the parts to do and somebody who receives what they come to. It does them in any order, and ends
when all are received, when something goes wrong that more trying cannot mend, or when it is interrupted.
"""

from migsim.engine.crew.job import Receive, Stopped, Work
from migsim.engine.crew.processes import in_processes
from migsim.engine.crew.threads import in_threads

__all__ = ["Receive", "Stopped", "Work", "in_processes", "in_threads"]
