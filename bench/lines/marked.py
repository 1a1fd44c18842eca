"""Our own messages with particulars, each part of them marked: what they should be read as.

A line of `particulars/*.txt` is `1` or `0` (were they asked), a tab, and the text with marks in it,
`{n 张三}`: n the name, u the unit, c its contact, p a telephone, a the address, w for whom by name, k by
relation alone, `-` what stands in no field. What is not marked is told.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intake.particulars.lead_words import KIN

HERE = Path(__file__).parent / "particulars"
FIELDS = {"n": "name", "u": "unit", "c": "contact", "p": "phone", "a": "address", "w": "for_whom"}
_MARK = re.compile(r"\{([nucpawk-]) ([^{}]*)\}|([^{}]+)", re.DOTALL)


def rows() -> Iterator[dict[str, Any]]:
    """Yield each line as a row of a labelled bank; `words_with_kin` has the relation among the words."""
    for file in sorted(HERE.glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                yield _row(line)


def _row(line: str) -> dict[str, Any]:
    asked, _, body = line.partition("\t")
    body = body.replace("\\n", "\n")
    hits = list(_MARK.finditer(body))
    if "".join(hit[0] for hit in hits) != body:
        raise ValueError(f"marks that do not close: {line}")
    fields = dict.fromkeys((*FIELDS.values(), "words", "words_with_kin"), "")
    kin = ""
    for mark, inside, told in (hit.groups() for hit in hits):
        fields["words"] += told or ""
        fields["words_with_kin"] += told or (inside if mark == "k" else "")
        if mark == "p":
            fields["phone"] += inside + "、"
        elif mark in FIELDS:
            fields[FIELDS[mark]] = inside
        elif mark == "k":
            kin = KIN.get(inside, inside)
    fields["for_whom"] = fields["for_whom"] or kin
    text = "".join(hit[2] or hit[3] or "" for hit in hits)
    return {"asked": asked == "1", "text": text, **fields}
