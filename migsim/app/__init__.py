"""The trainer's app: histories told, played and compared in a browser, on the same functions as the command line."""
