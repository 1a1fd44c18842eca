"""The profiles: every section has its origin, every fault is named at once, the tables are whole."""

import re
from pathlib import Path

import pytest
from house_rules import ROOT

from bot.profiles import catalogue
from dispatch.profiles.clauses import GAPS, KINDS
from dispatch.profiles.file import BadProfile, load
from dispatch.profiles.profile import ROLES, Profile
from dispatch.profiles.reading import FaultKind
from dispatch.profiles.values import Origin
from intake.grammar.forms import FORMS

pytestmark = pytest.mark.unit

RULES = ROOT / "dispatch" / "profiles"
DEFAULTS = (RULES / "defaults.toml").read_text("utf-8")
TEXT = (RULES / "wuzhi.toml").read_text("utf-8")
WUZHI = catalogue.load("wuzhi")
ALL = catalogue.names()


def broken(
    *changes: tuple[str, str], text: str = TEXT, defaults: str = DEFAULTS
) -> dict[str, FaultKind]:
    """Load wuzhi with parts of its text replaced; return the faults by path."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(BadProfile) as refused:
        load(text, defaults)
    return {fault.path: fault.what for fault in refused.value.faults}


def squeezed(text: str) -> str:
    """Text without white space, as the regulations must be compared (requirements.md §11)."""
    return re.sub(r"\s+", "", text)


def test_the_five_regulations_are_there() -> None:
    assert ALL == ("fw", "longhui", "puyang", "shenqiu", "wuzhi")


@pytest.mark.parametrize("name", ALL)
def test_a_profile_bears_the_name_of_its_file(name: str) -> None:
    assert catalogue.load(name).id == name


@pytest.mark.parametrize("name", ALL)
def test_every_clause_and_gap_that_a_profile_cites_is_one_of_the_list(
    name: str,
) -> None:
    for path, origin in catalogue.load(name).origins.items():
        assert origin.is_default or origin.clause in KINDS, path
        assert not origin.gap or (origin.is_default and origin.gap in GAPS), path


@pytest.mark.parametrize(
    ("name", "letters"),
    [("wuzhi", "WZ"), ("shenqiu", "SQ"), ("puyang", "PY"), ("longhui", "LH"), ("fw", "FW")],
)
def test_a_profile_cites_no_other_countys_clauses(name: str, letters: str) -> None:
    clauses = {o.clause for o in catalogue.load(name).origins.values() if not o.is_default}
    assert {clause.partition("-")[0] for clause in clauses} == {letters}


def test_what_no_key_can_say_is_stated_in_words_with_its_gap() -> None:
    """Never decide silently: each stated gap exists and is not also a key."""
    stated = {said.gap for said in WUZHI.stated}
    keyed = {origin.gap for path, origin in WUZHI.origins.items() if not path.startswith("stated")}
    assert {"G-4", "G-6", "G-7", "G-8", "G-11", "G-24", "G-28"} <= stated
    assert {"G-1", "G-2", "G-9", "G-10", "G-12", "G-13", "G-25", "G-30", "G-31", "G-32"} <= keyed
    assert not stated & keyed


def test_a_key_knows_where_it_comes_from() -> None:
    assert WUZHI.origin("classes.1.stages.0.limit") == Origin(clause="WZ-9.1")
    assert WUZHI.origin("callback.mandatory").is_default
    assert WUZHI.origin("callback.actor") == Origin(clause="WZ-11.2")
    assert WUZHI.origin("leads.of") == Origin(clause="default", gap="G-1")
    assert WUZHI.origin("who.批准") == Origin(clause="WZ-8.1")
    assert WUZHI.origin("who.签收").is_default
    assert WUZHI.origin("nowhere.at.all").is_default


def test_wuzhi_speaks_the_words_of_its_notice(shared: Path) -> None:
    """WZ-7.2 to 7.8, WZ-9, WZ-F1, WZ-F2: names, meanings, titles and columns stand in the text."""
    text = squeezed((shared / "regulations" / "WZ-wuzhi.txt").read_text("utf-8"))
    spoken = [
        WUZHI.source,
        *(one.name for one in WUZHI.classes),
        WUZHI.names.form_title,
        WUZHI.names.ledger_title,
        *WUZHI.ledger.columns,
        *WUZHI.circulate.recipients,
        *(role.name for role in WUZHI.staffing),
        WUZHI.close.label,
        *(squeezed(route.link) for route in WUZHI.out_of_scope),
        *(to for route in WUZHI.out_of_scope for to in route.to),
    ]
    assert [word for word in spoken if squeezed(word) not in text] == []


def test_the_ledger_of_wuzhi_has_its_17_columns_in_order() -> None:
    """WZ-F2."""
    assert WUZHI.ledger.columns == (
        *("序号", "姓名或单位名称", "单位联系人", "联系方式", "主要诉求", "诉求类别"),
        *("政务服务责任部门及牵头部门", "分办转办时间", "要求办理期限"),
        *("是否催办及时间", "是否督办及时间", "是否退回重办及时间", "实际办结时间"),
        *("办理情况", "回访时间", "办理结果满意度", "备注"),
    )


def test_staffing_is_as_the_notice_has_it() -> None:
    """WZ-5.2, WZ-5.3."""
    assert {s.role: (s.least, s.most) for s in WUZHI.staffing} == {
        "receptionist": (3, 5),
        "supervisor": (2, 3),
    }


def test_a_company_and_a_citizen_out_of_scope_go_different_ways() -> None:
    """WZ-7.7, WZ-7.8."""
    company, citizen = (WUZHI.route_for(is_unit=unit) for unit in (True, False))
    assert company is not None
    assert citizen is not None
    assert (company.act, company.to, company.tell) == ("transfer", ("企业纾困360",), True)
    assert (citizen.act, citizen.to) == ("guide", ("武来办", "12345"))


@pytest.mark.parametrize("name", ALL)
def test_every_profile_has_five_levels_and_the_lower_two_send_it_back(name: str) -> None:
    """N7, LH-13a, LH-13b: 基本满意 is no 差评."""
    scale = catalogue.load(name).rating
    assert scale.levels == ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    assert scale.satisfied == scale.levels[:3]


def test_calls_nobody_answers_are_tried_three_times_on_two_days() -> None:
    """G-10: never counted as satisfied."""
    silent = WUZHI.unreachable
    assert (silent.tries, silent.days, silent.label) == (3, 2, "办结（未评价）")
    assert silent.label not in WUZHI.rating.satisfied


def test_the_window_and_management_are_sets_of_roles() -> None:
    assert WUZHI.roles_of("WIN") == {"receptionist", "supervisor"}
    assert WUZHI.roles_of("MGMT") == {"management"}
    assert WUZHI.roles_of("assessor") == {"assessor"}
    assert WUZHI.roles_of("ALL") == set(ROLES)
    assert WUZHI.roles_of(None) == WUZHI.roles_of("nobody") == frozenset()


def test_the_county_decides_who_inspects_and_calls_back() -> None:
    """WZ-11.1 against SQ-10b; LH-13a."""
    actors = {
        name: (catalogue.load(name).inspect.actor, catalogue.load(name).callback.actor)
        for name in ("wuzhi", "shenqiu", "longhui")
    }
    assert actors == {
        "wuzhi": ("WIN", "WIN"),
        "shenqiu": ("MGMT", "MGMT"),
        "longhui": (None, "first_handler"),
    }
    assert catalogue.load("shenqiu").may("质检").does == ("management",)


@pytest.mark.parametrize("name", ALL)
def test_who_may_do_what_is_said_for_every_command_that_can_be_typed(name: str) -> None:
    """Profile × command × role is one table; what can be typed stands in the grammar."""
    commands = {form.who or typed for typed, form in FORMS.items()}
    assert commands - set(catalogue.load(name).who) == set()


@pytest.mark.parametrize(
    ("command", "does", "proposes"),
    [
        ("派单", {"management"}, {"receptionist", "supervisor"}),
        ("批准", {"management"}, set()),
        ("签收", {"department", "window_lead"}, set()),
        ("督办", {"supervisor"}, set()),
        ("退回", {"supervisor"}, set()),
        ("查", set(ROLES), set()),
    ],
)
def test_a_row_says_who_does_and_who_only_proposes(
    command: str, does: set[str], proposes: set[str]
) -> None:
    """WZ-8.1, WZ-5.4."""
    may = WUZHI.may(command)
    assert (set(may.does), set(may.proposes)) == (does, proposes)
    assert may.roles == does | proposes


def test_a_command_outside_the_table_is_nobodys() -> None:
    assert WUZHI.may("删库").roles == frozenset()


def test_the_version_changes_with_the_text_and_with_the_defaults() -> None:
    """Rule (c): a ticket keeps the version of its day."""
    versions = {
        load(TEXT, DEFAULTS).version,
        load(TEXT + "\n# 改", DEFAULTS).version,
        load(TEXT, DEFAULTS + "\n# 改").version,
    }
    assert len(versions) == 3
    assert load(TEXT, DEFAULTS).version == WUZHI.version


def test_a_section_of_the_county_replaces_the_default_whole() -> None:
    text = TEXT + '\n[anonymous]\nclause = "default"\nallowed = true\n'
    assert load(text, DEFAULTS).anonymous.allowed is True
    assert WUZHI.anonymous.allowed is False


def test_everything_wrong_is_named_at_once() -> None:
    faults = broken(
        ('id = "wuzhi"', 'id = 7\nfavourite = "红"'),
        ("limit = { n = 3, unit", "limit = { n = 3, unitt"),
        ('unit = "wd" }\nstart = "received"   ', 'unit = "fortnight" }\nstart = "received"   '),
        ('[remind]\nclause = "WZ-10.1"\nactor = "WIN"', '[remind]\nclause = "WZ-10.1"'),
        ('[supervise]\nclause = "WZ-10.2"', "[supervise]"),
        ("least = 3", 'least = "三"'),
        ("most = 5", "most = true"),
        ("mandatory = true", "mandatory = 1"),
        ('types = ["投诉"', 'types = [5, "投诉"'),
    )
    assert faults == {
        "id": FaultKind.WRONG_TYPE,
        "favourite": FaultKind.UNKNOWN,
        "types.0": FaultKind.WRONG_TYPE,
        "classes.1.stages.0.limit.unitt": FaultKind.UNKNOWN,
        "classes.1.stages.0.limit.unit": FaultKind.MISSING,
        "classes.2.stages.0.limit.unit": FaultKind.WRONG_VALUE,
        "remind.actor": FaultKind.MISSING,
        "supervise": FaultKind.NO_ORIGIN,
        "staffing.0.least": FaultKind.WRONG_TYPE,
        "staffing.0.most": FaultKind.WRONG_TYPE,
        "callback.mandatory": FaultKind.WRONG_TYPE,
    }


@pytest.mark.parametrize(
    ("old", "new", "path", "what"),
    [
        pytest.param(
            'committed = "dispatch"',
            'committed = "dispatch"\nlimit = { n = 3, unit = "wd" }',
            "classes.3.stages.0",
            FaultKind.BOTH_OR_NONE,
            id="a limit and a promise",
        ),
        pytest.param(
            'committed = "plan"',
            "",
            "classes.2.stages.1",
            FaultKind.BOTH_OR_NONE,
            id="neither limit nor promise",
        ),
        pytest.param(
            'kind = "reply"',
            'kind = "acknowledge"',
            "classes.1.stages",
            FaultKind.NO_FINAL,
            id="nothing that ends the matter",
        ),
        pytest.param(
            'kind = "result"\ncommitted = "plan"',
            'kind = "plan"\ncommitted = "plan"',
            "classes.2.stages",
            FaultKind.REPEATED,
            id="two stages of a kind",
        ),
        pytest.param(
            'id = "hard"', 'id = "cannot"', "classes.cannot", FaultKind.REPEATED, id="an id twice"
        ),
        pytest.param(
            '[inspect]\nclause = "WZ-11.1"\nactor = "WIN"',
            '[inspect]\nclause = "WZ-11.1"\nactor = "质检科"',
            "inspect.actor",
            FaultKind.NOBODY,
            id="an actor nobody is",
        ),
        pytest.param(
            'applies_to = ["办不了"',
            'applies_to = ["办得了"',
            "modifiers.0.applies_to",
            FaultKind.WRONG_VALUE,
            id="a modifier of no class",
        ),
        pytest.param(
            'role = "receptionist"',
            'role = "boss"',
            "staffing",
            FaultKind.WRONG_VALUE,
            id="no such role",
        ),
        pytest.param(
            '"质检" = { does = ["WIN"]',
            '"质检" = { does = ["boss"]',
            "who.质检",
            FaultKind.WRONG_VALUE,
            id="a command for no role",
        ),
        pytest.param(
            '"质检" = { does = ["WIN"]',
            '"质检" = { does = []',
            "who.质检.does",
            FaultKind.NOBODY,
            id="a command for nobody",
        ),
        pytest.param(
            "n = 3", "n = 0", "classes.1.stages.0.limit", FaultKind.WRONG_VALUE, id="no days at all"
        ),
        pytest.param(
            "[hotline]\n",
            "[[hotline]]\n",
            "hotline",
            FaultKind.WRONG_TYPE,
            id="a list for a section",
        ),
        pytest.param(
            'cites = { mandatory = "default" }',
            'cites = { mandatroy = "default" }',
            "callback.cites.mandatroy",
            FaultKind.UNKNOWN,
            id="a citation of nothing",
        ),
        pytest.param("[remind]", "[remind]\n[remind]", "TOML", FaultKind.SYNTAX, id="not TOML"),
    ],
)
def test_the_linter_refuses_what_cannot_work(
    old: str, new: str, path: str, what: FaultKind
) -> None:
    """Rule (b): a class without a final stage, an unknown unit, an actor nobody holds, and more."""
    assert broken((old, new)) == {path: what}


def test_a_fault_says_in_chinese_what_would_be_right() -> None:
    with pytest.raises(BadProfile) as refused:
        load(TEXT.replace('unit = "wd"', 'unit = "week"', 1), DEFAULTS)
    assert str(refused.value) == (
        "classes.1.stages.0.limit.unit：不能是这个值，可以写：h、wd、cd、month、same_day"
    )


def test_defaults_alone_are_no_profile() -> None:
    faults = broken(text="", defaults=DEFAULTS)
    assert {"id", "source", "names", "classes", "dispatch"} <= set(faults)
    assert set(faults.values()) == {FaultKind.MISSING}


def test_without_defaults_their_sections_are_missing() -> None:
    assert {"leads", "demand", "unreachable", "anonymous"} <= set(broken(defaults=""))


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        catalogue.load("nowhere")


@pytest.mark.parametrize("name", ["../defaults", "wuzhi.toml", ""])
def test_no_other_file_is_read(name: str) -> None:
    with pytest.raises(KeyError):
        catalogue.load(name)


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        WUZHI.id = "other"  # type: ignore[misc]  # to see it refused
    assert isinstance(WUZHI, Profile)
