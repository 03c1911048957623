"""The one list of claims, C1 to C20."""

from collections.abc import Sequence

from migsim.analysis.claims import choice, facilitation, ownership, reach, starting, trust, understanding
from migsim.analysis.claims.model import Claim
from migsim.asked import several
from migsim.errors import InputError
from migsim.scenario.suggest import advice

_FILES = (reach, facilitation, understanding, ownership, trust, starting, choice)
CLAIMS: dict[str, Claim] = {
    claim.id: claim for claim in sorted((c for file in _FILES for c in file.CLAIMS), key=lambda c: int(c.id[1:]))
}


def claims_named(only: Sequence[str] | None) -> list[Claim]:
    """Return claims by id (``C15``, in either case), all for None, in order.

    Raises
    ------
    InputError
        For ids that are not known, all at once.
    """
    given = [] if only is None else several("only", only)
    if not given:
        return list(CLAIMS.values())
    asked = [one.strip().upper() for text in given for one in str(text).split(",")]
    wrong = [
        f"--only {one}: there is no such claim; {advice(one, CLAIMS, shown=20)}" for one in asked if one not in CLAIMS
    ]
    if wrong:
        raise InputError(wrong)
    return [claim for name, claim in CLAIMS.items() if name in asked]
