"""The one list of claims, read from `claims.toml`, and the sentences of the guidance that they test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from migsim.analysis.claims.arms import arms_named
from migsim.analysis.claims.data import expanded, table
from migsim.analysis.claims.model import Beside, Claim
from migsim.asked import several
from migsim.errors import InputError
from migsim.scenario.suggest import advice
from migsim.vocabulary import LEVELS, PRACTICES

_EACH = {"practice": PRACTICES, "level": LEVELS}


@dataclass(frozen=True)
class Sentence:
    """What the guidance says.

    Attributes
    ----------
    says : str
        The sentence, in our words.
    of : str
        ``page`` or ``guidance``, see `guidance.toml`.
    claims : tuple of str
        Ids of the claims that test it.
    because : str
        Why none does.
    """

    says: str
    of: str
    claims: tuple[str, ...]
    because: str = ""


def _claims() -> Iterator[Claim]:
    for row in table("claims")["claims"]:
        each = row.pop("each", None)
        rows = expanded(row, {each: _EACH[each]}) if each else [row]
        for letter, one in zip("abcdefghijklmnopqrstuvwxyz", rows, strict=False):
            yield _claim(one | ({"id": one["id"] + letter} if each else {}))


def _claim(row: dict[str, Any]) -> Claim:
    beside = tuple(
        Beside(**one | {part: arms_named(one.get(part, ())) for part in ("across", "less")})
        for one in row.pop("beside", ())
    )
    return Claim(**row | {"arms": arms_named(row["arms"]), "beside": beside})


CLAIMS: dict[str, Claim] = {claim.id: claim for claim in _claims()}
SENTENCES = tuple(
    Sentence(row["says"], row["from"], tuple(row["claims"]), row.get("because", ""))
    for row in table("guidance")["sentences"]
)


def claims_named(only: Sequence[str] | None) -> list[Claim]:
    """Return claims by id (``C15a``, or ``C15`` for all its parts, in either case), all for None, in order.

    Raises
    ------
    InputError
        For ids that are not known, all at once.
    """
    given = [] if only is None else several("only", only)
    if not given:
        return list(CLAIMS.values())
    asked = [one.strip() for text in given for one in str(text).split(",")]
    chosen = {one: [name for name in CLAIMS if one.lower() in (name.lower(), _whole(name).lower())] for one in asked}
    wrong = [
        f"--only {one}: there is no such claim; {advice(one, CLAIMS, shown=len(CLAIMS))}"
        for one, names in chosen.items()
        if not names
    ]
    if wrong:
        raise InputError(wrong)
    return [claim for name, claim in CLAIMS.items() if any(name in names for names in chosen.values())]


def _whole(name: str) -> str:
    """Id of the claim that a part belongs to."""
    return name.rstrip("abcdefghijklmnopqrstuvwxyz")
