"""Every kind of mistake in a scenario has its message, at its line, with what to do."""

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Market

CONSTRAINT = 'name = "access-to-finance"\ntitle = "Access to finance"\nlevel = "inputs-services"\n'
SHOCK = 'name = "newcastle-disease"\nkind = "severity"\nweek = 182\ntest = true'

# old text, new text (its last line is where the mistake is), what the message says after `market.toml:LINE: `
ONE_MISTAKE: list[Any] = [
    # figures out of range, and what was probably meant
    (
        CONSTRAINT + "severity = 0.7",
        CONSTRAINT + "severity = 30",
        "constraints.access-to-finance.severity = 30: must be at most 1 (share of worst); write 0.3 if 30 % is meant",
    ),
    (
        CONSTRAINT + "severity = 0.7",
        CONSTRAINT + "severity = -0.7",
        "constraints.access-to-finance.severity = -0.7: must be at least 0 (share of worst); change it",
    ),
    (
        "budget = 11000.0",
        "budget = inf",
        "costs.budget = Infinity: must be an ordinary number; write one",
    ),
    ("horizon = 260", "horizon = 52", "scenario.horizon = 52: must be at least 53 (weeks); change it"),
    ("relief_per_household = 100.0", "relief_per_household = 0", "costs.relief_per_household = 0: must be more than 0"),
    # figures that are no numbers
    (
        "discount = 0.05",
        'discount = "0,05"',
        'costs.discount = "0,05": is text with a comma, must be a number; write 0.05 if that is meant, without quotes',
    ),
    ("budget = 11000.0", 'budget = "50,000"', "write 50000 or 50.000, whichever is meant, without quotes"),
    ("discount = 0.05", 'discount = "5 %"', "must be a number; write 0.05 without quotes if 5 % is meant"),
    ("discount = 0.05", 'discount = " 0.05"', "is text because of its quotes, must be a number; write 0.05 without"),
    ("discount = 0.05", 'discount = "low"', 'costs.discount = "low": must be a number; write one without quotes'),
    ("discount = 0.05", "discount = true", "costs.discount = true: must be a number; write one without quotes"),
    ("discount = 0.05", "discount = [0.05]", "costs.discount = [0.05]: must be a number"),
    ("discount = 0.05", "discount = 2020-01-01", 'costs.discount = "2020-01-01": must be a number'),
    ("horizon = 260", "horizon = 260.5", "scenario.horizon = 260.5: must be a whole number; write one without quotes"),
    (
        "household = true",
        'household = "yes"',
        "must be true or false; write one of them in small letters, without quotes",
    ),
    # keys
    ("meeting = 40.0", "meetings = 40.0", 'costs.meetings = 40.0: is not known here; did you mean "meeting"?'),
    ("meeting = 40.0", "Meeting = 40.0", 'costs.Meeting = 40.0: is not known here; did you mean "meeting"?'),
    ("meeting = 40.0", '" meeting" = 40.0', 'costs." meeting" = 40.0: is not known here; did you mean "meeting"?'),
    ("discount = 0.05", "discount = 0.05\nxyz = 1", 'costs.xyz = 1: is not known here; there are: "source", "sources"'),
    ("[costs]", "[cost]", 'cost: is not known here; did you mean "costs"?'),
    # names
    ('currency = "GBP"', 'currency = " GBP"', "has blanks at its start or end; take them out"),
    ('currency = "GBP"', 'currency = ""', 'scenario.currency = "": is empty; write something'),
    ('currency = "GBP"', 'currency = "\\u001b[31m"', '"\\u001b[31m": has signs that cannot be printed; take them out'),
    ('currency = "GBP"', "currency = 826", 'must be text; put it in quotes, as in "text"'),
    ('currency = "GBP"', 'currency = "a\\nb"', "has more than one line or tabs; write it on one line"),
    ('title = "Access to finance"', f'title = "{"x" * 121}"', "is too long; use at most 120 signs"),
    (
        'name = "Kadibo poultry keepers"\nrole = "smallholder"',
        'name = "Kadibo poultry keepers"\nrole = "Smallholder"',
        'actors."Kadibo poultry keepers".role = "Smallholder": there is no role of this name; did you mean "small',
    ),
    (
        'groups = ["women", "youth"]',
        'groups = ["women", "yuoth"]',
        'actors."Homa Bay young women\'s layer group".groups #2 = "yuoth": there is no group of this name; did',
    ),
    ('groups = ["women", "youth"]', 'groups = ["women", "women"]', "the group is listed twice; keep it once"),
    (
        'needs = ["finance provider", "smallholder", "trader"]',
        'needs = ["finance provider", "smallholder", "lawyer"]',
        'needs #3 = "lawyer": there is no role of this name; there are: "smallholder", "trader"',
    ),
    (
        'needs = ["government", "trader", "processor"]\ndecides = ["government"]',
        'needs = ["government", "trader", "processor"]\ndecides = ["goverment"]',
        'decides #1 = "goverment": there is no role of this name; did you mean "government"?',
    ),
    (
        'needs = ["finance provider", "smallholder", "trader"]',
        'needs = ["finance provider", "smallholder", "trader"]\ndecides = ["government"]',
        'only an enabling constraint is moved by a decision; take it out, or write level = "enabling"',
    ),
    ('needs = ["finance provider", "smallholder", "trader"]', "needs = []", "has too few entries; it needs at least 1"),
    (
        'needs = ["finance provider", "smallholder", "trader"]',
        'needs = "trader"',
        'must be a list; write ["trader"]',
    ),
    (
        "burden = { smallholder = 0.05, trader = 0.06,",
        "burden = { smallholder = 0.05, traders = 0.06,",
        'constraints.rules-and-fees.burden.traders = 0.06: there is no role of this name; did you mean "trader"?',
    ),
    (
        "burden = { smallholder = 0.05, trader = 0.06,",
        "burden = { smallholder = 5, trader = 0.06,",
        "burden.smallholder = 5: must be at most 1 (share of turnover); write 0.05 if 5 % is meant",
    ),
    (
        "outside_share = { smallholder = 0.6, trader = 0.4 }",
        "outside_share = { smallholders = 0.6, trader = 0.4 }",
        'groups.women.outside_share.smallholders = 0.6: there is no role of this name; did you mean "smallholder"?',
    ),
    (
        'roles = ["smallholder", "processor"]',
        'roles = ["smallholder", "procesor"]',
        'complements #3.roles #2 = "procesor": there is no role of this name; did you mean "processor"?',
    ),
    ('roles = ["smallholder", "processor"]', 'roles = ["smallholder"]', "complements #3.roles #2: is missing; add it"),
    ('roles = ["smallholder", "processor"]', 'roles = ["trader", "smallholder"]', "this pair is there already"),
    ('name = "Winam hatchery"', 'name = "Nyanza feed mill"', "another of the actors has the same name; give it one of"),
    ('name = "Winam hatchery"', 'name = "NYANZA  feed mill"', 'has too close to "Nyanza feed mill" name'),
    # sources
    # the whole
    ("room = 30", "room = 43", "scenario.room = 43: is more than the 42 actors of the pool; lower it or"),
    # influence
    ('"sale-by-eye" = 0.25', '"sale-by-ey" = 0.25', "influence.market-information.sale-by-ey = 0.25: there is no"),
    ('"sale-by-eye" = 0.25', '"market-information" = 0.25', "a constraint cannot be its own cause; take the line out"),
    ('"low-prices" = 0.35', '"low-prices" = 35', "must be at most 1 (share of the effect's severity); write 0.35"),
    ('"low-prices" = 0.35', '"low-prices" = 0.35\nsource = 0.3', "is the id of a source here, must be text"),
    (
        '"low-prices" = 0.35',
        '"low-prices" = 0.35\nsource = "maket"',
        'there is no source of this name; did you mean "m',
    ),
    ('sources = { "low-prices" = "price-gap" }', 'sources = { low-price = "price-gap" }', 'did you mean "low-prices"?'),
    ('[influence."sale-by-eye"]', '[influence."sale-by-ear"]', "influence.sale-by-ear: there is no constraint of this"),
    # shocks
    (SHOCK, SHOCK + "\nrate = 0.1", "the shock has a week as well; keep week (certain) or rate (by chance)"),
    (
        'constraint = "diseases"',
        'constraint = "disease"',
        'shocks.newcastle-disease.constraint = "disease": there is no constraint of this name; did you mean "dis',
    ),
    ("size = 0.3\n", "size = 3\n", "is a share here, must be at most 1; write 0.03 if 3 % is meant"),
    ('rate = 0.1\nrole = "trader"', 'rate = 0.1\nrole = "tradr"', 'shocks.dominant-buyer-lost.role = "tradr": there'),
    ("rate = 0.05", 'rate = 0.05\nrole = "trader"', 'only a shock of kind "buyer-loss" has a role; take the line out'),
    ("rate = 0.05", "week = 261", "shocks.meeting-ban.week = 261: lies after the last week, 260; choose"),
]


