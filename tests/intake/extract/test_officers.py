"""How people name whom they speak of in an office (N6)."""

import pytest

from intake.extract.officers import officers, surname_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("市场监管局的李科长向我索要红包", ["李科长", "李科"]),
        ("李科打骂群众", ["李科"]),
        ("窗口张伟态度差", ["张伟"]),
        ("窗口工作人员张小梅不给办", ["张小梅"]),
        ("3号窗口的小李骂我", ["小李"]),
        ("那个科长姓李的", ["姓李"]),
        ("欧阳主任吃拿卡要", ["欧阳主任", "欧阳"]),
        ("经办人刘强故意拖", ["刘强"]),
        ("王警官打人", ["王警官"]),
        ("工号1023的不给办", ["工号1023"]),
    ],
)
def test_whoever_is_named_in_an_office_is_found(said: str, named: list[str]) -> None:
    assert list(officers(said)) == named


@pytest.mark.parametrize(
    "said",
    [
        "办公室主任不在",
        "市场监管局局长",
        "车管所长",
        "党委书记",
        "你们领导",
        "窗口的人要红包",
        "高科技企业",
        "窗口说系统坏了",
        "工作人员去吃饭了",
        "医保科",
        "窗口那个女的",
    ],
)
def test_an_office_without_a_name_names_nobody(said: str) -> None:
    assert list(officers(said)) == []


def test_a_surname_is_read_from_each_way_of_naming() -> None:
    assert [surname_of(one) for one in ("李科长", "姓王", "小赵", "欧阳主任", "工号1023")] == [
        "李",
        "王",
        "赵",
        "欧阳",
        "",
    ]
