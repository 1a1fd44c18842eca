"""Values written as TOML: what `yousu init` needs of the format, no more."""

import json
from collections.abc import Iterator
from datetime import date, time
from typing import Any


def _value(value: Any) -> str:
    if isinstance(value, str):
        # A JSON text is a TOML text too, but for one character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (time, date)):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    return str(value)


def _is_table_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _section(name: str, table: dict[str, Any], opening: str) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    plain = {key: value for key, value in plain.items() if not _is_table_list(value)}
    if plain:
        yield f"\n{opening}"
        yield from (f"{key} = {_value(value)}" for key, value in plain.items())
    for key, value in table.items():
        if key not in plain:
            yield from _tables(f"{name}.{key}", value)


def _tables(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _section(name, value, f"[{name}]")
        return
    for one in value:
        yield from _section(name, one, f"[[{name}]]")


def written(document: dict[str, Any]) -> str:
    """Return *document*, a table of tables and lists of tables, as the text of a TOML file."""
    lines = [line for name, value in document.items() for line in _tables(name, value)]
    return "\n".join(lines).lstrip("\n") + "\n"