def broken(market: "Market", old: str, new: str) -> tuple[int, list[str]]:
    """Change the file; return the line of the last changed line, and the messages."""
    end = market.text.index(old) + len(new.rstrip("\n")) - 1
    market.change(old, new)
    return market.text.count("\n", 0, end) + 1, market.messages()


@pytest.mark.parametrize(("old", "new", "said"), ONE_MISTAKE)
def test_one_mistake_one_message_at_its_line(market: "Market", old: str, new: str, said: str) -> None:
    line, messages = broken(market, old, new)
    here = [message for message in messages if message.startswith(f"market.toml:{line}: ")]
    assert any(said in message for message in here), messages
    assert len(messages) == 1, messages


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('level = "enabling"\nseverity = 0.55', 'level = "Enabling"\nseverity = 0.55', 'did you mean "enabling"?'),
        (
            'sources = { size = "programme" }',
            'sources = { siz = "programme" }',
            'is no figure of this table; did you mean "size"?',
        ),
        ("discount = 0.05\n", "", "costs.discount: is missing; add it (share/year: rate at which later money counts"),
        ("rate = 0.05\n", "", "shocks.meeting-ban: has neither week (certain) nor rate (by chance); add one of them"),
        ("rate = 0.05\nweeks = 13\n", "rate = 0.05\n", 'weeks: is missing; a shock of kind "meeting-ban" needs it'),
        ("week = 182\n", "rate = 0.1\n", "the test shock must come for certain; give it a week, not a rate"),
        ("week = 182\n", "week = 209\n", "leaves less than 52 weeks to the horizon of 260; choose week 208 or earlier"),
        ("test = true  ", "#", "shocks: none is the test of resilience; give one that has a week the line test = true"),
        ("outside_share = 0.85", "outside_share = 0.8", "roles: the outside shares of the roles sum to 0.95; change"),
        (
            '"low-prices" = 0.35',
            '"low-prices" = 0.5',
            'the causes of "low-prices" sum to 0.95 (access-to-finance 0.1, ',
        ),
        (
            'keepers"\nrole = "smallholder"\nrepresents = 20\nsource = "delegates"\n\n[[actors]]\nname = "Muhoroni',
            'keepers"\nrole = "smallholder"\nrepresents = 5736\nsource = "delegates"\n\n[[actors]]\nname = "Muhoroni',
            'outside.size = 7100: actors of role "smallholder" represent 6036 outside actors, but only 6035 have',
        ),
    ],
)
def test_one_message_for_what_is_not_in_one_line(market: "Market", old: str, new: str, said: str) -> None:
    messages = market.change(old, new).messages()
    assert said in messages[0], messages
    assert len(messages) == 1


