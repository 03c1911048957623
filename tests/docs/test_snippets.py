"""Everything that a reader may copy from the documentation works as it stands."""

import doctest
import importlib
import pkgutil

import migsim
import pytest
from snippets import ROOT, RUN_AS_TESTS, Reader, Snippet, commands, pages, snippets

WITH_SNIPPETS = [
    page for page in pages() if any(s.language in RUN_AS_TESTS for s in snippets(page.read_text(encoding="utf-8")))
]


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_SNIPPETS, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_reader_can_follow_the_page(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reader = Reader(tmp_path)
    for snippet in snippets(page.read_text(encoding="utf-8")):
        reader.follow(snippet, str(page.relative_to(ROOT)))


def test_snippets_are_found():
    assert {"first-comparison.md", "use-from-python.md", "write-a-strategy.md"} <= {page.name for page in WITH_SNIPPETS}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_snippet_hides_behind_an_unknown_language(page):
    known = {*RUN_AS_TESTS, "text", "json", "r"}  # R is not among what the tests install
    for snippet in snippets(page.read_text(encoding="utf-8")):
        assert snippet.language in known, f"{page.name}:{snippet.line}: {snippet.language} is not run as a test"


def test_a_command_that_is_not_migsim_needs_a_reason():
    with pytest.raises(AssertionError, match="say why"):
        commands(Snippet("sh", "rm -r results\n", 1))


def test_a_snippet_that_fails_fails_the_page(tmp_path):
    with pytest.raises(ZeroDivisionError):
        Reader(tmp_path).follow(Snippet("python", "1 / 0\n", 1), "a page")


def modules():
    """Every module of the package, imported."""
    for found in pkgutil.walk_packages(migsim.__path__, "migsim."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def with_examples():
    """Docstrings that hold examples."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    for module in modules():
        for test in finder.find(module, module.__name__):
            if test.examples:
                yield pytest.param(test, id=test.name)


@pytest.mark.slow
@pytest.mark.parametrize("example", list(with_examples()))
def test_examples_in_docstrings(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.DocTestRunner(optionflags=options).run(example).failed == 0
