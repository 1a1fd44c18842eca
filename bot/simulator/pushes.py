"""What WeCom pushes to a bot, as XML: strings in CDATA, numbers bare, lists repeated."""

from collections.abc import Mapping
from typing import Any


def xml_of(fields: Mapping[str, Any]) -> str:
    """Return *fields* as one ``<xml>`` document; None leaves a field out, a list repeats it."""
    return f"<xml>{''.join(_element(name, value) for name, value in fields.items())}</xml>"


def _element(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, Mapping):
        inner = "".join(_element(key, one) for key, one in value.items())
    elif isinstance(value, str):
        # a CDATA section cannot hold its own end mark
        inner = f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"
    else:
        inner = str(value)
    return f"<{name}>{inner}</{name}>"


def selected_items(selected: Mapping[str, list[str]]) -> dict[str, Any] | None:
    """Return SelectedItems for a press; None when nothing was selected."""
    if not selected:
        return None
    return {
        "SelectedItem": [
            {"QuestionKey": question, "OptionIds": {"OptionId": list(options)}}
            for question, options in selected.items()
        ]
    }
