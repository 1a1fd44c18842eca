"""What staff read of a department (部门), and what the configuration lacks of it."""

from collections.abc import Mapping

WHICH = "没有找到唯一的部门“{name}”。可选：{names}"
LACKS = "规则要求写明{name}的：{what}"
EMPTY = "（未填）"
LINE = "{name}：{value}"


def known(department: str, rows: Mapping[str, str]) -> str:
    """Return what is known of a department, line by line; what is not filled in is said too."""
    lines = [LINE.format(name=name, value=value or EMPTY) for name, value in rows.items()]
    return "\n".join([department, *lines])
