"""Makes the example assembly that `tequio demo` draws: people and a town that nobody can take for real.

Writes src/tequio/examples/volunteers.csv and quotas.csv, the same ones every time.
"""

import csv
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "src" / "tequio" / "examples"
PEOPLE, SIZE = 480, 42
# For each feature its values, their share of the imaginary town, and how gladly each volunteers.
FEATURES: dict[str, dict[str, tuple[float, float]]] = {
    "sexo": {"mujer": (0.515, 1.1), "hombre": (0.475, 0.9), "otro": (0.01, 1.5)},
    "edad": {
        "16 a 24": (0.19, 0.5),
        "25 a 39": (0.29, 0.9),
        "40 a 54": (0.24, 1.2),
        "55 a 69": (0.18, 1.5),
        "70 o más": (0.10, 0.9),
    },
    "distrito": {
        "Centro": (0.30, 1.4),
        "Norte": (0.24, 1.0),
        "Río Arriba": (0.18, 0.8),
        "La Loma": (0.16, 0.7),
        "El Bajo": (0.12, 0.5),
    },
    "escolaridad": {
        "primaria": (0.30, 0.4),
        "secundaria": (0.38, 0.8),
        "técnica": (0.14, 1.2),
        "universidad": (0.18, 2.2),
    },
    "agua en casa": {"todos los días": (0.46, 1.0), "algunos días": (0.34, 1.0), "casi nunca": (0.20, 1.1)},
}


def volunteers(generator: np.random.Generator) -> list[list[str]]:
    """The rows: id, an address that some share, a telephone that cannot ring, the features."""
    rows: list[list[str]] = []
    for number in range(1, PEOPLE + 1):
        address = f"Calle Ejemplo {int(generator.integers(1, PEOPLE * 3))}"
        if rows and generator.random() < 0.09:
            address = rows[-1][1]
        features = []
        for values in FEATURES.values():
            weights = np.array([share * zeal for share, zeal in values.values()])
            features.append(str(generator.choice(list(values), p=weights / weights.sum())))
        rows.append([f"E{number:03d}", address, f"000-{number:04d}", *features])
    rows[6][3] = "Mujer" if rows[6][3] == "mujer" else "Hombre"
    rows[19][5] = " " + rows[19][5]
    return rows


def quotas() -> list[list[str | int]]:
    """The rows: each share of the town times the panel's size, one up or down."""
    rows: list[list[str | int]] = []
    for feature, values in FEATURES.items():
        for value, (share, _) in values.items():
            ideal = round(share * SIZE)
            rows.append([feature, value, max(0, ideal - 1), ideal + 1])
    return rows


def write(name: str, header: list[str], rows: list[list[str]] | list[list[str | int]]) -> None:
    """One CSV, as a spreadsheet in Spanish saves it."""
    with (FOLDER / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write(
        "volunteers.csv", ["id", "dirección", "teléfono", *FEATURES], volunteers(np.random.default_rng(2026))
    )
    write("quotas.csv", ["feature", "value", "min", "max"], quotas())
