"""What people look at: the report, its tables and figures, and the table for the terminal."""

from migsim.report.folder import write_report
from migsim.report.terminal import terminal_text

__all__ = ["terminal_text", "write_report"]
