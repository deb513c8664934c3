"""The invented town of the example: its words, its questions, its shares and its people."""

import random
from fractions import Fraction

from tequio.files import csv_bytes
from tequio.web.recruitment.pool.targets import Target
from tequio.web.recruitment.registration.page_actions import Asked

NAME, SLUG, LANGUAGES, SIZE = "Agua de Ejemplo", "agua-de-ejemplo", ("en", "es"), 40
TEXTS = {
    "remit": {
        "en": "How should Ejemplo share its water in dry years?\n\nEjemplo is an invented town. Its panel "
        "may recommend rules, prices and works. It does not decide who pays old debts.",
        "es": "¿Cómo debe repartir Ejemplo su agua en los años secos?\n\nEjemplo es una ciudad inventada. Su "
        "panel puede recomendar reglas, precios y obras. No decide quién paga deudas viejas.",
    },
    "rulebook": {
        "en": "Forty people are drawn by lot from all who registered. Everybody has a fair chance. Nobody "
        "can be put on the panel by hand.",
        "es": "Se sortean cuarenta personas entre todas las que se registraron. Todas tienen una oportunidad "
        "justa. Nadie entra al panel a mano.",
    },
    "for-volunteers": {
        "en": "The panel meets on four Saturdays. You are paid for each of them, with food and care of "
        "children.",
        "es": "El panel se reúne cuatro sábados. Cada uno se paga, con comida y cuidado de niñas y niños.",
    },
}
COMMISSIONER = {"en": "The council of Ejemplo (invented)", "es": "El cabildo de Ejemplo (inventado)"}
PROMISE = {
    "en": "We will answer every recommendation in public, one by one, with our reasons.",
    "es": "Responderemos en público a cada recomendación, una por una, con nuestras razones.",
}
SOURCE = {
    "en": "Invented shares; a real assembly names its census here.",
    "es": "Proporciones inventadas; una asamblea real nombra aquí su censo.",
}
NOTICE = "This is an example, so nobody waits a day. / Es un ejemplo: nadie espera un día."

# A feature's name and label, then each value with its label and its share in a hundred.
FEATURES = {
    "gender": ({"en": "Gender", "es": "Género"}, {
        "woman": ("Woman", "Mujer", 51), "man": ("Man", "Hombre", 48),
        "other": ("Another", "Otro", 1)}),
    "age": ({"en": "Age", "es": "Edad"}, {
        "16-29": ("16 to 29", "16 a 29", 28), "30-44": ("30 to 44", "30 a 44", 29),
        "45-64": ("45 to 64", "45 a 64", 28), "65+": ("65 or more", "65 o más", 15)}),
    "district": ({"en": "District", "es": "Distrito"}, {
        "centre": ("Centre", "Centro", 35), "north": ("North", "Norte", 25),
        "river": ("River", "Río", 22), "hills": ("Hills", "Lomas", 18)}),
    "water": ({"en": "Water at home", "es": "Agua en casa"}, {
        "always": ("Always", "Siempre", 50), "sometimes": ("Sometimes", "A veces", 32),
        "rarely": ("Hardly ever", "Casi nunca", 18)}),
}  # fmt: skip
# Who registers is not who lives there: how much more or less often some values come.
TILT = {"65+": 2, "16-29": 0.6, "centre": 1.4, "hills": 0.6, "rarely": 0.7}
FIRST = ("Alba", "Bruno", "Celia", "Darío", "Elena", "Fermín", "Gloria", "Hugo", "Irene", "Julián")
AMOUNT = 600
PHONED = 4  # of them, whom the caller registers


def fields() -> list[Asked]:
    """What volunteers are asked."""
    asked = [
        Asked(
            name,
            "feature",
            labels,
            [{"value": value, "labels": {"en": en, "es": es}} for value, (en, es, _) in values.items()],
        )
        for name, (labels, values) in FEATURES.items()
    ]
    lives = {"en": "I live in Ejemplo and am 16 or older", "es": "Vivo en Ejemplo y tengo 16 años o más"}
    return [*asked, Asked("lives here", "eligibility", lives, [])]


def targets() -> list[Target]:
    """The shares that the panel should have."""
    return [
        Target(name, value, Fraction(share, 100))
        for name, (_, values) in FEATURES.items()
        for value, (_, _, share) in values.items()
    ]


def people(chance: random.Random) -> list[dict[str, str]]:
    """Everybody who registers, by column: nobody can take them for real."""
    rows = []
    for number in range(1, AMOUNT + 1):
        row = {
            "name": f"{chance.choice(FIRST)} Inventada {number:03}",
            "email": "" if number % 3 == 0 else f"invented-{number}@example.org",
            "phone": f"000 000 {number:04}",
            "address": f"Calle Ejemplo {number}",
            "language": "en" if number % 5 == 0 else "es",
            "lives here": "yes",
        }
        for name, (_, values) in FEATURES.items():
            weights = [share * TILT.get(value, 1) for value, (_, _, share) in values.items()]
            row[name] = chance.choices(list(values), weights)[0]
        rows.append(row)
    return rows


def table(rows: list[dict[str, str]]) -> bytes:
    """The same as a file that can be imported."""
    return csv_bytes(list(rows[0]), ([*row.values()] for row in rows))
