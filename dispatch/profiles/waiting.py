"""The keys of a profile that no code obeys yet: what they say is shown and cited, and nothing more.

A key that stands here waits for issue H, the papers; which paper will bear it stands beside it. The
list only ever gets shorter: `tests/dispatch/profiles/test_waiting.py` finds what no code reads.
"""

from collections.abc import Mapping
from types import MappingProxyType

#: key → what of issue H will print or obey it
WAITING: Mapping[str, str] = MappingProxyType(
    {
        "names.aliases": "the papers' heads: what else the window is called",
        "names.form": "the printed 工作单: its short name",
        "names.form_title": "the printed 工作单: its title",
        "names.ledger": "the printed 台账: its short name",
        "names.ledger_title": "the printed 台账: its title",
        "names.hotline": "the papers that go to the hotline: its name",
        "ledger.columns": "the printed 台账: its columns",
        "classes.meaning": "the notes under the 工作单: what each class means",
        "records.means": "the record sheet of a ticket: what each act means",
        "dispatch.lead_if_several": "the 工作单 of several departments: whether it names the lead",
        "dispatch.cross_level": "the 函 to another centre: how it is worded",
        "close.label": "the 台账: what a ticket is called that satisfied (清零销号, 办结 …)",
        "unreachable.label": "the 台账: what a ticket is called whose person nobody reached",
    }
)
