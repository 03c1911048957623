"""Experiment files: read, and told what is wrong, where, and what to do."""

import pytest
from migsim.analysis.sweep import load_experiment
from migsim.analysis.sweep.alter import altered_scenario, altered_strategy
from migsim.analysis.sweep.making import identity, make_job
from migsim.analysis.sweep.names import scenario_names
from migsim.analysis.sweep.targets import Targets
from migsim.errors import InputError
from migsim.facilitation.library import load_strategies, strategy_names
from migsim.scenario.checked import plain, value_at
from migsim.scenario.library import load_scenario

POULTRY = load_scenario("treyl-poultry")

START = """\
name = "test"
strategies = ["no-project", "intensive"]
runs = 3

[design]
kind = "sobol"
rows = 4

[factors]
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name="experiment.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def mistakes(path):
    with pytest.raises(InputError) as error:
        load_experiment(path)
    return [message.replace(f"{path.parent}/", "") for message in error.value.messages]


def test_dotted_keys_and_names_in_quotes_are_the_same(file):
    plain_keys = load_experiment(file(START + "costs.meeting = [1, 2]\nstrategy.phases.1.hours.management = [3, 4]\n"))
    quoted = load_experiment(
        file(START + '"costs.meeting" = [1, 2]\n"strategy.phases.1.hours.management" = [3, 4]\n', "other.toml")
    )
    assert plain_keys.varied == quoted.varied


def test_only_lists_and_ranges_vary(file):
    read = load_experiment(file(START + 'patience = 0.3\nbreach = "prior"\ncosts.meeting = 12\n'))
    assert [factor.name for factor in read.varied] == ["breach"]
    assert (read.varied[0].low, read.varied[0].high) == (0.1, 0.3)
    assert read.held == {"patience": 0.3, "costs.meeting": 12}
    job = make_job(read)
    assert job.scenarios[0].costs.meeting == 12
    assert set(job.records(range(4))["patience"]) == {0.3}


def test_all_parameters_at_once(file):
    read = load_experiment(file(START + '"*" = "prior"\npatience = 0.3\n'))
    names = {factor.name for factor in read.varied}
    assert len(names) > 60
    assert "patience" not in names


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('wrk_rate = "prior"', 'is no parameter, figure or lever here; did you mean "work_rate"?'),
        ("costs.facilitator_hours = [1, 2]", 'did you mean "costs.facilitator_hour"?'),
        ("patience = [0.1, 0.3]", "give a value from 0.2 to 0.5"),
        ("patience = { low = 0.3, high = 0.2 }", "low must be less than high"),
        ("patience = { low = 0.3, hgh = 0.4 }", "hgh is not known in a range"),
        ("patience = [0.3]", "a list needs at least two values"),
        ('patience = ["0,3", 0.4]', "must be numbers; write them without quotes"),
        ('patience = "0.3"', "must be a number"),
        ("trust_on = [0, 2]", "a switch is 0 (off) or 1 (on)"),
        ("costs.meeting = -4", "must be at least 0 (money/meeting)"),
        ("strategy.style = { low = 0, high = 100 }", "write 1 if 100 % is meant"),
        ('strategy.start.vote = ["dot", "bordo"]', 'did you mean "borda"?'),
        ("strategy.start.mapping_days = { low = 1.5, high = 3 }", "takes whole numbers only"),
        ("strategy.handover.weeks = [1.5, 2]", "must be a whole number"),
        ("strategy.style = { low = 0, high = 1, steps = 3 }", "steps are for a grid"),
        ('costs.meeting = "prior"', 'write a list, or { low = …, high = … }'),
        ("strategies.no-project.style = [0, 1]", "is no parameter, figure or lever here"),
        ("costs.meeting = { low = 0, high = 10, scale = 'log' }", "a log scale needs numbers above 0"),
        ('"costs.meeting" = [1, 2]\ncosts.meeting = 3', "is given twice"),
    ],
)  # fmt: skip
def test_a_wrong_factor_is_told_with_its_line(file, line, said):
    told = [message for message in mistakes(file(START + line + "\n")) if said in message]
    assert len(told) == 1
    assert told[0].startswith((f"experiment.toml:{10 + line.count(chr(10))}: factors.", "experiment.toml:10: factors."))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("rows = 4", "rows = 5"), "7: design.rows = 5: must be a power of two for sobol; write 8"),
        (("rows = 4", "points = 5"), "design.rows: is missing; a design of kind sobol needs it"),
        (("rows = 4", "rows = 4\npoints = 5"), "8: design.points = 5: means nothing for a design of kind sobol"),
        (('"sobol"', '"sobel"'), '6: design.kind = "sobel": must be one of'),
        (("runs = 3", 'runs = "3"'), '3: runs = "3": is text because of its quotes'),
        (("runs = 3", "rnus = 3"), 'rnus = 3: is not known here; did you mean "runs"?'),
        (('"intensive"', '"intensiv"'), "2: strategies #2 = \"intensiv\": strategy 'intensiv' is not known"),
        (('"intensive"', '"no-project"'), '2: strategies #2 = "no-project": no-project is named twice'),
        (("runs = 3", 'scenarios = ["treyl-poultri"]'), '3: scenarios #1 = "treyl-poultri": there is no scenario'),
        (("runs = 3", 'prior = "nowhere.csv"'), '3: prior = "nowhere.csv": nowhere.csv: there is no such file; name'),
        (("runs = 3", "weeks = 100"), None),
    ],
)
def test_a_wrong_key_is_told_with_its_line(file, change, said):
    path = file((START + 'patience = "prior"\n').replace(*change))
    if said is None:  # too short a horizon: known only once strategies are laid out on it
        text = START.replace('"no-project", ', "").replace(*change)
        with pytest.raises(InputError, match="give the scenario a horizon of at least"):
            make_job(load_experiment(file(text + 'patience = "prior"\n')))
        return
    assert any(said in message for message in mistakes(path)), mistakes(path)


def test_nothing_varies_in_a_design(file):
    assert "nothing varies; give a factor a list or a range" in mistakes(file(START))[0]


def test_mistakes_of_other_files_are_told_too(file):
    file("name = 1\n", "mine.toml")
    told = mistakes(file(START.replace('"intensive"', '"mine.toml"') + "patience = [0.1, 0.3]\n"))
    assert "strategies #2" in told[0]
    assert any(message.startswith("mine.toml:1: name = 1") for message in told)


def test_points_of_ones_own(file, tmp_path):
    (tmp_path / "points.csv").write_text("patience,costs.meeting,strategy.start.vote\n0.3,12,dot\n0.4,20,borda\n")
    text = START.replace('kind = "sobol"\nrows = 4', 'kind = "csv"\nfile = "points.csv"') + "breach = 0.2\n"
    points = load_experiment(file(text)).points()
    assert points.values == {
        "patience": [0.3, 0.4], "costs.meeting": [12, 20], "strategy.start.vote": ["dot", "borda"],
    }  # fmt: skip
    (tmp_path / "points.csv").write_text("patience,costs.meting,breach\n0.3,12,0.2\n7,20,x\n")
    told = "\n".join(mistakes(file(text)))
    assert "points.csv, row 3, column patience: parameter patience = 7 is outside its range" in told
    assert (
        'points.csv, column costs.meting: is no parameter, figure or lever here; did you mean "costs.meeting"?' in told
    )
    assert "points.csv, row 3, column breach: is no number" in told


def test_the_same_in_python(file):
    read = load_experiment(file(START + "costs.meeting = [1, 2]\n"))
    written = load_experiment(
        {
            "name": "test",
            "scenarios": POULTRY,
            "strategies": load_strategies(["no-project", "intensive"]),
            "runs": 3,
            "design": {"kind": "sobol", "rows": 4},
            "factors": {"costs": {"meeting": [1, 2]}},
        }
    )
    assert identity(read) == identity(written)


def test_mistakes_in_python_have_no_line():
    with pytest.raises(InputError) as error:
        load_experiment({"name": "test", "runs": 0, "factors": {"breac": [1, 2]}})
    assert error.value.messages == [
        'factors.breac = [1, 2]: is no parameter, figure or lever here; did you mean "breach"?',
        "runs = 0: must be at least 1 (runs); change it",
    ]


def test_every_figure_can_be_put_back_where_it_is(small):
    targets = Targets([small], [])
    data = plain(small)
    for name, places in scenario_names(small).items():
        value = value_at(data, places[0])
        if value is not None:
            assert altered_scenario(small, {name: value}, {name: targets.find(name)}) == small


@pytest.mark.parametrize("name", strategy_names())
def test_every_lever_can_be_put_back_where_it_is(name):
    (strategy,) = load_strategies([name])
    targets = Targets([], [strategy])
    for lever, target in targets._found.items():
        if target.strategies and len(target.strategies[name]) == 1:
            value = value_at(plain(strategy.plan), target.strategies[name][0])
            if value is not None:
                assert altered_strategy(strategy, {lever: value}, {lever: target}).plan == strategy.plan


def test_a_lever_without_a_number_is_of_all_phases():
    (strategy,) = load_strategies(["phased-handover"])
    targets = Targets([], [strategy])
    target = targets.find("strategy.hours.management")
    altered = altered_strategy(strategy, {"strategy.hours.management": 1.5}, {"strategy.hours.management": target})
    assert {phase.hours["management"] for phase in altered.plan.phases} == {1.5}


def test_what_is_held_and_impossible_is_refused(file):
    text = START + 'patience = "prior"\nroles.smallholder.outside_share = 0.9\n'
    with pytest.raises(InputError, match=r"treyl-poultry, with what the experiment holds: .* sum to"):
        make_job(load_experiment(file(text)))
