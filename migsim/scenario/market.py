"""From a scenario to the arrays that the stages read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from migsim.chance import NETWORK, OUTSIDE_LABEL, OUTSIDE_TURNOVER, permanent_id, uniform
from migsim.errors import InputError
from migsim.kernel import entry, kernel
from migsim.numerics import exp, normal_quantile
from migsim.scenario.schema import Scenario
from migsim.state import CONSTRAINT, FIGURES, OUTSIDE_ACTOR, POOL_ACTOR, ROLE, SHOCK, Array, Market
from migsim.vocabulary import LEVELS, SEASONAL, SHOCK_KINDS

_MARKET_RUN = (1 << 32) - 1  # the network and the people outside belong to the seed, not to one future
_FIRST_OUTSIDE = 1 << 24  # above the ids of named actors
_MARGINALISED_POWER = 0.6  # outside, against others of the role (assumed)
_FEWEST = 10  # outside actors of a role that stand for themselves alone, so that a few firms are not one
_BACK = 1000  # first week word of the draws of how often who is picked hears from who picked
_HOMOPHILY_TRIES = 2  # of two possible contacts the one alike is taken: McPherson et al. 2001 for the sign


def build_market(scenario: Scenario, seed: int, weeks: int | None = None) -> Market:
    """Lay a scenario out as arrays; the outside and its contact network are drawn by `seed`.

    Parameters
    ----------
    scenario : Scenario
        What is given.
    seed : int
        All futures of a seed share one outside and one network.
    weeks : int, optional
        Horizon, where it differs from the scenario's.

    Returns
    -------
    Market
        Read-only arrays; see `migsim.state.Market` for shapes.
    """
    check_ids(scenario)
    roles = sorted(scenario.roles, key=lambda role: role.name)
    role_row = {role.name: row for row, role in enumerate(roles)}
    constraint_row = {constraint.name: row for row, constraint in enumerate(scenario.constraints)}
    pool = _pool(scenario, role_row)
    outside = _outside(scenario, roles, role_row, pool, seed)
    role_table = _roles(scenario, roles, pool, outside)
    burden = np.zeros((len(roles), len(constraint_row)))
    needs = np.zeros((len(constraint_row), len(roles)), np.bool_)
    decides = np.zeros_like(needs)
    for k, constraint in enumerate(scenario.constraints):
        for name, share in constraint.burden.items():
            burden[role_row[name], k] = share
        for name in constraint.needs:
            needs[k, role_row[name]] = True
        for name in constraint.decides:
            decides[k, role_row[name]] = True
    complements = np.zeros((len(roles), len(roles)))
    for pair in scenario.complements:
        a, b = (role_row[name] for name in pair.roles)
        complements[a, b] = complements[b, a] = pair.strength
    kinds = _kinds(pool, outside)
    start, contacts, hears = _network(scenario, pool, outside, kinds, seed)
    constituents, constituent_start = _constituents(len(pool), outside)
    spoken_for = outside["delegate"] >= 0
    pool["constituents_turnover"] = np.bincount(
        outside["delegate"][spoken_for], (outside["stands_for"] * outside["turnover"])[spoken_for], len(pool)
    )
    market = Market(
        figures=_figures(scenario, weeks, role_table, pool, outside),
        roles=role_table,
        pool=pool,
        outside=outside,
        constraints=_constraints(scenario),
        shocks=_shocks(scenario, role_row, constraint_row),
        burden=burden,
        needs=needs,
        decides=decides,
        complements=complements,
        flow=relief_flow(influence_matrix(scenario)),
        ids=np.concatenate([pool["id"], outside["id"]]),
        kinds=kinds,
        contact_start=start,
        contacts=contacts,
        hears=hears,
        alike=count_alike(start, contacts, kinds),
        constituent_start=constituent_start,
        constituents=constituents,
        former_ties=_former_ties(scenario),
        season=_season(scenario),
    )
    for array in market:
        array.setflags(write=False)
    return market


def _former_ties(scenario: Scenario) -> Array:
    """Chance that each pair trades at week 0, above the diagonal, shape (P, P); -1 where the scenario says nothing.

    What is said of two actors goes before what is said of their roles.
    """
    chances = np.full((len(scenario.actors), len(scenario.actors)), -1.0)
    names = [actor.name for actor in scenario.actors]
    roles = np.array([actor.role for actor in scenario.actors])
    for tie in scenario.ties:
        if tie.between[0] not in names:
            one, other = (roles == role for role in tie.between)
            chances[np.outer(one, other) | np.outer(other, one)] = tie.share
    for tie in scenario.ties:
        if tie.between[0] in names:
            low, high = sorted(names.index(name) for name in tie.between)
            chances[low, high] = tie.share
    return np.triu(chances, 1)


def _season(scenario: Scenario) -> Array:
    """Time, money and prices by week of the year against their means, shape (3, 52); ones without seasons."""
    if not scenario.seasons:
        return np.ones((len(SEASONAL), 52))
    weeks = [season.weeks for season in scenario.seasons]
    year = np.array([np.repeat([getattr(season, what) for season in scenario.seasons], weeks) for what in SEASONAL])
    return np.ascontiguousarray(year / year.mean(axis=1, keepdims=True))


def check_ids(scenario: Scenario) -> None:
    """Raise an `InputError` when two names share a permanent id, by which their luck is drawn (very rare)."""
    wrong = []
    named: dict[str, tuple[Any, ...]] = {
        "actor": scenario.actors,
        "constraint": scenario.constraints,
        "shock": scenario.shocks,
    }
    for kind, things in named.items():
        seen: dict[int, str] = {}
        for thing in things:
            first = seen.setdefault(permanent_id(kind, thing.name), thing.name)
            if first != thing.name:
                wrong.append(f"{kind} {thing.name!r}: would share its luck with {first!r}; change one of the names")
    if wrong:
        raise InputError(wrong)


def influence_matrix(scenario: Scenario) -> Array:
    """Influence as an array [cause, effect], shape (K, K): share of the effect's severity that is due to the cause."""
    row = {constraint.name: k for k, constraint in enumerate(scenario.constraints)}
    influence = np.zeros((len(row), len(row)))
    for cause, effects in scenario.influence.items():
        for effect, share in effects.items():
            influence[row[cause], row[effect]] = share
    return influence


