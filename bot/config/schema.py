"""What the models say about a place in the file: its sections, its names, what is secret."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.config.sections import Section

#: A place in the file: names, and positions in lists.
Path = tuple[str | int, ...]


def name_of(path: Path) -> str:
    """Return *path* as the operator writes it: `wecom.kf.0.secret`."""
    return ".".join(str(part) for part in path)


def _types(annotation: Any) -> Iterator[Any]:
    """Yield every type inside *annotation*, unions, lists and options unfolded."""
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for part in inner:
        yield from _types(part)


def section_in(field: FieldInfo) -> type[Section] | None:
    """Return the section a field holds, alone or in a list."""
    for kind in _types(field.annotation):
        if isinstance(kind, type) and issubclass(kind, Section):
            return kind
    return None


def is_list(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is tuple


def is_secret(field: FieldInfo) -> bool:
    """Return whether a field may come from a file or the environment and is never shown."""
    return not field.repr or SecretStr in _types(field.annotation)


def names_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the settings that exist at *path*; none where it leads nowhere."""
    for part in path:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        inner = field and section_in(field)
        if not inner:
            return ()
        model = inner
    return tuple(model.model_fields)


def settings_of(model: type[BaseModel], path: Path = ()) -> Iterator[tuple[Path, FieldInfo]]:
    """Yield every setting below *model* with its path, sections themselves left out."""
    for name, field in model.model_fields.items():
        inner = section_in(field)
        if inner is None:
            yield (*path, name), field
        else:
            yield from settings_of(inner, (*path, name))
