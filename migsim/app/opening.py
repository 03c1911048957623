"""What the page has to know before anything is chosen."""

from typing import Any

from migsim.app.lessons import LESSONS
from migsim.app.texts import FIRST, languages, names, texts
from migsim.facilitation.library import STANDARD, load_strategy
from migsim.version import __version__


def opening(language: str, markets: list[dict[str, str]], strategies: list[str]) -> dict[str, Any]:
    """Lay out the texts of a language (English where it is not known), and what there is to choose from.

    Parameters
    ----------
    language : str
        Its code.
    markets : list of dict
        Key and title of each.
    strategies : list of str
        Names of the library.
    """
    known = languages()
    return {
        "version": __version__,
        "languages": known,
        "texts": texts(language if language in known else FIRST),
        "names": names(language) if language in known else {},
        "markets": markets,
        "lessons": list(LESSONS),
        "open_lessons": [name for name, lesson in LESSONS.items() if lesson.open],
        "strategies": [
            {"name": s.name, "title": s.title, "description": s.description, "standard": s.name in STANDARD}
            for s in map(load_strategy, strategies)
        ],
    }