def relief_flow(influence: Array) -> Array:
    """Relief of each constraint by work on each, shape (K, K), rows summing to 1.

    A constraint's severity is its own to the share that no other causes: ``relief = D worked + A' relief``, so
    ``relief = (I - A')^-1 D worked``. Full work on everything relieves everything fully, and no more.
    """
    own = np.diag(1.0 - influence.sum(axis=0))
    # Gauss-Jordan by hand on a small matrix: the same bits on every processor, which a tuned library does not promise.
    size = len(influence)
    left, right = np.eye(size) - influence.T, own.copy()
    for pivot in range(size):
        scale = left[pivot, pivot]
        left[pivot] /= scale
        right[pivot] /= scale
        for other in range(size):
            if other != pivot:
                factor = left[other, pivot]
                left[other] -= factor * left[pivot]
                right[other] -= factor * right[pivot]
    return np.ascontiguousarray(right)


def _figures(scenario: Scenario, weeks: int | None, roles: Array, pool: Array, outside: Array) -> Array:
    costs, figures = scenario.costs, np.zeros(1, FIGURES)
    test = next((shock.week for shock in scenario.shocks if shock.test), None)
    households = roles["household"]
    for name, value in {
        "room": scenario.room,
        "weeks": weeks or scenario.horizon,
        "target_cut": scenario.target_cut,
        "facilitator_hour": costs.facilitator_hour,
        "workshop_day": costs.workshop_day,
        "meeting": costs.meeting,
        "relief_per_household": costs.relief_per_household,
        "relief_share": costs.relief_share,
        "relief_fade": costs.relief_fade,
        "reach_threshold": scenario.outside.reach_threshold,
        "discount": (1.0 + costs.discount) ** (-1.0 / 52.0),
        "households": households[pool["role"]].sum() + outside["stands_for"][households[outside["role"]]].sum(),
        "outside": outside["stands_for"].sum(),
        "test_week": test if test is not None else -1,
        "agent_hour": costs.agent_rate,
        "message": costs.message_rate,
    }.items():
        figures[name] = value
    return figures