def test_a_second_test_shock(market: "Market") -> None:
    messages = market.change("rate = 0.05", "week = 20\ntest = true").messages()
    line = market.line("week = 20") + 1
    assert messages == [
        f"market.toml:{line}: shocks.meeting-ban.test = true: another shock is the test already; "
        "keep test = true on one only"
    ]


def test_a_role_nobody_has(market: "Market") -> None:
    market.text = re.sub(r'\n\[\[actors\]\]\nname = "[^\n]*\nrole = "research"\nsource = "setting"\n', "", market.text)
    messages = market.messages()
    assert len(messages) == 2  # needed by two constraints
    line = market.line('needs = ["smallholder", "input supplier", "government", "research"]')
    assert messages[0] == (
        f"market.toml:{line}: "
        'constraints.knowledge-and-skills.needs #4 = "research": nobody in the pool has this role; '
        "add one to [[actors]] or take the role out here"
    )


@pytest.mark.parametrize("empty", ["", "actors = []\n"])
def test_zero_actors(market: "Market", empty: str) -> None:
    head, rest = market.text.split("[[actors]]", 1)
    market.text = empty + head + rest[rest.index("# --- Constraints") :]
    [message] = market.messages()
    wanted = "has too few entries; it needs at least 1 row" if empty else "is missing; add a table [[actors]]"
    assert message == "market.toml:1: actors" + (" = []" if empty else "") + f": {wanted}"


