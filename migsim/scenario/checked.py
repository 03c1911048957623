"""Models that report every mistake at once, also those that span several tables."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator
from pydantic import ModelWrapValidatorHandler as Handler
from pydantic_core import InitErrorDetails, PydanticCustomError

from migsim.spreadsheet import begins_like_a_formula

Path = tuple[str | int, ...]

_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


class Mistake(NamedTuple):
    """Something wrong at one place of the input.

    Attributes
    ----------
    path : tuple of str and int
        Keys and positions that lead to the place, as in ``("constraints", 2, "needs", 0)``.
    text : str
        What is wrong; what to do.
    """

    path: Path
    text: str


class Strict(BaseModel):
    """A table of an input file: nothing unknown in it, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Checked(Strict):
    """A whole input file, whose tables are checked against each other as well.

    Pydantic runs checks across fields only when every field is right by itself. Here :meth:`cross_check` sees the
    input as it was written, right or wrong, so that one look at the messages is enough to mend a file.
    """

    @classmethod
    def cross_check(cls, data: Mapping[str, Any], context: Any = None) -> Iterable[Mistake]:
        """Yield what is wrong between the tables of `data`; must bear any kind of input."""
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _check_all(cls, data: Any, handler: Handler[Self], info: ValidationInfo) -> Self:
        details: list[InitErrorDetails] = []
        model = None
        try:
            model = handler(data)
        except ValidationError as error:
            details += [_again(line) for line in error.errors(include_url=False)]
        known = {detail.get("loc", ()) for detail in details}
        raw = plain(data)
        if isinstance(raw, dict):
            try:
                for path, text in cls.cross_check(raw, info.context):
                    if path not in known:
                        details.append(InitErrorDetails(type=_refusal(text), loc=path, input=value_at(raw, path)))
            except Exception:
                # Where something stands that the table cannot hold (a date for a list), that is what has to be mended
                # first; what it would mean for other tables cannot be said, and need not.
                if model is not None:
                    raise
        if model is None or details:
            raise ValidationError.from_exception_data(cls.__name__, details)
        return model


def _again(line: Any) -> InitErrorDetails:
    """One line of an error, ready to be raised again among others."""
    kind = PydanticCustomError(line["type"], "{text}", {"text": line["msg"], **line.get("ctx", {})})
    return InitErrorDetails(type=kind, loc=line["loc"], input=line["input"])


def plain(value: Any) -> Any:
    """Models and tuples as dicts and lists, as they would come from a file."""
    if isinstance(value, BaseModel):
        return plain(dict(value))
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def value_at(data: Any, path: Path) -> Any:
    """Return what stands at `path` in `data`, None where there is nothing."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _readable(text: str) -> str:
    """Refuse signs that steer a terminal or turn text around; joiners are part of some scripts."""
    for sign in text:
        if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} and sign not in "\n\t\u200c\u200d":
            raise _refusal("has signs that cannot be printed; take them out")
    return text


def _named(text: str) -> str:
    if text != text.strip():
        raise _refusal("has blanks at its start or end; take them out")
    if len(text.splitlines()) > 1 or "\t" in text:
        raise _refusal("has more than one line or tabs; write it on one line")
    if begins_like_a_formula(text):
        raise _refusal(f"begins like a formula, with {text[0]}; begin it with a letter or a digit")
    return _readable(text)


def _short(text: str) -> str:
    if any(sign in text for sign in '/\\:*?"<>|') or text.startswith(".") or text.endswith("."):
        raise _refusal("cannot be the name of a file or folder; use letters, digits, blanks, - and _")
    if _is_device(text):
        raise _refusal("is the name of a device on Windows; choose another name")
    return text


def folder_name(name: str) -> str:
    """Turn a name into that of a folder: of one step, never hidden, and no device on any system."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip(".-")[:100].rstrip(".-") or "scenario"
    return f"scenario-{plain}" if _is_device(plain) else plain


def _is_device(name: str) -> bool:
    return name.partition(".")[0].strip().casefold() in _DEVICES


def _refusal(text: str) -> PydanticCustomError:
    return PydanticCustomError("mistake", "{text}", {"text": text})


#: A name: any printable text of one line without blanks around it. Markup in it is plain text like any other.
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_named)]

#: A name that files and folders are called after.
ShortName = Annotated[Name, AfterValidator(_short)]

#: Text of one or more lines.
Text = Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(_readable)]