def _roles(scenario: Scenario, roles: list[Any], pool: Array, outside: Array) -> Array:
    tiers = sorted({role.tier for role in roles})
    table = np.zeros(len(roles), ROLE)
    for row, role in enumerate(roles):
        for name in ("turnover", "spread", "hour_value", "deals", "household"):
            table[row][name] = getattr(role, name)
        table[row]["id"] = permanent_id("role", role.name)
        table[row]["tier"] = tiers.index(role.tier)
        table[row]["present"] = (pool["role"] == row).sum()
        table[row]["outside_turnover"] = role.turnover * outside["stands_for"][outside["role"] == row].sum()
    return table


def _pool(scenario: Scenario, role_row: dict[str, int]) -> Array:
    roles = {role.name: role for role in scenario.roles}
    groups = {group.name: (bit, group) for bit, group in enumerate(scenario.groups)}
    pool = np.zeros(len(scenario.actors), POOL_ACTOR)
    for row, actor in enumerate(scenario.actors):
        role, mine = roles[actor.role], [groups[name] for name in actor.groups]
        entry = pool[row]
        entry["id"] = permanent_id("actor", actor.name)
        entry["role"] = role_row[actor.role]
        entry["groups"] = sum(1 << bit for bit, _ in mine)
        entry["marginalised"] = any(group.marginalised for _, group in mine)
        entry["represents"] = actor.represents
        for name in ("turnover", "power", "voice", "hours", "travel", "competence"):
            own = getattr(actor, name)
            entry[name] = getattr(role, name) if own is None else own
        # Who belongs to two groups is held back by the heavier of the two, not by their product.
        if actor.voice is None:
            entry["voice"] = min(entry["voice"] * min((group.voice for _, group in mine), default=1.0), 1.0)
        entry["burdened"] = max((group.travel for _, group in mine), default=1.0)
    return pool


def _outside(scenario: Scenario, roles: list[Any], role_row: dict[str, int], pool: Array, seed: int) -> Array:
    """Draw the outside: roles by largest remainder, constituents of delegates, turnover and labels by the seed.

    Each row stands for `stands_for` actors of the same role, turnover and fate, who have the same delegate, if any.
    """
    rows = [
        (role, delegate, stands_for)
        for role, delegate, actors, parts in _blocks(scenario, roles, pool)
        for stands_for in _even_parts(actors, parts)
    ]
    outside = np.zeros(len(rows), OUTSIDE_ACTOR)
    outside["id"] = _FIRST_OUTSIDE + np.arange(len(rows))
    for name, values in zip(("role", "delegate", "stands_for"), zip(*rows, strict=True), strict=False):
        outside[name] = values
    medians = np.array([role.turnover for role in roles])
    spreads = np.array([role.spread for role in roles])
    fill_turnover(outside, medians, spreads, (seed, _MARKET_RUN))
    outside["power"] = np.array([role.power for role in roles])[outside["role"]]
    for bit, group in enumerate(scenario.groups):
        shares = np.array([group.outside_share.get(role.name, 0.0) for role in roles])
        label_outside(outside, shares, permanent_id("group", group.name), bit, group.marginalised, (seed, _MARKET_RUN))
    outside["power"][outside["marginalised"]] *= _MARGINALISED_POWER
    return outside


