"""The checker (rule b of requirements.md §8): everything that cannot work, named all at once."""

import pytest

from bot.profiles import catalogue
from dispatch.assessment import targets
from dispatch.lifecycle import progress
from dispatch.profiles.file import BadProfile, load
from dispatch.profiles.reading import FaultKind
from dispatch.profiles.values import RATES, STEPS

pytestmark = pytest.mark.unit

DEFAULTS = catalogue.defaults()
OURS = '\n[clauses]\n"XX-1" = "第一条　本县有诉即办，三日答复。"\n'
TEXT = (
    """
id = "ours"
source = "某政发〔2026〕1号"
types = ["投诉"]
channels = ["窗口"]

[cites]
source = "XX-1"
types = "XX-1"
channels = "default"

[names]
clause = "XX-1"
county = "某县"
window = "窗口"
form = "工作单"
form_title = "工作单"
ledger = "台账"
ledger_title = "台账"

[[classes]]
clause = "XX-1"
id = "spot"
name = "当场"
path = "on_site"

[[classes]]
clause = "XX-1"
id = "cannot"
name = "办不了"
path = "dispatch"

[[classes.stages]]
clause = "XX-1"
kind = "reply"
limit = { n = 3, unit = "wd" }

[dispatch]
clause = "default"
target = "部门"
route = "部门"
cross_level = "函转"

[remind]
clause = "default"
actor = "WIN"

[supervise]
clause = "default"
actor = "WIN"

[callback]
clause = "default"
actor = "WIN"

[close]
clause = "default"
requires = ["回访"]
label = "销号"

[[out_of_scope]]
clause = "default"
who = "any"
act = "guide"
to = ["12345"]
by = "WIN"
tell = true
words = "请拨打12345。"
"""
    + OURS
)

REFUSAL = '\n[[refusals]]\nclause = "default"\ncode = "N1"\nname = "诉讼"\nwords = "请走诉讼"\n'
RECORD = (
    '\n[[records]]\nclause = "default"\nname = "到场"\nmeans = "到场时间"\ntells = ["person"]\n'
)
SCOPE = '\n[[scope]]\nclause = "default"\nid = "1"\nwords = "投诉"\n'
COUNTERPART = (
    '\n[[counterparts]]\nclause = "default"\nof = ["办得了"]\nsingle = "{0}"\nseveral = "{0}"\n'
)
MODIFIER = (
    '\n[[modifiers]]\nclause = "default"\napplies_to = ["{0}"]\n'
    'when = ["{1}"]\n[modifiers.stage]\nclause = "default"\nkind = "plan"\n'
    'limit = {{ n = 5, unit = "wd" }}\n'
)
RATING = '\n[rating]\nclause = "default"\nlevels = ["好", "中", "差"]\nsatisfied = {0}\n'


def faults(text: str) -> list[tuple[str, FaultKind]]:
    """What the checker says of *text*: path and kind, in its order."""
    try:
        load(text, DEFAULTS)
    except BadProfile as refused:
        return [(fault.path, fault.what) for fault in refused.faults]
    return []


