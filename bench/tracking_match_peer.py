"""General matchers on the same queries and pairs, in the peer's environment.

python bench/tracking_match_peer.py DATA

scikit-learn's TF-IDF of characters, and rapidfuzz's ratios on the fifty nearest by it. Prints JSON,
a line for each matcher. All see names in small letters, without accents and points.
"""

import json
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from sklearn.feature_extraction.text import TfidfVectorizer

from match_figures import false_links, figures, gold_of, rows

NEAREST, CHUNK, LINK = 50, 100, 90


def main() -> None:
    """Measures each matcher."""
    data = Path(sys.argv[1])
    queries, register = rows(data / "queries_dev.csv"), rows(data / "registers" / "large.csv")
    gold = gold_of(queries)
    before = time.process_time()
    near = list(nearest([plain(q["name"]) for q in queries], [plain(unit["name"]) for unit in register]))
    indexing = time.process_time() - before
    for who, score in MATCHERS.items():
        before = time.process_time()
        ranked = {}
        for query, found in zip(queries, near, strict=True):
            text = plain(query["name"])
            told = [
                (register[at]["id"], score(text, plain(register[at]["name"]), like)) for at, like in found
            ]
            ranked[query["query"]] = sorted(told, key=lambda each: (-each[1], each[0]))
        said = {"who": who, "cpu": indexing + time.process_time() - before, **figures(gold, ranked)}
        print(json.dumps(said), flush=True)
    pairs = rows(data / "fmtr_mexico_pairs.csv")
    for who, score in RATIOS.items():
        linked = [score(plain(pair["string_a"]), plain(pair["string_b"])) >= LINK for pair in pairs]
        found, wrong = false_links(pairs, linked)
        print(json.dumps({"who": f"{who} ≥ {LINK}", "pairs": found, "false": wrong}), flush=True)


def plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower())
    return default_process("".join(letter for letter in apart if not unicodedata.combining(letter)))


def nearest(names: list[str], register: list[str]) -> Iterator[list[tuple[int, float]]]:
    """For each name the fifty nearest units by the cosine of TF-IDF over two to four characters."""
    weigher = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)
    index = weigher.fit_transform(register)
    for start in range(0, len(names), CHUNK):
        likeness = (index @ weigher.transform(names[start : start + CHUNK]).T.toarray()).T
        for row in likeness:
            found = np.argpartition(-row, NEAREST)[:NEAREST]
            yield [(int(at), float(row[at])) for at in found]


def guarded(one: str, other: str, like: float) -> float:
    """The mean of likeness and ratio, thirty less where the numbers differ."""
    numbers = [sorted(re.findall(r"\d+", text)) for text in (one, other)]
    return (100 * like + fuzz.token_sort_ratio(one, other)) / 2 - 30 * (numbers[0] != numbers[1])


RATIOS = {"token_set_ratio": fuzz.token_set_ratio, "token_sort_ratio": fuzz.token_sort_ratio}
MATCHERS = {
    "token_set_ratio on the 50 nearest": lambda one, other, _: fuzz.token_set_ratio(one, other),
    "token_sort_ratio on the 50 nearest": lambda one, other, _: fuzz.token_sort_ratio(one, other),
    "TF-IDF of characters 2-4": lambda _one, _other, like: 100 * like,
    "mean of both, less 30 where numbers differ": guarded,
}


if __name__ == "__main__":
    main()
