"""A centre's `profile`: one of ours, a file beside config.toml, or two joined by `+` (rule d)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from configurations import a_document, faults_of, save

from bot import clock
from bot.cli import main
from bot.cli.demo import beside, made
from bot.config import advice, loader
from bot.profiles import catalogue
from storage.people import profile_versions

WUZHI = catalogue.adopt("wuzhi").own.text


MANAGER = {"userid": "guan", "name": "管主任", "roles": ["management"]}


def document(profile: str, *staff: dict[str, Any]) -> dict[str, Any]:
    """A configuration whose centre names *profile*, with a receptionist and more *staff*."""
    found = a_document()
    found["desk"]["profile"] = profile
    found["staff"].extend(staff)
    return found


def words_on_rules(settings: loader.Settings, today: date) -> list[loader.Fault]:
    """What `yousu check` says of the rules themselves."""
    found = advice.of_profiles(settings, today)
    return [one for one in found if one.path == "desk.profile"]


def ours(folder: Path, text: str = WUZHI, name: str = "rules/ours.toml") -> Path:
    """A county's own file in *folder*."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("profile", ["wuzhi", "wuzhi+fw", "puyang+fw", "longhui"])
def test_ours_are_named_without_a_path(tmp_path: Path, profile: str) -> None:
    settings = loader.load(save(document(profile), tmp_path), {})
    assert settings.centres()[0].profile == profile


@pytest.mark.parametrize("tail", ["", "+fw"])
def test_a_file_is_found_from_the_folder_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tail: str
) -> None:
    file = ours(tmp_path)
    saved = save(document(f"rules/ours.toml{tail}"), tmp_path)
    monkeypatch.chdir("/")
    settings = loader.load(saved, {})
    assert settings.centres()[0].profile == f"{file}{tail}"
    found = catalogue.adopt(settings.centres()[0].profile)
    assert found.own.profile.id == "wuzhi"
    assert (found.also is None) is (tail == "")


def test_a_plus_inside_a_path_does_not_part_it(tmp_path: Path) -> None:
    file = ours(tmp_path / "a+b")
    assert catalogue.parts(f"{file}") == (str(file),)
    assert catalogue.parts(f"{file}+fw") == (str(file), "fw")
    assert catalogue.parts(f"wuzhi+{file}") == ("wuzhi", str(file))
    assert catalogue.parts(f"{file}+{file}") == (str(file), str(file))
    assert catalogue.parts("wuzhi") == ("wuzhi",)


def test_every_fault_of_the_file_is_named_beside_those_of_the_configuration(tmp_path: Path) -> None:
    text = WUZHI.replace('kind = "reply"', 'kind = "plan"', 1).replace("WZ-10.2", "WZ-10.9", 1)
    ours(tmp_path, text)
    found = document("rules/ours.toml")
    found["desk"]["opens"] = "früh"
    examined = loader.examine(save(found, tmp_path), {})
    assert sorted((fault.path, fault.text.split("：")[0]) for fault in examined.faults) == [
        ("desk.opens", "应为时间，写成 08:30:00，不加引号"),
        ("desk.profile", "classes.1.stages"),
        ("desk.profile", "supervise"),
    ]


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("nowhere", "没有这套规则，可以写：fw、longhui、puyang、shenqiu、wuzhi"),
        ("wuzhi+nowhere", "没有这套规则"),
        ("gone.toml", "gone.toml：文件不存在"),
        ("wuzhi+gone.toml", "gone.toml：文件不存在"),
        ("../wuzhi", "没有这套规则"),
        ("+fw", "没有这套规则"),
        ("wuzhi+", "没有这套规则"),
    ],
)
def test_a_profile_that_is_none_is_a_fault_of_the_configuration(
    tmp_path: Path, profile: str, words: str
) -> None:
    (text,) = faults_of(save(document(profile), tmp_path)).values()
    assert words in text


def test_of_two_files_the_faults_of_both_are_named(tmp_path: Path) -> None:
    ours(tmp_path, WUZHI.replace("WZ-10.2", "WZ-10.9", 1), "one.toml")
    ours(tmp_path, WUZHI.replace("WZ-10.1", "WZ-10.8", 1), "two.toml")
    examined = loader.examine(save(document("one.toml+two.toml"), tmp_path), {})
    assert sorted(fault.text.split("：")[0] for fault in examined.faults) == ["remind", "supervise"]


def test_check_warns_of_rules_that_are_not_in_force_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """WZ-15.1: named with its day; nothing is refused."""
    monkeypatch.setattr(main.logs, "set_up", lambda: None)
    year = clock.now().year + 2
    ours(tmp_path, WUZHI.replace("effective_from = 2024-06-11", f"effective_from = {year}-01-01"))
    file = save(document("rules/ours.toml", MANAGER), tmp_path)
    assert main.main(["check", "-c", str(file), "--json"]) == 0
    warnings = json.loads(capsys.readouterr().out)["warnings"]
    assert [one["path"] for one in warnings if f"自 {year}-01-01 起施行" in one["text"]] == [
        "desk.profile"
    ]
    settings = loader.load(file, {})
    assert words_on_rules(settings, date(year, 1, 1)) == []