def _blocks(scenario: Scenario, roles: list[Any], pool: Array) -> Iterator[tuple[int, int, int, int]]:
    """Yield who outside is alike: role, delegate (-1: none), how many actors, and how many rows stand for them."""
    each = scenario.outside.each
    seats = _apportion([role.outside_share for role in roles], scenario.outside.size)
    delegates = sorted(range(len(pool)), key=lambda row: int(pool["id"][row]))
    for role, free in enumerate(map(int, seats)):
        for row in delegates:
            if pool["role"][row] == role:
                tied = min(int(pool["represents"][row]), free)
                free -= tied
                yield role, row, tied, -(-tied // each)
        yield role, -1, free, max(-(-free // each), min(free, _FEWEST))


def _even_parts(total: int, parts: int) -> list[int]:
    """Whole numbers that add up to `total` and differ by 1 at most, the larger first."""
    return [total // parts + (n < total % parts) for n in range(parts)]


def _apportion(shares: list[float], size: int) -> Array:
    """Whole numbers that add up to `size`, by largest remainder."""
    exact = np.array(shares) / sum(shares) * size if sum(shares) > 0 else np.zeros(len(shares))
    counts = np.floor(exact).astype(np.int64)
    if exact.sum() > 0:
        for row in np.argsort(counts - exact, kind="stable")[: size - counts.sum()]:
            counts[row] += 1
    return counts


@entry
def fill_turnover(outside: Array, medians: Array, spreads: Array, key: tuple[int, int]) -> None:
    """Draw each outside actor's turnover, log-normal about its role's median. Draws: OUTSIDE_TURNOVER per actor."""
    for o in range(len(outside)):
        a = outside[o]
        z = normal_quantile(uniform(key, OUTSIDE_TURNOVER, 0, a.id, 0))
        a.turnover = medians[a.role] * exp(spreads[a.role] * z)


@entry
def label_outside(
    outside: Array, shares: Array, group: int, bit: int, marginalised: bool, key: tuple[int, int]
) -> None:
    """Give outside actors a label with their role's share as chance. Draws: OUTSIDE_LABEL per actor and group."""
    for o in range(len(outside)):
        a = outside[o]
        if uniform(key, OUTSIDE_LABEL, 0, a.id, group) < shares[a.role]:
            a.groups |= 1 << bit
            a.marginalised |= marginalised


def _kinds(pool: Array, outside: Array) -> Array:
    """Kind of every node, by role and standing, pool first, shape (M,)."""
    role = np.concatenate([pool["role"], outside["role"]])
    low = np.concatenate([pool["marginalised"], outside["marginalised"]])
    kinds: Array = (2 * role + low).astype(np.uint16)
    return kinds


def _network(scenario: Scenario, pool: Array, outside: Array, kinds: Array, seed: int) -> tuple[Array, Array, Array]:
    """Contact network in compressed rows: `contacts[start[i]:start[i + 1]]` are those who hear from node i.

    Also how many contacts each node hears from, shape (M,).
    """
    ids = np.concatenate([pool["id"].astype(np.int64), outside["id"].astype(np.int64)])
    stands_for = np.concatenate([np.ones(len(pool)), outside["stands_for"]])
    # Pool nodes are taken in the order of their ids, so that the order of the file does not matter.
    order = np.concatenate([np.argsort(pool["id"], kind="stable"), len(pool) + np.arange(len(outside))])
    half = scenario.outside.contacts / 2.0
    key = (seed, _MARKET_RUN)
    heard = np.empty((2 * len(order) * (int(half) + 1), 2), np.int32)
    drawn = draw_contacts(order, len(pool), ids, kinds, stands_for, half, key, heard)
    if drawn > len(heard):  # chance is keyed by event, so that the same contacts are drawn once more
        heard = np.empty((drawn, 2), np.int32)
        draw_contacts(order, len(pool), ids, kinds, stands_for, half, key, heard)
    return compress(heard[:drawn], len(ids))


@kernel
def _first_above(below: Array, value: float) -> int:
    """Place of the first of ascending sums that is above a value; their number where none is."""
    low, high = 0, len(below)
    while low < high:
        middle = (low + high) // 2
        if below[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@entry
def draw_contacts(
    order: Array,
    pool_size: int,
    ids: Array,
    kinds: Array,
    stands_for: Array,
    half_degree: float,
    key: tuple[int, int],
    heard: Array,
) -> int:
    """Draw contacts: each node picks half the mean degree; of two candidates it takes the one alike.

    A node is a candidate as often as it stands for somebody. Whoever is picked hears from the one who picked, too: once
    for each of them that a contact between their households would fall to, so that a node that stands for many does not
    hear from the few in the room more than each of its households would.

    Draws: NETWORK per node and candidate, and per pick between nodes that do not stand for as many.

    Parameters
    ----------
    order : ndarray
        Nodes as they are taken, shape (M,).
    pool_size : int
        Nodes below are in the pool.
    ids, kinds, stands_for : ndarray
        Of each node, shape (M,); nodes of one kind are alike.
    half_degree : float
    key : (int, int)
    heard : ndarray
        Filled with pairs of who is heard and who hears, shape (E, 2); a pair may be drawn twice.

    Returns
    -------
    int
        How many pairs there are; those for which there is no room are counted, not written.
    """
    nodes, room = len(order), len(heard)
    whole = int(half_degree)
    count = 0
    if nodes < 2:
        return count
    below = np.cumsum(stands_for[order])
    for n in range(nodes):
        node = order[n]
        kind = 0 if node < pool_size else 1
        picks = whole + (1 if uniform(key, NETWORK, 0, ids[node], kind) < half_degree - whole else 0)
        for pick in range(picks):
            chosen = -1
            for attempt in range(_HOMOPHILY_TRIES):
                u = uniform(key, NETWORK, 1 + pick * _HOMOPHILY_TRIES + attempt, ids[node], kind)
                place = _first_above(below, u * below[nodes - 2])
                other = order[min(place, nodes - 2)]
                if other == node:
                    other = order[nodes - 1]
                if chosen < 0 or kinds[other] == kinds[node] != kinds[chosen]:
                    chosen = other
            times = 1
            if stands_for[node] != stands_for[chosen]:
                luck = uniform(key, NETWORK, _BACK + pick, ids[node], kind)
                times = int(stands_for[node] / stands_for[chosen] + luck)
            for back in range(times + 1):
                if count < room:
                    heard[count, 0] = node if back < times else chosen
                    heard[count, 1] = chosen if back < times else node
                count += 1
    return count


def compress(heard: Array, nodes: int) -> tuple[Array, Array, Array]:
    """Turn pairs of who is heard and who hears into compressed rows; also counts how many each hears."""
    start = np.concatenate([[0], np.cumsum(np.bincount(heard[:, 0], minlength=nodes))]).astype(np.int32)
    contacts = heard[np.argsort(heard[:, 0], kind="stable"), 1]
    return start, contacts, np.bincount(heard[:, 1], minlength=nodes).astype(np.int32)


def count_alike(start: Array, contacts: Array, kinds: Array) -> Array:
    """Contacts that each node hears from and that are of its own kind, shape (M,)."""
    alike = np.repeat(kinds, np.diff(start)) == kinds[contacts]
    return np.bincount(contacts[alike], minlength=len(kinds)).astype(np.int32)


def _constituents(pool_size: int, outside: Array) -> tuple[Array, Array]:
    """Nodes of the constituents by delegate, and where each delegate's begin, shape (P + 1,)."""
    tied = np.flatnonzero(outside["delegate"] >= 0)
    nodes = (pool_size + tied[np.argsort(outside["delegate"][tied], kind="stable")]).astype(np.uint32)
    counts = np.bincount(outside["delegate"][tied], minlength=pool_size)
    return nodes, np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)


def _constraints(scenario: Scenario) -> Array:
    table = np.zeros(len(scenario.constraints), CONSTRAINT)
    firms = {role.name for role in scenario.roles if role.deals > 0 and role.turnover > 0 and not role.household}
    for row, constraint in enumerate(scenario.constraints):
        entry = table[row]
        entry["id"] = permanent_id("constraint", constraint.name)
        entry["level"] = LEVELS.index(constraint.level)
        entry["severity"] = constraint.severity
        entry["visibility"] = constraint.visibility
        entry["tractability"] = constraint.tractability
        entry["service"] = constraint.service
        entry["provider"] = bool(firms & set(constraint.needs))
    return table


def _shocks(scenario: Scenario, role_row: dict[str, int], constraint_row: dict[str, int]) -> Array:
    table = np.zeros(len(scenario.shocks), SHOCK)
    for row, shock in enumerate(scenario.shocks):
        entry = table[row]
        entry["id"] = permanent_id("shock", shock.name)
        entry["kind"] = SHOCK_KINDS.index(shock.kind)
        entry["week"] = -1 if shock.week is None else shock.week
        entry["rate"] = 0.0 if shock.rate is None else 1.0 - (1.0 - shock.rate) ** (1.0 / 52.0)
        entry["constraint"] = -1 if shock.constraint is None else constraint_row[shock.constraint]
        entry["size"] = shock.size
        entry["weeks"] = shock.weeks
        entry["role"] = -1 if shock.role is None else role_row[shock.role]
    return table
