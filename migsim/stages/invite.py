"""Who is invited to the workshop."""

from migsim.chance import INVITATION, uniform
from migsim.kernel import kernel
from migsim.state import Array, Market, State


@kernel
def seats_of(market: Market, seats: Array) -> None:
    """Share the seats of the room among the roles as they stand in the pool, by largest remainder. `seats`: (R,)."""
    room, pool = market.figures[0].room, len(market.pool)
    given = 0
    for r in range(len(market.roles)):
        seats[r] = (room * market.roles[r].present) // pool
        given += seats[r]
    while given < room:
        best, most = -1, -1
        for r in range(len(market.roles)):
            remainder = (room * market.roles[r].present) % pool
            # A role that took its extra seat has seats past its floor and is passed over.
            if seats[r] == (room * market.roles[r].present) // pool and remainder > most:
                best, most = r, remainder
        seats[best] += 1
        given += 1


@kernel
def invite(state: State, market: Market, design: Array, key: tuple[int, int]) -> None:
    """Fill the room from the pool, role by role.

    Within a role the actors with the highest score come first: ``(1 - breadth) power + breadth u``, and a marginalised
    actor scores `seats` (a lever, 0..1) more. Narrow invitation takes the powerful, broad invitation anybody.

    Draws: INVITATION per actor. Source: PMSD step 8, transparent selection; ODD, "Invitation".
    """
    d, seats = design[0], state.seats
    seats_of(market, seats)
    for i in range(len(market.pool)):
        a = market.pool[i]
        u = uniform(key, INVITATION, 0, a.id, 0)
        state.score[i] = (1.0 - d.breadth) * a.power + d.breadth * u + (d.seats if a.marginalised else 0.0)
    for i in range(len(market.pool)):
        ahead = 0
        for j in range(len(market.pool)):
            if market.pool[j].role != market.pool[i].role or i == j:
                continue
            better = state.score[j] - state.score[i]
            if better > 0.0 or (better == 0.0 and market.pool[j].id < market.pool[i].id):
                ahead += 1
        state.actors[i].in_room = ahead < seats[market.pool[i].role]
