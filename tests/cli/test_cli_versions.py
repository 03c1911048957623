"""Versions of a plan, folders named after files, and what `check` says beyond mistakes."""

from playing import SMALL


def test_two_files_stand_side_by_side_and_each_has_its_own_folder(typed, tmp_path):
    for name in ("plan", "plan-v2"):
        (tmp_path / f"{name}.toml").write_text(_changed(horizon="260"), encoding="utf-8")
    done = typed("compare", "plan.toml", "plan-v2.toml", "--runs", 2)
    assert done.returncode == 0, done.stderr
    assert "plan.toml" in done.stdout.splitlines()[0]
    assert "plan-v2.toml" in done.stdout.splitlines()[0]
    assert (tmp_path / "migsim-results/plan-plan-v2/versions.html").is_file()
    for name in ("plan", "plan-v2", "plan"):
        done = typed("compare", f"{name}.toml", "light-touch", "--runs", 2)
        assert (tmp_path / f"migsim-results/{name}/report.html").is_file()
    assert "took the place of an earlier result" in done.stderr


def test_wrong_versions_are_refused_in_one_line_each(typed, tmp_path):
    done = typed("compare", SMALL, "--budgets", "5", "--require", "cst > 1")
    assert done.returncode == 2
    assert "at least two different numbers" in done.stderr
    done = typed("compare", SMALL, "light-touch", "--budgets", "5,9", "--months", "3,4")
    assert done.returncode == 2
    assert "take one of the three" in done.stderr


def test_check_says_what_compare_would_refuse_and_what_things_cost(typed, tmp_path):
    (tmp_path / "fair.toml").write_text(_changed(horizon="260"), encoding="utf-8")
    done = typed("check", "fair.toml")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "one meeting of 3 hours costs" in said
    assert "intensive: planned" in said
    assert "of the budget" in said
    (tmp_path / "poor.toml").write_text(_changed(budget="1.0", horizon="260"), encoding="utf-8")
    assert "raise costs.budget" in typed("check", "poor.toml").stdout.replace("\n  ", " ")
    typed("new", "poor.xlsx", "--from", "poor.toml")
    for command in ("check", "compare"):
        done = typed(command, "poor.xlsx")
        assert done.returncode == 2
        assert "raise costs.budget" in done.stderr


def test_a_role_that_touches_nothing_is_warned_of(typed, tmp_path):
    lines = (
        _changed(horizon="260")
        + """
[[roles]]
name = "onlooker"
tier = "public"
turnover = 0.0
spread = 0.0
power = 0.1
voice = 0.1
hours = 1.0
hour_value = 1.0
travel = 0.0
competence = 0.1
deals = 0
source = "made-up"
"""
    )
    (tmp_path / "plan.toml").write_text(lines, encoding="utf-8")
    done = typed("check", "plan.toml")
    assert 'role "onlooker" touches nothing' in done.stdout.replace("\n  ", " "), done.stderr


def _changed(**figures):
    """The small market with other figures in the lines that begin with their names."""
    lines = SMALL.read_text(encoding="utf-8").splitlines()
    kept = [next((f"{n} = {x}" for n, x in figures.items() if line.startswith(f"{n} =")), line) for line in lines]
    return "\n".join(kept) + "\n"
