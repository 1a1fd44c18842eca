"""How long the reply guard takes: an answer of 500 characters against 200 other answers (N3).

Usage: `python bench/guard.py`. The aim is below 2 ms for reading the answer and finding what is
wrong; what the complaint tells is read once more for each try here, as at the desk.
"""

import statistics
import tempfile
import time
from pathlib import Path

from intake.replies import answer
from intake.replies.guard import findings
from intake.replies.words import Words

TOLD = (
    "1、小区电梯经常停运，何时能修好？2、多收的物业费要求退还；3、楼下烧烤店每天吵到半夜没法睡觉。"
)
SENTENCES = (
    "电梯曳引机磨损，已更换配件并经检验合格，现已恢复运行。",
    "物业费按备案标准收取，多收部分已经全部退还到业主账户。",
    "执法人员夜间到场检测，噪声超标情况属实，已立案并责令整改。",
    "社区将每周回访一次，直到问题全部解决。",
)
OTHERS, TIMES, LENGTH = 200, 200, 500


def an_answer(n: int) -> str:
    """Return an answer of LENGTH characters that differs from the others."""
    sentences = (f"第{n + at}次核查：{SENTENCES[(n * at + at) % 4]}" for at in range(60))
    return "".join(sentences)[:LENGTH]


def main() -> None:
    """Print the medians of both steps."""
    words = Words.load(Path(tempfile.mkdtemp(prefix="yousu-bench-")))
    others = [(f"2026-{n:04}", answer.shingles(an_answer(n))) for n in range(1, OTHERS + 1)]
    text = an_answer(0)
    told_times, guard_times = [], []
    for _ in range(TIMES):
        begin = time.perf_counter()
        told = answer.told(TOLD, ("武陟县",), words)
        between = time.perf_counter()
        findings(told, answer.reply(text, "", "", words), others=others)
        guard_times.append(time.perf_counter() - between)
        told_times.append(between - begin)
    print(f"reading the complaint   {statistics.median(told_times) * 1e3:6.2f} ms")
    print(f"guarding the answer     {statistics.median(guard_times) * 1e3:6.2f} ms")


if __name__ == "__main__":
    main()
