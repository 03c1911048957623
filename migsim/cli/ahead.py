"""What a later step needs is loaded while futures are still being simulated."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread

# What writing a report imports: half a second in all.
REPORT = (
    "migsim.report",
    "scipy.special",
    "jinja2",
    "openpyxl",
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
)


@contextmanager
def loading(modules: tuple[str, ...]) -> Iterator[Callable[[], None]]:
    """Give a function that begins to load modules on a thread of its own; at the end they are loaded.

    Futures run on all cores, but as a core that is done with its share would wait for the other and then for the
    imports, the sooner these begin the better. Called more than once it does nothing more.
    """
    from migsim.engine.turns import short_turns

    def load() -> None:
        with suppress(Exception):  # whoever needs a module next is told why it cannot be had
            for name in modules:
                import_module(name)

    thread = Thread(target=load, daemon=True)

    def begin() -> None:
        if thread.ident is None:
            thread.start()

    with short_turns():
        yield begin
        if thread.ident is not None:
            thread.join()
