"""Bad input: one clear line for each mistake, exit status 2, nothing written."""

import pytest

LAST_TOO_LARGE = 2**32


def no_actors(document):
    document["actors"].clear()


def thirty_per_cent(document):
    document["costs"]["relief_share"] = 30


def role_nobody_has(document):
    document["constraints"][0]["needs"].append("wizard")


def severity_above_one(document):
    document["constraints"][0]["severity"] = 1.5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "treyl-poultri"], 'did you mean "treyl-poultry"?'),
        (["compare", "treyl-poultry", "light-tuch"], "did you mean 'light-touch'?"),
        (["compare", "light-touch", "no-project"], "the scenario comes first"),
        (["compare", "nowhere.toml"], "nowhere.toml: there is no such file"),
        (["compare", "--runs", "-5"], "runs = -5"),
        (["compare", "--runs", "0"], "runs = 0"),
        (["compare", "--runs", str(LAST_TOO_LARGE)], f"runs = {LAST_TOO_LARGE}"),
        (["compare", "--runs", "many"], "--runs"),
        (["compare", "--seed", "-1"], "seed = -1"),
        (["compare", "--threads", "0"], "threads = 0"),
        (["compare", "--objective", "net_benefits"], 'did you mean "net_benefit"?'),
        (["compare", "--matters", "-1"], "matters = -1"),
        (["compare", "--prior", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["compare", "--fixed", "--prior", "draws.csv"], "take one of the two"),
        (["compare", "--weeks", "52"], "--weeks"),
        (["compare", "treyl-poultry", "no-project", "no-project"], "named twice"),
        (["run", "treyl-poultry"], "--strategy"),
        (["run", "treyl-poultry", "--strategy", "phased"], "phased"),
        (["run", "treyl-poultry", "--strategy", "phased-handover", "--run", "-1"], "run = -1"),
        (["check", "nowhere.toml"], "there is no such file"),
        (["check", "market.xlsx"], "there is no such file"),
        (["check", "market.xls"], "save it as .xlsx"),
        (["compare", "market.ods"], "save it as .xlsx"),
        (["new", "market.ods"], "give a file that ends in .toml or .xlsx"),
        (["new", "market.xlsx", "--from", "treyl"], "treyl"),
        (["new", "no-such-folder/market.xlsx"], "there is no folder"),
        (["new", "no-such-folder/market.toml"], "there is no folder"),
        (["new", "market.toml", "--from", "treyl"], "treyl"),
        (["simulate"], "simulate"),
    ],
)
def test_wrong_options_and_names(typed, files, arguments, said):
    done = typed(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("migsim: ")
    assert files() == {}


@pytest.mark.parametrize("command", [["check"], ["compare"], ["run", "--strategy", "light-touch"]])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (no_actors, "actors"),
        (thirty_per_cent, "0.3"),
        (role_nobody_has, "wizard"),
        (severity_above_one, "severity = 1.5"),
    ],
)
def test_mistakes_in_a_file(typed, market, files, command, change, said):
    path = market(change)
    before = files()
    done = typed(command[0], path.name, *command[1:])
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"migsim: {path.name}:")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert files() == before


def test_all_mistakes_of_a_file_at_once(typed, market):
    def several(document):
        thirty_per_cent(document)
        role_nobody_has(document)
        severity_above_one(document)

    done = typed("check", market(several).name)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3


def test_mistakes_of_several_options_at_once(typed):
    done = typed("compare", "nowhere.toml", "light-tuch", "--runs", "-1", "--objective", "joy")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 4


def test_in_a_process_of_its_own(migsim, market, files):
    path = market(no_actors)
    before = files()
    done = migsim("compare", path.name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("migsim: my-market.toml:")
    assert files() == before


def test_toml_that_cannot_be_read(typed, tmp_path):
    (tmp_path / "broken.toml").write_text('[scenario\nname = "x"\n', encoding="utf-8")
    done = typed("check", "broken.toml")
    assert done.returncode == 2
    assert done.stderr.startswith("migsim: broken.toml:1: ")


def test_a_wrong_strategy_file(typed, tmp_path):
    text = 'name = "mine"\ntitle = "Mine"\ndescription = "x"\nsource = "own"\n[[phases]]\nweeks = -3\nhours = {}\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    done = typed("check", "mine.toml")
    assert done.returncode == 2
    assert "weeks = -3" in done.stderr
    assert len(done.stderr.splitlines()) == 2  # and a workshop is missing


@pytest.mark.parametrize("command", [["compare"], ["run", "treyl-poultry", "--strategy", "no-project"]])
class TestFolders:
    def test_foreign_files_are_left_alone(self, typed, tmp_path, files, command):
        (tmp_path / "thesis").mkdir()
        (tmp_path / "thesis" / "manifest.json").write_text('{"kind": "thesis", "files": ["a"]}', encoding="utf-8")
        before = files()
        done = typed(*command, "--out", "thesis")
        assert done.returncode == 2
        assert "nothing was written" in done.stderr
        assert files() == before

    def test_a_file_in_the_way(self, typed, tmp_path, command):
        (tmp_path / "taken").write_text("mine", encoding="utf-8")
        done = typed(*command, "--out", "taken")
        assert done.returncode == 2
        assert "is a file" in done.stderr
        assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"

    def test_a_folder_that_cannot_be_made(self, typed, tmp_path, command):
        (tmp_path / "taken").write_text("mine", encoding="utf-8")
        done = typed(*command, "--out", "taken/below")
        assert done.returncode == 2
        assert "cannot be written" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_new_never_overwrites(typed, tmp_path):
    (tmp_path / "market.toml").write_text("mine", encoding="utf-8")
    done = typed("new", "market.toml")
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert (tmp_path / "market.toml").read_text(encoding="utf-8") == "mine"
