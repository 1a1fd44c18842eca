"""五个一个样 (WZ-2.4): what says who complains is taken out before anything weighs."""

import pytest

from intake.classify.folding import folded
from intake.classify.who_complains import WhoComplains

pytestmark = pytest.mark.unit

WHO = WhoComplains(["小微企业", "没有熟人", "国企"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我们是小微企业，执照办不下来", "执照办不下来"),
        ("执照办不下来，我在局里没有熟人", "执照办不下来"),
        ("某国企的不动产过户材料齐全一直不给办", "某的不动产过户材料齐全一直不给办"),
        ("我们公司是万里食品有限公司，门口的路坏了", "我们公司是，门口的路坏了"),
        ("燃气公司不给通气", "燃气公司不给通气"),
        ("停水三天了", "停水三天了"),
    ],
)
def test_who_complains_is_taken_out_and_the_matter_stays(text: str, left: str) -> None:
    assert WHO.without(folded(text)) == folded(left)


def test_nothing_is_left_where_only_that_is_said() -> None:
    assert WHO.without(folded("我们是小微企业")) == folded("")
