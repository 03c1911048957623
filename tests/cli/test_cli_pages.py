"""What README and CONTRIBUTING say about themselves holds; their snippets are run with those of the documentation."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def blocks(page, language):
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def test_a_strategy_in_fifteen_lines(typed, tmp_path):
    (text,) = blocks("CONTRIBUTING.md", "toml")
    assert len(text.splitlines()) <= 15
    (tmp_path / "market-days.toml").write_text(text, encoding="utf-8")
    assert typed("check", "market-days.toml").returncode == 0
    assert typed("run", "treyl-poultry", "--strategy", "market-days.toml").returncode == 0


def test_the_two_commands_stand_in_the_checks():
    first, second = (block.strip() for block in blocks("README.md", "sh"))
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert first == "pip install . && migsim compare"
    assert checks.rstrip().endswith(second.replace("install", "install --quiet"))


def test_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(targets) > 5
    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []
