"""Compiled code knows the words of the vocabulary by numbers; the two lists stand in the same order."""

import pytest
from migsim import state, vocabulary
from migsim.stages import events

# Words whose number has another name, so that it says of what it is or does not hide another.
RENAMED = {
    "members": "MEMBERS_NOW",
    "move-hours": "MOVE_HOURS",
    "add-hours": "ADD_HOURS",
    "style": "SET_STYLE",
    "travel-support": "SET_TRAVEL_SUPPORT",
    "fund": "SET_FUND",
    "hand-over": "BEGIN_HANDOVER",
    "recruit": "SET_RECRUIT",
    "conditional cooperator": "CONDITIONAL",
    "free rider": "FREE_RIDER",
    "unconditional cooperator": "UNCONDITIONAL",
    "none": "NO_MIG",
    "goal reached": "COMPLETED",
}


@pytest.mark.parametrize(
    "words",
    [
        "PRACTICES",
        "LEVELS",
        "COOPERATION_TYPES",
        "MIG_STATUS",
        "SHOCK_KINDS",
        "VOTE_RULES",
        "HANDOVERS",
        "OBSERVABLES",
        "RULE_ACTIONS",
        "SEASONAL",
    ],
)
def test_numbers_stand_in_the_order_of_the_words(words):
    for number, word in enumerate(getattr(vocabulary, words)):
        name = RENAMED.get(word, word.upper().replace("-", "_"))
        assert getattr(state, name) == number, word


def test_categories():
    numbers = (state.MEMBERS, state.CONSTITUENTS, state.WIDER)
    assert [vocabulary.CATEGORIES[number] for number in numbers] == ["members", "constituents", "wider"]


def test_no_word_stands_twice():
    for words in (
        vocabulary.SCORECARD,
        vocabulary.WEEKLY,
        vocabulary.OBSERVABLES,
        vocabulary.SHOCK_KINDS,
        events.NAMES,
    ):
        assert len(set(words)) == len(words)
