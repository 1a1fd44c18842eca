"""How fast and how right the suggestion is: against plain jieba in the same run, and on real words.

Usage: `python bench/suggest.py [FILE.csv.gz]`. FILE has the columns label, title, detail, with seven
labels of a public message board; LABELS maps our matters to them. The labels are for this measure
only: the product knows nothing of them; the place of 快递 in LABELS was chosen on this file.
"""

import csv
import gzip
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import jieba

from intake.classify import dictionary as keywords
from intake.classify import matters
from intake.classify.classify import Suggester, vocabulary
from intake.replies.words import Words

#: what stands in each label's place among our matters; the others count as wrong
LABELS: dict[str, str] = {
    "城乡建设": """property_transfer mortgage_registration homestead land land_use planning
        construction_permit house_filing property_management public_housing illegal_building
        city_looks city_facilities elevator_old_estate decoration_noise water power gas heating
        parking provident_fund provident_loan fire_check dogs""",
    "劳动和社会保障": """unpaid_wages labour_dispute social_transfer pension unemployment
        work_injury employment medical_insurance medical_remote subsistence disabled veterans""",
    "教育文体": """enrolment teacher_certificate teacher_pay school_conduct training_school
        higher_education sports culture_venue""",
    "商贸旅游": """business_licence food_permit food_safety consumer pricing special_equipment
        trademark tax_invoice tax_refund investment company_support commerce tourism
        finance_fraud""",
    "环境保护": """environment_permit noise air_pollution water_pollution livestock_pollution
        river forestry""",
    "卫生计生": "birth_health health_permit hospital drug_permit",
    "交通运输": """vehicle_inspection driving_licence driving_school traffic_violation
        road_transport_permit bus rural_road parcel""",
}
MESSAGE = (
    "我上个月到政务大厅办理不动产过户，窗口说材料不齐，让我回去开证明，我跑了三趟，"
    "每次说的都不一样，昨天又说系统坏了办不了，开发商的公章也盖了，请问到底什么时候能办好房产证？"
)
ROUNDS, TIMES = 5, 400


def measured(do: Callable[[str], object], text: str) -> float:
    """Return the microseconds that *do* takes for *text*."""
    begin = time.perf_counter()
    for _ in range(TIMES):
        do(text)
    return (time.perf_counter() - begin) / TIMES * 1e6


def speed(suggester: Suggester, words: Words, plain: jieba.Tokenizer) -> None:
    """Print five interleaved rounds of each way and their medians."""
    ways: dict[str, Callable[[str], object]] = {
        "jieba.lcut": plain.lcut,
        "jieba.lcut HMM=False": lambda text: plain.lcut(text, HMM=False),
        "Words.cut": words.cut,
        "Suggester.suggest": suggester.suggest,
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, do in ways.items():
            taken[name].append(measured(do, MESSAGE))
    base = statistics.median(taken["jieba.lcut"])
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:24} {median:8.1f} us for {len(MESSAGE)} characters, x{median / base:.2f}")


def rightness(suggester: Suggester, file: Path) -> None:
    """Print accuracy, macro F1, top 3, calibration error and the share that is sure."""
    label_of = {matter: label for label, ids in LABELS.items() for matter in ids.split()}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = [(row["label"], f"{row['title']} {row['detail']}") for row in csv.DictReader(lines)]
    begin = time.perf_counter()
    found = [suggester.suggest(text) for _, text in rows]
    each = (time.perf_counter() - begin) / len(rows) * 1e6
    truth = [label for label, _ in rows]
    top = [label_of.get(one.categories[0].id, "") for one in found]
    confidence = [one.categories[0].confidence for one in found]
    hit = [a == b for a, b in zip(truth, top, strict=True)]
    in_three = [
        label in {label_of.get(c.id) for c in one.categories}
        for label, one in zip(truth, found, strict=True)
    ]
    sure = [right for right, one in zip(hit, found, strict=True) if one.sure]
    print(
        f"n {len(rows)}  accuracy {statistics.mean(hit):.4f}  macro F1 {macro_f1(truth, top):.4f}"
    )
    print(f"top 3 {statistics.mean(in_three):.4f}  ECE {ece(confidence, hit):.4f}")
    print(f"sure {len(sure) / len(rows):.3f}, of these right {statistics.mean(sure or [0]):.4f}")
    print(f"{each:.0f} us a message of {statistics.mean(len(t) for _, t in rows):.0f} characters")
    confused = Counter((a, b) for a, b in zip(truth, top, strict=True) if a != b)
    print("confused most:", confused.most_common(8))


def macro_f1(truth: list[str], found: list[str]) -> float:
    """Return the mean of the labels' F1."""
    scores = []
    for label in LABELS:
        both = sum(a == b == label for a, b in zip(truth, found, strict=True))
        scores.append(2 * both / max(1, truth.count(label) + found.count(label)))
    return statistics.mean(scores)


def ece(confidence: list[float], hit: list[bool], bins: int = 10) -> float:
    """Return the expected calibration error over ten bins."""
    total = 0.0
    for one in range(bins):
        inside = [i for i, c in enumerate(confidence) if min(int(c * bins), bins - 1) == one]
        if inside:
            gap = sum(confidence[i] for i in inside) - sum(hit[i] for i in inside)
            total += abs(gap)
    return total / len(confidence)


def main() -> None:
    """Load as `serve` does, then measure."""
    dictionary = keywords.load()
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        words = Words.load(Path(folder), vocabulary(dictionary))
        print(f"loaded without cache in {time.perf_counter() - begin:.2f} s")
        plain = jieba.Tokenizer()
        plain.tmp_dir = folder
        plain.initialize()
        begin = time.process_time()
        suggester = Suggester(matters.shipped(), dictionary)
        print(f"table and dictionary read in {time.process_time() - begin:.2f} s of CPU")
        speed(suggester, words, plain)
    if len(sys.argv) > 1:
        rightness(suggester, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
