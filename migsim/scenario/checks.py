"""What must hold between the tables of a scenario.

Each check sees the file as it was written, whatever else is wrong in it, and says what does not fit together.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from migsim.scenario.checked import Mistake, Path
from migsim.scenario.suggest import advice

MAX_INFLUENCE = 0.9
MAX_NUMBER = 1e12
WEEKS_AFTER_TEST = 52
WEEKS_OF_YEAR = 52
RESERVED = ("source", "sources")

Data = Mapping[str, Any]


def mistakes(data: Data, scenario: type[BaseModel]) -> Iterator[Mistake]:
    """Yield everything that is wrong between the tables of a scenario file; `scenario`: their schema."""
    from migsim.scenario.checks_shocks import shock_mistakes
    from migsim.scenario.checks_sources import source_mistakes

    yield from _names(data)
    yield from _room(data)
    yield from _references(data)
    yield from _needs(data)
    yield from _decides(data)
    yield from _outside(data)
    yield from _influence(data)
    yield from _complements(data)
    yield from _ties(data)
    yield from _seasons(data)
    yield from shock_mistakes(data)
    yield from source_mistakes(data, scenario)


def rows(data: Data, table: str) -> list[tuple[int, Data]]:
    """Return the rows of a table that can be read, with their positions."""
    found = data.get(table)
    return [(at, row) for at, row in enumerate(found) if isinstance(row, Mapping)] if isinstance(found, list) else []


def entries(row: Data, key: str) -> Data:
    """Return a table inside a row; empty where there is none."""
    found = row.get(key)
    return found if isinstance(found, Mapping) else {}


def listed(row: Data, key: str) -> list[Any]:
    """Return a list inside a row; empty where there is none."""
    found = row.get(key)
    return found if isinstance(found, list) else []


def number(value: Any) -> float | None:
    """Return an ordinary number as such, and None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if abs(value) <= MAX_NUMBER else None  # false for nan


def names(data: Data, table: str, key: str = "name") -> list[str]:
    """Return the names of a table's rows, as they were meant: stray blanks are reported once, where they stand."""
    return [row[key].strip() for _, row in rows(data, table) if isinstance(row.get(key), str)]


def unknown(path: Path, name: Any, known: list[str], what: str) -> Iterator[Mistake]:
    """Yield a mistake if `name` is none of the `known` names; silent where the table itself is missing."""
    if isinstance(name, str) and known and name not in known:
        yield Mistake(path, f"there is no {what} of this name; {advice(name, known)}")


def twice(path: Path, items: Iterable[Any], what: str) -> Iterator[Mistake]:
    """Yield a mistake for each item that was there before."""
    seen = set()
    for at, item in enumerate(items):
        if isinstance(item, str) and item in seen:
            yield Mistake((*path, at), f"{what} is listed twice; keep it once")
        seen.add(item if isinstance(item, str) else None)


def _names(data: Data) -> Iterator[Mistake]:
    """Names are permanent identities; two that a reader cannot tell apart are one too many."""
    named = ("roles", "groups", "actors", "constraints", "seasons", "shocks")
    for table, key in (*((table, "name") for table in named), ("sources", "id")):
        first: dict[str, str] = {}
        for at, row in rows(data, table):
            name = row.get(key)
            if not isinstance(name, str):
                continue
            alike = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
            if alike in first:
                same = "the same" if first[alike] == name else f'too close to "{first[alike]}"'
                yield Mistake((table, at, key), f"another of the {table} has {same} {key}; give it one of its own")
            first.setdefault(alike, name)
    for at, row in rows(data, "constraints"):
        if row.get("name") in RESERVED:
            yield Mistake(("constraints", at, "name"), "is a reserved word; choose another name")


def _room(data: Data) -> Iterator[Mistake]:
    room, pool = number(entries(data, "scenario").get("room")), len(listed(data, "actors"))
    if room is not None and room > pool > 0:
        text = f"is more than the {pool} actors of the pool; lower it or add [[actors]]"
        yield Mistake(("scenario", "room"), text)


def _references(data: Data) -> Iterator[Mistake]:
    """Names that stand for something in another table."""
    roles, groups = names(data, "roles"), names(data, "groups")
    for at, actor in rows(data, "actors"):
        yield from unknown(("actors", at, "role"), actor.get("role"), roles, "role")
        for position, group in enumerate(listed(actor, "groups")):
            path: Path = ("actors", at, "groups", position)
            yield from unknown(path, group, groups or [""], "group")
        yield from twice(("actors", at, "groups"), listed(actor, "groups"), "the group")
    for table, key in (("constraints", "burden"), ("groups", "outside_share")):
        for at, row in rows(data, table):
            for role in entries(row, key):
                yield from unknown((table, at, key, role), role, roles, "role")


def _needs(data: Data) -> Iterator[Mistake]:
    """Roles that a constraint needs are held by somebody in the pool."""
    for at, row in rows(data, "constraints"):
        for position, role in enumerate(listed(row, "needs")):
            yield from role_in_pool(data, ("constraints", at, "needs", position), role)
        yield from twice(("constraints", at, "needs"), listed(row, "needs"), "the role")


def _decides(data: Data) -> Iterator[Mistake]:
    """Roles that decide are held by somebody in the pool, and decide on the enabling environment only."""
    for at, row in rows(data, "constraints"):
        for position, role in enumerate(listed(row, "decides")):
            yield from role_in_pool(data, ("constraints", at, "decides", position), role)
        yield from twice(("constraints", at, "decides"), listed(row, "decides"), "the role")
        if listed(row, "decides") and row.get("level") in ("market-chain", "inputs-services"):
            yield Mistake(
                ("constraints", at, "decides"),
                'only an enabling constraint is moved by a decision; take it out, or write level = "enabling"',
            )


