"""Whatever a file holds, its loader reads it or refuses it in sentences for people; see `mutated`."""

import pytest

from mutated import LOADERS, mutants, wrong_with


@pytest.mark.parametrize("name", LOADERS)
def test_whole_files_are_read(tmp_path, name):
    for content in LOADERS[name].whole():
        assert wrong_with(name, content, tmp_path) == ("read", [])


@pytest.mark.parametrize("name", LOADERS)
def test_mutated_files_are_read_or_refused_in_sentences(tmp_path, name):
    outcomes = []
    for content in mutants(name, 15 if "workbook" in name else 50):
        outcome, wrong = wrong_with(name, content, tmp_path)
        assert not wrong
        outcomes.append(outcome)
    assert outcomes.count("refused") > len(outcomes) / 4, "the files are wrong enough to be worth it"
