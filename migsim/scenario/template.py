"""Starting a scenario of one's own: a commented file that can be run at once and changed bit by bit."""

from pathlib import Path

from migsim import disk
from migsim.errors import InputError
from migsim.scenario.checked import folder_name
from migsim.scenario.files import read_text
from migsim.scenario.library import load_scenario, scenario_file
from migsim.scenario.wording import file_name

_GUIDE = """\
# A scenario of your own, begun from "{origin}".
#
# It can be run as it is. Change it bit by bit, and after each bit ask what is wrong with it:
#
#     migsim check {file}
#
# 1. [scenario]: what market this is, its currency, and how many actors will be in the room.
# 2. [[roles]] and [[groups]]: what kinds of actors there are, and who is easily left out.
# 3. [[actors]]: everybody who might be invited; more than the room holds. `represents` says for how many outside.
# 4. [[constraints]] and [influence]: what a mapping workshop finds, and what causes what.
# 5. [[complements]]: who can do business with whom; [[ties]]: who does already. [costs], [outside] and [[shocks]]:
#    the rest of the world.
# 6. [[sources]]: where your figures come from. A figure you have guessed is "assumed"; say so.
#
# Shares are written 0.3, not 30 and not "0,3". Names are written the same everywhere, capitals and all.

"""


def new_scenario(path: str | Path, from_scenario: str | Path = "treyl-poultry") -> Path:
    """Write a commented scenario file to start from.

    Parameters
    ----------
    path : str or Path
        The file to write; it must end in ``.toml`` and not exist yet.
    from_scenario : str or Path
        Name or path of the scenario that it begins as a copy of.

    Returns
    -------
    Path
        The file written. It is a valid scenario, named after the file.

    Raises
    ------
    InputError
        If the file exists, cannot be written or is of another kind, or `from_scenario` is wrong. Nothing is written.
    """
    import tomlkit

    path = Path(path)
    refuse_if_there(path, ".toml")
    origin = load_scenario(from_scenario).name
    document = tomlkit.parse(read_text(scenario_file(from_scenario)).replace("\r\n", "\n"))
    document["scenario"]["name"] = name_after(path)
    file = path.name if path.name.isprintable() else "FILE"
    text = _GUIDE.format(origin=origin, file=f'"{file}"' if " " in file else file) + tomlkit.dumps(document)
    return write_new(path, text)


def refuse_if_there(path: Path, ending: str = "") -> None:
    """Refuse to write over anything, into a folder that is missing, or a file of another kind."""
    if ending and path.suffix.lower() != ending:
        kinds = "scenario files are TOML or workbooks"
        raise InputError(f"{file_name(path)}: {kinds}; give a file that ends in .toml or .xlsx")
    try:
        if path.exists():
            raise InputError(f"{file_name(path)}: is there already; give another name, or move it away first")
        if not path.parent.is_dir():
            raise InputError(f"{file_name(path)}: there is no folder {file_name(path.parent)}; make it first")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{file_name(path)}: cannot be written ({reason}); choose another folder") from None


def write_new(path: Path, text: str) -> Path:
    """Write a text file that is not there yet."""
    try:
        disk.write_new(path, text.encode("utf-8"))
    except FileExistsError:
        raise InputError(f"{file_name(path)}: is there already; give another name, or move it away first") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{file_name(path)}: cannot be written ({reason}); choose another folder") from None
    return path


def name_after(path: Path) -> str:
    """Return the file's name as a scenario's name."""
    name = "".join(sign for sign in path.stem if sign.isprintable() and sign not in '/\\:*?"<>|')
    name = name.strip().lstrip("=+-@.").rstrip(".")[:120].strip() or "my-scenario"
    return f"market {name}" if folder_name(name) == f"scenario-{name}" else name
