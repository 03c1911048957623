"""Write the 540 actors of the large forum into its scenario file: python experiments/markets/large_forum.py.

Everything else in scenarios/large-forum.toml is written by hand. What is between the two markers is replaced; the same
script gives the same bytes. Names are made of a kind of organisation and a number, since nobody makes up 540 of them.
"""

from pathlib import Path

FILE = Path(__file__).parents[2] / "scenarios" / "large-forum.toml"
BEGIN = "# --- The pool: written by experiments/markets/large_forum.py"
END = "# --- Constraints"

#: Role, kind of organisation, how many, how many outside each speaks for, group of every n-th (0: none).
KINDS = (
    ("smallholder", "Maize growers of ward", 270, 300, {"women": 2, "youth": 5}),
    ("commercial farmer", "Maize estate", 30, 5, {"women": 10}),
    ("assembler", "Village maize buyer", 70, 40, {"women": 3, "youth": 4}),
    ("trader", "Grain store", 40, 10, {"women": 8}),
    ("miller", "Mill", 35, 4, {"women": 12}),
    ("input supplier", "Seed and fertiliser shop", 35, 15, {"women": 6, "youth": 7}),
    ("transporter", "Grain haulage", 20, 20, {"youth": 5}),
    ("finance provider", "Rural lender", 15, 4, {}),
    ("government", "District agriculture office", 15, 0, {}),
    ("research", "Crop research station", 4, 0, {}),
    ("NGO", "Farm advice network", 6, 0, {"women": 3}),
)


def actors() -> str:
    """Return the tables of all actors, as text."""
    tables = []
    for role, kind, count, represents, every in KINDS:
        for number in range(1, count + 1):
            groups = [f'"{group}"' for group, step in every.items() if number % step == 0]
            lines = ["[[actors]]", f'name = "{kind} {number:03d}"', f'role = "{role}"']
            lines += [f"groups = [{', '.join(groups)}]"] if groups else []
            lines += [f"represents = {represents}"] if represents else []
            tables.append("\n".join(lines))
    return "\n\n".join(tables)


def written(text: str) -> str:
    """Return the text of the file with the pool written anew."""
    before, rest = text.split(BEGIN, 1)
    head, _ = rest.split("\n", 1)
    after = rest[rest.index(END) :]
    return f"{before}{BEGIN}{head}\n\n{actors()}\n\n{after}"


def main() -> None:
    """Rewrite the file."""
    FILE.write_text(written(FILE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