def test_check_warns_of_a_class_that_the_standard_does_not_know(tmp_path: Path) -> None:
    ours(tmp_path, WUZHI.replace("很难办", "难办"))
    settings = loader.load(save(document("rules/ours.toml+fw", MANAGER), tmp_path), {})
    (warning,) = words_on_rules(settings, date(2026, 9, 28))
    assert warning.path == "desk.profile"
    assert "“难办”" in warning.text
    settings = loader.load(save(document("rules/ours.toml", MANAGER), tmp_path), {})
    assert words_on_rules(settings, date(2026, 9, 28)) == []


def test_check_warns_of_an_actor_that_nobody_of_the_centre_is(tmp_path: Path) -> None:
    """Rule (b): 管理机构 approves the 工作单 (WZ-8.1), and in 沈丘 inspects too (SQ-10b)."""
    today = date(2026, 9, 28)
    alone = document("shenqiu")
    said = [one.text for one in words_on_rules(loaded(alone, tmp_path), today)]
    assert [text.split("由")[0] for text in said] == [
        "按这套规则，批准工作单",
        "按这套规则，质检",
        "按这套规则，回访",
    ]
    together = document("shenqiu", MANAGER)
    assert words_on_rules(loaded(together, tmp_path), today) == []


def loaded(found: dict[str, Any], folder: Path) -> loader.Settings:
    """The settings of a configuration saved in *folder*."""
    return loader.load(save(found, folder), {})


async def test_the_service_stores_the_text_that_it_works_by(tmp_path: Path) -> None:
    """Rule (c): at its start, once."""
    simulator, world = made()
    await simulator.start("127.0.0.1", 0)
    try:
        async with beside(simulator, world, tmp_path) as service:
            found = await profile_versions.every(service.context.store.reader)
            rules = service.context.rules(service.context.home)
    finally:
        await simulator.stop()
    assert [(one.profile, one.version) for one in found] == [
        (rules.profile.id, rules.profile.version)
    ]


TEAMS = [
    pytest.param("longhui", "receptionist", "接诉即办专员", (0,), (1, 2), id="LH-4a"),
    pytest.param("wuzhi", "receptionist", "诉求受理员", (2, 6), (3, 5), id="WZ-5.2"),
    pytest.param("wuzhi", "supervisor", "研判督办员", (1, 4), (2, 3), id="WZ-5.3"),
]


@pytest.mark.parametrize(("profile", "role", "team", "wrong", "right"), TEAMS)
def test_check_warns_of_a_team_of_another_size_than_the_text_wants(
    tmp_path: Path, profile: str, role: str, team: str, wrong: list[int], right: list[int]
) -> None:
    def warned(n: int) -> bool:
        found = document(profile)
        people = [{"userid": f"u{k}", "name": f"员{k}", "roles": [role]} for k in range(n)]
        found["staff"] = [MANAGER, *people]
        settings = loader.load(save(found, tmp_path), {})
        said = advice.of_profiles(settings, date(2026, 9, 28))
        return any(team in one.text for one in said if one.path == "staff")

    assert all(warned(n) for n in wrong)
    assert not any(warned(n) for n in right)


@pytest.mark.parametrize("profile", ["wuzhi", "shenqiu", "puyang", "longhui", "fw"])
@pytest.mark.parametrize("managers", [0, 1, 2])
def test_wz_10_3_check_warns_where_only_one_person_could_approve_what_they_ask_for(
    tmp_path: Path, profile: str, managers: int
) -> None:
    people = [
        {"userid": f"g{n}", "name": f"主任{n}", "roles": ["management"]} for n in range(managers)
    ]
    settings = loader.load(save(document(profile, *people), tmp_path), {})
    said = [one.text for one in advice.of_profiles(settings, date(2026, 9, 28))]
    alone = [one for one in said if "只有主任0一人" in one and "批准申请" in one]
    nobody = [one for one in said if "没有人是这个角色" in one and "管理机构" in one]
    assert len(alone) == (1 if managers == 1 else 0), said
    assert bool(nobody) == (managers == 0), said


@pytest.mark.parametrize("profile", ["wuzhi", "shenqiu", "puyang", "longhui", "fw"])
@pytest.mark.parametrize("there", [0, 1])
def test_check_names_each_centre_where_nobody_is_rung_in_an_emergency(
    tmp_path: Path, profile: str, there: int
) -> None:
    """C-21: who is on call at another centre is not on call here."""
    found = document(profile)
    desk = found.pop("desk")
    found["centre"] = [
        {**desk, "id": id_, "name": name, "prefix": id_.upper()}
        for id_, name in (("xa", "甲中心"), ("xb", "乙中心"))
    ]
    on_call = {"userid": "ying", "name": "应值班", "roles": ["emergency"], "centre": "xa"}
    found["staff"] = [{**one, "centre": "xb"} for one in found["staff"]] + [on_call] * there
    settings = loader.load(save(found, tmp_path), {})
    said = [one.text for one in advice.of_profiles(settings, date(2026, 9, 28))]
    warned = [one[:3] for one in said if "应急联络人（" in one]
    assert warned == (["乙中心"] if there else ["甲中心", "乙中心"])
