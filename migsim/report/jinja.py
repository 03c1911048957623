"""Pages from the templates of this folder."""

from typing import Any


def render(template: str, **values: Any) -> str:
    """Fill a template in; whatever is put into it is escaped, and a name that it does not find is a mistake."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("migsim.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)
