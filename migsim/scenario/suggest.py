"""Did you mean …? Names that were probably meant."""

import difflib
from collections.abc import Iterable

_MOST_SIGNS = 240  # of the names in a message
_LONGEST = 200  # a longer word is nobody's slip of the pen, and takes long to compare


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that `word` was probably meant to be, or None.

    Capitals, blanks around a word, and the difference between blank, hyphen and underscore do not count against it.

    Examples
    --------
    >>> closest(" Smallholders", ["trader", "smallholder"])
    'smallholder'
    """
    if len(word) > _LONGEST:
        return None
    plain = {_plain(name): name for name in known}
    found = difflib.get_close_matches(_plain(word), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def advice(word: str, known: Iterable[str], shown: int = 12) -> str:
    """Return what to do about an unknown name: the one probably meant, or those there are."""
    names = list(dict.fromkeys(known))
    meant = closest(word, names)
    if meant is not None:
        return f'did you mean "{meant}"?'
    if not names:
        return "there is none yet"
    kept = [f'"{name}"' for name in names[:shown]]
    while len(kept) > 1 and sum(map(len, kept)) > _MOST_SIGNS:
        kept.pop()
    more = f" and {len(names) - len(kept)} more" if len(names) > len(kept) else ""
    return "there are: " + ", ".join(kept) + more


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("-", " ").replace("_", " ").split())