def role_in_pool(data: Data, path: Path, role: Any) -> Iterator[Mistake]:
    """Yield a mistake if there is no such role, or nobody in the pool has it."""
    roles, held = names(data, "roles"), names(data, "actors", "role")
    yield from unknown(path, role, roles, "role")
    if role in roles and held and role not in held:
        yield Mistake(path, "nobody in the pool has this role; add one to [[actors]] or take the role out here")


def _outside(data: Data) -> Iterator[Mistake]:
    """Shares of the wider market make a whole, and delegates do not represent more actors than there are."""
    size = number(entries(data, "outside").get("size"))
    shares = {str(row.get("name")): number(row.get("outside_share", 0.0)) for _, row in rows(data, "roles")}
    if not shares or size == 0 or any(share is None for share in shares.values()):
        return
    total = sum(share or 0.0 for share in shares.values())
    if abs(total - 1) > 1e-6:
        yield Mistake(
            ("roles",), f"the outside shares of the roles sum to {total:g}; change them so that they sum to 1"
        )
        return
    for role, share in shares.items():
        tied = sum(number(row.get("represents")) or 0 for _, row in rows(data, "actors") if row.get("role") == role)
        there = round((share or 0.0) * (size or 0.0))
        if size is not None and tied > there:
            text = f'actors of role "{role}" represent {tied:g} outside actors, but only {there} have the role'
            yield Mistake(
                ("outside", "size"), f"{text}; enlarge it, raise the role's outside_share or lower represents"
            )


def _influence(data: Data) -> Iterator[Mistake]:
    """Causes and effects are constraints, none is its own cause, and no effect is due to others altogether."""
    known = names(data, "constraints")
    parts: dict[str, dict[str, float]] = {}
    for cause, row in entries(data, "influence").items():
        if cause in RESERVED or not isinstance(row, Mapping):
            continue
        yield from unknown(("influence", cause), cause, known, "constraint")
        for effect, value in row.items():
            path: Path = ("influence", cause, effect)
            if effect in RESERVED:
                if effect == "source" and not isinstance(value, str):
                    yield Mistake(path, "is the id of a source here, must be text; put it in quotes")
                continue
            yield from unknown(path, effect, known, "constraint")
            if effect == cause:
                yield Mistake(path, "a constraint cannot be its own cause; take the line out")
            if (share := number(value)) is not None and 0 <= share <= 1:
                parts.setdefault(effect, {})[cause] = share
    for effect, causes in parts.items():
        if sum(causes.values()) > MAX_INFLUENCE + 1e-9:
            terms = ", ".join(f"{cause} {share:g}" for cause, share in causes.items())
            text = f'the causes of "{effect}" sum to {sum(causes.values()):g} ({terms})'
            yield Mistake(
                ("influence", list(causes)[-1], effect),
                f"{text}; lower them so that they sum to {MAX_INFLUENCE} at most",
            )


def _complements(data: Data) -> Iterator[Mistake]:
    seen: set[frozenset[str]] = set()
    for at, row in rows(data, "complements"):
        pair = [role for role in listed(row, "roles") if isinstance(role, str)]
        for position, role in enumerate(pair):
            yield from unknown(("complements", at, "roles", position), role, names(data, "roles"), "role")
        if len(pair) == 2 and frozenset(pair) in seen:
            yield Mistake(("complements", at, "roles"), "this pair is there already; keep one of the two")
        seen.add(frozenset(pair))


def _ties(data: Data) -> Iterator[Mistake]:
    """Ties of week 0 are between two actors or two roles, each pair once, and nobody has more than it has room for."""
    actors, roles = names(data, "actors"), names(data, "roles")
    room = {str(row.get("name")): number(row.get("deals")) for _, row in rows(data, "roles")}
    role_of = {str(row.get("name")): str(row.get("role")) for _, row in rows(data, "actors")}
    seen: set[frozenset[str]] = set()
    tied: dict[str, int] = {}
    for at, row in rows(data, "ties"):
        path: Path = ("ties", at, "between")
        pair = [name.strip() for name in listed(row, "between") if isinstance(name, str)]
        known = actors if set(pair) & set(actors) else roles
        for position, name in enumerate(pair):
            if name in actors and name in roles:
                yield Mistake((*path, position), "is both an actor and a role; give one of them another name")
            yield from unknown((*path, position), name, known, "actor" if known is actors else "role or actor")
        if len(pair) != 2 or not set(pair) <= set(known):
            continue
        if frozenset(pair) in seen:
            yield Mistake(path, "this pair is there already; keep one of the two")
        seen.add(frozenset(pair))
        if known is not actors:
            continue
        if pair[0] == pair[1]:
            yield Mistake((*path, 1), "nobody trades with itself; name another actor")
        for name in pair:
            tied[name] = tied.get(name, 0) + 1
            places = room.get(role_of.get(name, ""))
            if places is not None and tied[name] == places + 1:
                text = f'"{name}" has more ties than its role has room for ({places:g} deals); take some out'
                yield Mistake(path, f"{text} or raise deals")


def _seasons(data: Data) -> Iterator[Mistake]:
    """Seasons, where there are any, make a year."""
    lengths = [number(row.get("weeks")) for _, row in rows(data, "seasons")]
    total = sum(length or 0.0 for length in lengths)
    if lengths and None not in lengths and total != WEEKS_OF_YEAR:
        yield Mistake(("seasons",), f"the weeks of the seasons sum to {total:g}; change them so that they sum to 52")
