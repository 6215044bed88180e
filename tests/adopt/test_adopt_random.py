"""Random sheets with a recording a row: items, fields and marks are found again."""

from __future__ import annotations

import random
from decimal import Decimal

from adopted import adopted
from hypothesis import given
from hypothesis import strategies as st

from examples import examples

ITEMS = [
    "开头语",
    "身份核实",
    "服务态度",
    "语音语调",
    "倾听理解",
    "表达能力",
    "业务解答",
    "工单记录",
]
FULLS = [5, 10, 15, 20, 25, 30]
FIELDS = {
    "call_date": ["通话日期", "录音日期", "日期"],
    "agent": ["工号", "坐席工号", "员工编号"],
    "name": ["姓名", "客服姓名", "坐席"],
    "recording": ["录音编号", "流水号", "录音ID"],
    "inspector": ["质检员", "质检人", "评估人"],
}
NAMES = ["王佳", "李敏", "张伟", "赵静", "刘畅"]


@given(seed=st.integers(0, 10**6), points=st.sampled_from(["heading", "row", "none"]))
@examples(12)
def test_items_fields_and_marks_are_found_again(seed: int, points: str) -> None:
    rng = random.Random(seed)
    items = rng.sample(ITEMS, rng.randrange(2, 7))
    fulls = [rng.choice(FULLS) for _ in items]
    keys = rng.sample(list(FIELDS), len(FIELDS))
    heads = [rng.choice(FIELDS[key]) for key in keys]
    rows, truth = [], []
    for number in range(rng.randrange(4, 9)):
        lost = [rng.choice([0, 0, 1, 2]) if number > 1 else 0 for _ in items]
        marks = [full - off for full, off in zip(fulls, lost, strict=True)]
        said = {
            "call_date": f"2026-10-{number + 10}",
            "agent": f"{number % 5 + 1:03}",
            "name": NAMES[number % 5],
            "recording": f"LY{seed:07}{number}",
            "inspector": rng.choice(["陈晨", "刘洋"]),
        }
        rows.append([*(said[key] for key in keys), *marks, sum(marks)])
        truth.append(({key: said[key] for key in keys}, dict(zip(items, marks, strict=True))))
    titles = [
        f"{i}（{f}分）" if points == "heading" else i for i, f in zip(items, fulls, strict=True)
    ]
    lines = [["客服中心质检表"], [*heads, *titles, "总分"]]
    if points == "row":
        lines.append(["满分", *[""] * (len(keys) - 1), *fulls, sum(fulls)])
    lines += [*rows, ["注：按月统计"]]
    one = adopted("\n".join("|".join(map(str, line)) for line in lines))
    assert [leaf.name.zh for leaf in one.scheme.leaves] == items
    found = [one.scheme.scale_of(leaf).full for leaf in one.scheme.leaves]
    assert found == list(map(Decimal, fulls)) or "full" in one.asked
    assert one.columns(*keys) == [tuple(said.values()) for said, _ in truth]
    assert one.marks() == [marks for _, marks in truth]
    assert not one.unsure()
    assert one.scheme.score.aggregate == "sum" or points == "none"