def replaced(*changes: tuple[str, str]) -> str:
    """The text with each old part replaced once by the new one."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_a_county_with_its_own_clauses_and_two_classes_is_enough() -> None:
    """Issue 3: a county adopts its own notice by a file, not by changing code."""
    found = load(TEXT, DEFAULTS)
    assert found.clauses == {"XX-1": "第一条　本县有诉即办，三日答复。"}
    assert found.origin("classes.1.stages.0").clause == "XX-1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            replaced(('kind = "reply"', 'kind = "plan"')),
            [("classes.1.stages", FaultKind.NO_FINAL)],
            id="a class without an end",
        ),
        pytest.param(
            replaced(('\n[[classes.stages]]\nclause = "XX-1"\nkind = "reply"', "")).replace(
                'limit = { n = 3, unit = "wd" }\n', "", 1
            ),
            [("classes.1.stages", FaultKind.NO_FINAL)],
            id="a class without any stage",
        ),
        pytest.param(
            replaced(('unit = "wd"', 'unit = "week"')),
            [("classes.1.stages.0.limit.unit", FaultKind.WRONG_VALUE)],
            id="an unknown unit",
        ),
        pytest.param(
            replaced(('actor = "WIN"', 'actor = "督查室"')),
            [("remind.actor", FaultKind.NOBODY)],
            id="an actor nobody holds",
        ),
        pytest.param(
            TEXT + '\n[sets]\nWIN = []\nMGMT = ["management"]\nDEPT = ["department"]\n',
            [
                ("remind.actor", FaultKind.NOBODY),
                ("supervise.actor", FaultKind.NOBODY),
                ("callback.actor", FaultKind.NOBODY),
                ("out_of_scope.0.by", FaultKind.NOBODY),
            ],
            id="a set of nobody",
        ),
        pytest.param(
            replaced(('[close]\nclause = "default"', '[close]\nclause = "WZ-99.9"')),
            [("close", FaultKind.NO_CLAUSE)],
            id="a clause that does not exist",
        ),
        pytest.param(
            replaced(('channels = "default"', 'channels = "WZ-4.5."')),
            [("channels", FaultKind.NO_CLAUSE)],
            id="a clause that is nearly one",
        ),
        pytest.param(
            TEXT.replace(OURS, ""),
            [
                ("names", FaultKind.NO_CLAUSE),
                ("classes.0", FaultKind.NO_CLAUSE),
                ("classes.1", FaultKind.NO_CLAUSE),
                ("classes.1.stages.0", FaultKind.NO_CLAUSE),
                ("source", FaultKind.NO_CLAUSE),
                ("types", FaultKind.NO_CLAUSE),
            ],
            id="own clauses that are not stated",
        ),
        pytest.param(
            TEXT + '"WZ-9.1" = "另一句话"\n',
            [("clauses.WZ-9.1", FaultKind.REPEATED)],
            id="an own clause under the name of one of ours",
        ),
        pytest.param(
            TEXT + '"第一条" = "x"\n',
            [("clauses.第一条", FaultKind.WRONG_VALUE)],
            id="a clause without code",
        ),
        pytest.param(
            TEXT + '"XX-2" = 2\n',
            [("clauses.XX-2", FaultKind.WRONG_TYPE)],
            id="a clause without words",
        ),
        pytest.param(
            replaced(('[close]\nclause = "default"', '[close]\nclause = "default"\ngap = "G-36"')),
            [("close", FaultKind.NO_GAP)],
            id="a gap beyond the 35",
        ),
        pytest.param(
            replaced(('channels = "default"', 'channels = "G-0"')),
            [("channels", FaultKind.NO_GAP)],
            id="a gap before the first",
        ),
        pytest.param(
            replaced(('[close]\nclause = "default"', '[close]\nclause = "XX-1"\ngap = "G-1"')),
            [("close", FaultKind.GAP_OF_A_CLAUSE)],
            id="a clause that says it is a gap",
        ),
        pytest.param(
            "colour = 1\n" + TEXT, [("colour", FaultKind.UNKNOWN)], id="an unknown section"
        ),
        pytest.param(
            TEXT + '\n[who]\n"批淮" = { does = ["management"] }\n',
            [("who.批淮", FaultKind.UNKNOWN)],
            id="a command that is none",
        ),
        pytest.param(
            TEXT + '\n[who]\n"派单" = { does = ["boss"], proposes = ["WIN"] }\n',
            [("who.派单", FaultKind.WRONG_VALUE)],
            id="a role that is none",
        ),
        pytest.param(
            TEXT + RECORD.replace("person", "everybody"),
            [("records.0.tells", FaultKind.WRONG_VALUE)],
            id="a listener that is none",
        ),
        pytest.param(
            TEXT + MODIFIER.format("办得了", "departments"),
            [("modifiers.0.applies_to", FaultKind.WRONG_VALUE)],
            id="a modifier of no class",
        ),
        pytest.param(
            TEXT + MODIFIER.format("办不了", "moons"),
            [("modifiers.0.when", FaultKind.WRONG_VALUE)],
            id="a modifier for what never is",
        ),
        pytest.param(
            TEXT + '\n[extension]\nclause = "default"\nallowed = true\nforbid = ["紧急"]\n',
            [("extension.forbid", FaultKind.WRONG_VALUE)],
            id="an extension forbidden to no class",
        ),
        pytest.param(
            TEXT + '\n[green]\nclause = "default"\nsms = true\nring = ["紧急"]\n',
            [("green.ring", FaultKind.WRONG_VALUE)],
            id="a call for no class",
        ),
        pytest.param(
            TEXT + COUNTERPART.format("一般"),
            [
                ("counterparts.0.single", FaultKind.WRONG_VALUE),
                ("counterparts.0.several", FaultKind.WRONG_VALUE),
            ],
            id="a counterpart that is no class",
        ),
        pytest.param(
            TEXT + RATING.format('["很好"]'),
            [("rating.satisfied", FaultKind.WRONG_VALUE)],
            id="a level that satisfies and is none",
        ),
        pytest.param(
            TEXT + RATING.format('["好", "差"]'),
            [("rating.satisfied", FaultKind.NOT_THE_BEST)],
            id="levels that satisfy and are not the best",
        ),
        pytest.param(
            TEXT + RATING.format('["好", "中", "差"]'),
            [("rating.satisfied", FaultKind.NOT_THE_BEST)],
            id="a scale on which nobody can be dissatisfied",
        ),
        pytest.param(
            TEXT + RATING.format("[]"),
            [("rating.satisfied", FaultKind.MISSING)],
            id="a scale on which nobody can be satisfied",
        ),
        pytest.param(
            TEXT + REFUSAL + REFUSAL, [("refusals.N1", FaultKind.REPEATED)], id="a refusal twice"
        ),
        pytest.param(
            TEXT + RECORD + RECORD, [("records.到场", FaultKind.REPEATED)], id="a record twice"
        ),
        pytest.param(TEXT + SCOPE + SCOPE, [("scope.1", FaultKind.REPEATED)], id="a scope twice"),
        pytest.param(
            replaced(('name = "当场"', 'name = "办不了"')),
            [("classes.办不了", FaultKind.REPEATED)],
            id="two classes of one name",
        ),
        pytest.param(
            replaced(('who = "any"', 'who = "everyone"')),
            [("out_of_scope.0.who", FaultKind.WRONG_VALUE)],
            id="a route for nobody",
        ),
        pytest.param(
            replaced(('id = "ours"', 'id = "ours+fw"')),
            [("id", FaultKind.WRONG_VALUE)],
            id="an id that reads as two",
        ),
        pytest.param(
            f"x = {'9' * 5000}\n" + TEXT, [("TOML", FaultKind.SYNTAX)], id="a number without end"
        ),
        pytest.param(
            f"x = {'[' * 100_000}", [("TOML", FaultKind.SYNTAX)], id="brackets without end"
        ),
    ],
)
def test_the_checker_names_exactly_what_is_wrong(
    text: str, expected: list[tuple[str, FaultKind]]
) -> None:
    """Rule (b), and (a) for what is cited."""
    assert sorted(faults(text)) == sorted(expected)


def test_faults_of_every_kind_are_named_in_one_breath() -> None:
    """An unknown unit in one class hides neither a class without an end nor a clause of nothing."""
    text = replaced(
        ('id = "ours"', 'id = "ours"\nfavourite = "红"'),
        ('unit = "wd"', 'unit = "week"'),
        ('actor = "WIN"', 'actor = "督查室"'),
        ('path = "on_site"', 'path = "dispatch"'),
        ('[close]\nclause = "default"', '[close]\nclause = "WZ-99"\ngap = 5'),
        ("tell = true", 'tell = "是"'),
    )
    text += RATING.format('["很好"]') + REFUSAL + REFUSAL
    text += '\n[extension]\nclause = "G-2"\nallowed = true\nforbid = ["紧急"]\n'
    assert {path: what.name for path, what in faults(text)} == {
        "favourite": "UNKNOWN",
        "classes.1.stages.0.limit.unit": "WRONG_VALUE",
        "classes.0.stages": "NO_FINAL",
        "remind.actor": "NOBODY",
        "close": "NO_ORIGIN",
        "out_of_scope.0.tell": "WRONG_TYPE",
        "rating.satisfied": "WRONG_VALUE",
        "refusals.N1": "REPEATED",
        "extension": "NO_CLAUSE",
        "extension.forbid": "WRONG_VALUE",
    }


def test_the_text_of_an_earlier_release_is_completed_by_later_defaults_and_keeps_its_version() -> (
    None
):
    """Rule (c): sections that came later do not make an old text unreadable."""
    old = DEFAULTS[: DEFAULTS.index("[anonymous]")] + DEFAULTS[DEFAULTS.index("# 谁可以做什么") :]
    with pytest.raises(BadProfile, match="anonymous"):
        load(TEXT, old)
    read = load(TEXT, old, later=DEFAULTS)
    assert read.anonymous.allowed is False
    assert read.version != load(TEXT, DEFAULTS).version


def test_every_step_and_rate_that_a_text_may_name_can_be_told_of_a_ticket() -> None:
    """SQ-P3.2a, PY-5.2c: what the profile's check lets pass is what the code can show."""
    assert tuple(progress.SHOWN) == STEPS
    assert tuple(targets.RATES) == RATES
