"""Markets that a page can ask for: those that ship, and those that somebody brought along."""

import secrets
import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from migsim.errors import InputError
from migsim.scenario.library import load_scenario, scenario_names
from migsim.scenario.schema import Scenario

_MOST = 60  # uploads kept; the oldest goes first
_KINDS = {".toml", ".xlsx"}


class Markets:
    """Scenarios by key: a name for those that ship, a secret for an upload, known to nobody but who brought it."""

    def __init__(self, first: Scenario | None = None) -> None:
        self._brought: OrderedDict[str, Scenario] = OrderedDict()
        self._lock = Lock()
        self._shipped: dict[str, Scenario] = {}
        self.first = "treyl-poultry"
        if first is not None:
            self._shipped[first.name] = first
            self.first = first.name

    def listed(self) -> list[dict[str, str]]:
        """Key and title of what everybody can choose, the first first."""
        names = [self.first, *(name for name in scenario_names() if name != self.first)]
        return [{"key": name, "title": self.get(name).title} for name in names]

    def get(self, key: str) -> Scenario:
        """Find a market.

        Raises
        ------
        InputError
            There is none with this key (any more).
        """
        with self._lock:
            if key in self._brought:
                return self._brought[key]
            if key in self._shipped:
                return self._shipped[key]
        if key not in scenario_names():
            raise InputError("this market is not known here (any more); choose one, or bring the file again")
        self._shipped[key] = load_scenario(key)
        return self._shipped[key]

    def bring(self, name: str, content: bytes) -> str:
        """Check a file and keep its market; returns its key.

        Parameters
        ----------
        name : str
            The file's name; only its ending counts, and mistakes are told under it.
        content : bytes

        Raises
        ------
        InputError
            Whatever is wrong with it.
        """
        ending = Path(name).suffix.lower()
        if ending not in _KINDS:
            raise InputError(f"a market is a file that ends in {' or '.join(sorted(_KINDS))}; choose another file")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"market{ending}"
            path.write_bytes(content)
            try:
                scenario = load_scenario(path)
            except InputError as error:
                raise InputError(
                    [message.replace(str(path), "market" + ending) for message in error.messages]
                ) from None
        key = secrets.token_urlsafe(12)
        with self._lock:
            self._brought[key] = scenario
            while len(self._brought) > _MOST:
                self._brought.popitem(last=False)
        return key