def test_no_constraints(market: "Market") -> None:
    start, end = market.text.index("[[constraints]]"), market.text.index("# --- Who can do")
    market.text = market.text[:start] + market.text[end:]
    messages = market.messages()
    assert messages == ["market.toml:1: constraints: is missing; add a table [[constraints]]"]


def test_single_brackets_around_rows(market: "Market") -> None:
    start, end = market.text.index("[[groups]]"), market.text.index("# --- The pool")
    market.text = (
        market.text[:start]
        + market.text[start:end].replace("[[groups]]", "[groups]", 1).split("[[")[0]
        + (market.text[end:])
    )
    said = "groups: must be rows of a table; write [[groups]] with double brackets above each row"
    assert f"market.toml:{market.line('[groups]')}: {said}" in market.messages()


def test_all_at_once_in_the_order_of_the_lines(market: "Market") -> None:
    market.change("meeting = 40.0", 'meeting = "40,5"').change("room = 30", "room = 300")
    market.change('name = "Winam hatchery"', 'name = "Winam hatchery "').change("rate = 0.05", "rate = 5")
    market.change('"sale-by-eye" = 0.25', '"sale-by-ey" = 0.25').change("week = 182", "week = 240")
    marks = ["room = 300", 'meeting = "40,5"', '"Winam hatchery "', '"sale-by-ey" = 0.25', "week = 240", "rate = 5"]
    lines = [int(message.split(":")[1]) for message in market.messages()]
    assert lines == [market.line(mark) for mark in marks]


def test_a_stray_blank_in_a_name_is_said_once(market: "Market") -> None:
    [message] = market.change('name = "youth"', 'name = "youth "').messages()
    line = market.line('"youth "')
    assert message == (
        f'market.toml:{line}: groups."youth ".name = "youth ": has blanks at its start or end; take them out'
    )


SHOCKS = "[[shocks]]\n"


@pytest.mark.parametrize(
    ("between", "said"),
    [
        ('["smallholdr", "trader"]', 'between #1 = "smallholdr": there is no role or actor of this name; did you mean'),
        ('["ACTOR", "trader"]', 'between #2 = "trader": there is no actor of this name'),
        ('["ACTOR", "ACTOR"]', "nobody trades with itself; name another actor"),
        ('["smallholder"]', "between #2: is missing; add it"),
    ],
)
def test_ties_of_week_0_are_between_two_actors_or_two_roles(market: "Market", between: str, said: str) -> None:
    first = re.search(r'\[\[actors\]\]\nname = "([^"]*)"', market.text)
    assert first
    row = f'[[ties]]\nbetween = {between.replace("ACTOR", first[1])}\nsource = "setting"\n\n'
    market.text = market.text.replace(SHOCKS, row + SHOCKS, 1)
    assert any(said in message for message in market.messages()), market.messages()


def test_a_pair_stands_once_whichever_way_round(market: "Market") -> None:
    rows = "".join(
        f'[[ties]]\nbetween = ["{one}", "{other}"]\nsource = "setting"\n\n'
        for one, other in (("smallholder", "trader"), ("trader", "smallholder"))
    )
    market.text = market.text.replace(SHOCKS, rows + SHOCKS, 1)
    assert "this pair is there already; keep one of the two" in market.messages()[0]


def test_seasons_make_a_year(market: "Market") -> None:
    rows = "".join(f'[[seasons]]\nname = "{name}"\nweeks = 20\nsource = "setting"\n\n' for name in ("dry", "wet"))
    market.text = market.text.replace(SHOCKS, rows + SHOCKS, 1)
    assert "seasons: the weeks of the seasons sum to 92; change them so that they sum to 52" in market.messages()[0]
