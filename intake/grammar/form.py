"""What one staff command consists of: its fixed fields in order, its free text, an example."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto, unique

from intake.grammar.fields import Reader, Value, ticket


@unique
class Tail(Enum):
    """Whether free text follows the fields."""

    NONE = auto()
    OPTIONAL = auto()
    REQUIRED = auto()


@dataclass(frozen=True, slots=True)
class Slot:
    """A fixed field: its key in the command, its Chinese name, how it is read."""

    key: str
    label: str
    read: Reader
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One command.

    Attributes:
        name: as it is typed; `who` the name it has in the profile's table and in StaffCommand.
        shape: the fields in Chinese, as help shows them.
        tail_label: the Chinese name of the free text.
        labels: parts of the free text that have a label of their own, e.g. 理由：
        fixed: fields that this form always has.
        needs_one: of these optional fields one must be there.
        text_if: with this value of this field there must be free text.
    """

    name: str
    shape: str
    purpose: str
    example: str
    slots: tuple[Slot, ...] = ()
    tail: Tail = Tail.NONE
    tail_label: str = ""
    who: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Value] = field(default_factory=dict)
    needs_one: tuple[str, ...] = ()
    text_if: tuple[str, str] | None = None

    @property
    def right(self) -> str:
        """Return the right form: `/签收 号`."""
        return f"/{self.name} {self.shape}".rstrip()

    @property
    def how(self) -> str:
        """Return the right form and an example, for the end of an error line."""
        return f"格式：{self.right}，例如：/{self.name} {self.example}".rstrip()

    def labelled(self, text: str) -> tuple[str, dict[str, str]]:
        """Return *text* up to the first label, and what stands after each of them."""
        if not self.labels:
            return text, {}
        parts = re.split(rf"(?:^|(?<=[\s。；;，,.]))({'|'.join(self.labels)})\s*[：:]", text)
        values = {
            self.labels[label]: value.strip(" \n，,；;")
            for label, value in zip(parts[1::2], parts[2::2], strict=True)
        }
        return parts[0].strip(), {key: v for key, v in values.items() if re.search(r"\w", v)}

    def unlabelled(self, text: str) -> str:
        """Return the words of *text* without its labels: dots that were to be filled in are no words."""
        return re.sub(rf"(?:{'|'.join(self.labels)})\s*[：:]", "", text) if self.labels else text


#: the ticket that most commands are about
REF = Slot("ref", "工单号", ticket)


def form(
    name: str,
    shape: str,
    purpose: str,
    example: str,
    *slots: Slot,
    text: str = "",
    maybe: str = "",
    **more: object,
) -> Form:
    """Return a form; *text* names free text that must be there, *maybe* what may."""
    tail = Tail.REQUIRED if text else Tail.OPTIONAL if maybe else Tail.NONE
    return Form(
        name=name,
        shape=shape,
        purpose=purpose,
        example=example,
        slots=slots,
        tail=tail,
        tail_label=text or maybe,
        **{"who": name, **more},  # type: ignore[arg-type]  # the keywords of Form, checked by it
    )
