"""One run of the peer in a process of its own, in its own environment; same output as `ours.py`.

python bench/peer.py POOL METHOD LIMIT SOLVER

The peer's rows, quotas and defaults are left as they are. Its leximin needs Gurobi, which its `gurobi` extra
installs with a licence limited in size.
"""

import csv
import json
import resource
import sys
import time
from pathlib import Path

from sortition_algorithms import Settings, read_in_features, read_in_people
from sortition_algorithms import committee_generation as committees
from sortition_algorithms.utils import set_random_provider

METHODS = {
    "leximin": committees.find_distribution_leximin,
    "maximin": committees.find_distribution_maximin,
    "nash": committees.find_distribution_nash,
}


def main() -> None:
    """Reads, runs, and prints what was measured."""
    folder, method, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    before = time.process_time()
    features, people, size = read(folder)
    reading = time.process_time() - before
    before = time.process_time()
    try:
        found, weights, _ = METHODS[method](features, people, size, [], sys.argv[4])
    except Exception as error:  # what the peer or its solver refuses is a result too
        print(json.dumps({"error": f"{type(error).__name__}: {error}"[:120]}))
        return
    found, weights = committees.standardize_distribution(found, weights)
    cpu = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    chances = dict.fromkeys(people, 0.0)
    for members, weight in zip(found, weights):
        for person in members:
            chances[person] += weight
    said = {"cpu": cpu, "memory": memory, "reading": reading, "chances": list(chances.values())}
    print(json.dumps({**said, "status": "finished", "panels": len(found)}))


def read(folder: Path) -> tuple:
    """The same files, under the names of columns that the peer knows."""
    set_random_provider(1)
    size = json.loads((folder / "meta.json").read_text())["k"]
    with (folder / "categories.csv").open(newline="") as file:
        rows = [
            {"feature": row["category"], "value": row["feature"], "min": row["min"], "max": row["max"]}
            for row in csv.DictReader(file)
        ]
    features, _, _ = read_in_features(list(rows[0]), rows, size)
    with (folder / "respondents.csv").open(newline="") as file:
        table = csv.DictReader(file)
        people, _ = read_in_people(
            list(table.fieldnames or ()), list(table), features, Settings(id_column="id", columns_to_keep=[])
        )
    return features, people, size


if __name__ == "__main__":
    main()
