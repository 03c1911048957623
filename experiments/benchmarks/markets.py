"""Markets of any size, made of a given one."""

from migsim.scenario.schema import Scenario


def crowded_room(scenario: Scenario, people: int) -> Scenario:
    """The same market with `people` in the room: its actors again and again, as many to a seat as there were."""
    wanted = round(len(scenario.actors) * people / scenario.room)
    actors = [
        actor if turn == 0 else actor.model_copy(update={"name": f"{actor.name} ({turn + 1})", "represents": 0})
        for turn in range(-(-wanted // len(scenario.actors)))
        for actor in scenario.actors
    ]
    header = scenario.scenario.model_copy(update={"room": people})
    return scenario.model_copy(update={"scenario": header, "actors": tuple(actors[:wanted])})


def larger_outside(scenario: Scenario, size: int) -> Scenario:
    """The same market with so many actors outside, each by itself, of eight contacts each."""
    outside = scenario.outside.model_copy(update={"size": size, "contacts": 8.0, "stands_for": 1})
    return scenario.model_copy(update={"outside": outside})
