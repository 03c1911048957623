"""The class's leaderboard: only where the server is shared, and only with scores that it worked out itself."""

from collections import defaultdict
from threading import Lock
from typing import Any

_KEPT = 40  # players a world
_WORLDS = 100


class Leaders:
    """Best score of each player in each world, by benefit less cost; groups alive two years later beside it."""

    def __init__(self) -> None:
        self._scores: defaultdict[tuple[str, int, int], dict[str, dict[str, Any]]] = defaultdict(dict)
        self._lock = Lock()

    def enter(self, world: tuple[str, int, int], player: str, score: dict[str, Any]) -> None:
        """Keep a player's score if it is the best so far."""
        row = {name: score[name] for name in ("net_benefit", "migs_alive", "goals_reached")}
        with self._lock:
            if world not in self._scores and len(self._scores) >= _WORLDS:
                self._scores.pop(next(iter(self._scores)))
            of_world = self._scores[world]
            if player not in of_world or row["net_benefit"] > of_world[player]["net_benefit"]:
                of_world[player] = row
            for name in [row["player"] for row in self._listed(of_world)[_KEPT:]]:
                del of_world[name]

    def listed(self, world: tuple[str, int, int]) -> list[dict[str, Any]]:
        """Players of a world, best first."""
        with self._lock:
            return self._listed(self._scores.get(world, {}))

    @staticmethod
    def _listed(of_world: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        rows = [{"player": player, **row} for player, row in of_world.items()]
        return sorted(rows, key=lambda row: (-row["net_benefit"], row["player"]))
