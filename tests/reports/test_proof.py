from dataclasses import replace
from fractions import Fraction

from report_samples import PROOF, ROOT

from tequio.reports.proof import proof_facts, proof_page, proof_sentence
from tequio.words import words

EN, ES = words("en"), words("es")
FILE = {
    "format": "tequio-proof/1",
    "lottery": ROOT,
    "id": "secret-id-17",
    "pseudonym": "k7m2-9xqd",
    "salt": "secret-salt",
    "household": None,
    "features": ["age", "region"],
    "values": ["30–59", "north"],
    "position": 3,
    "people": 403,
    "person_path": [],
    "panels": [7, 1000],
    "panel_count": 1000,
    "seats_path": [],
}


def test_facts_of_a_proof_leave_out_id_and_salt():
    assert "secret" not in repr(proof_facts(FILE))
    assert proof_facts(FILE).told == (("age", "30–59"), ("region", "north"))


def test_sentence_names_the_panels():
    facts = proof_facts(FILE)
    assert proof_sentence(facts, EN) == "You are on 2 of the 1,000 panels, these: 7, 1,000."
    assert proof_sentence(facts, ES) == "Usted está en 2 de los 1000 paneles, estos: 7, 1000."


def test_sentence_of_one_panel():
    assert proof_sentence(replace(PROOF, panels=(7,)), EN) == "You are on 1 of the 1,000 panels, this one: 7."


def test_sentence_of_no_panel():
    assert proof_sentence(replace(PROOF, panels=()), ES) == "Usted no está en ninguno de los 1000 paneles."


def test_sentence_of_somebody_certain():
    facts = replace(PROOF, panels=(1, 2, 3), count=3)
    assert proof_sentence(facts, EN) == "You are on all 3 panels."


def test_sentence_of_the_exact_form_gives_the_chance():
    facts = replace(PROOF, panels=None)
    assert proof_sentence(facts, EN) == "Your chance to be on the panel is 7.77%, exactly 8/103."
    assert proof_sentence(replace(facts, chance=0.25), EN) == "Your chance to be on the panel is 25.0%."
    assert proof_sentence(replace(facts, chance=None), EN) == "You are one of the 403 volunteers in the pool."
    assert proof_sentence(replace(facts, chance=Fraction(1)), EN) == "Your chance to be on the panel is 100%."


def test_page_lists_every_panel_of_the_volunteer():
    page = proof_page(PROOF, EN)
    assert [panel for panel in PROOF.panels or () if f"<li>{panel}</li>" not in page] == []


def test_page_shows_what_the_volunteer_told():
    assert '<th scope="row">region</th><td>north &lt;4&gt;</td>' in proof_page(PROOF, ES)


def test_page_of_no_panel_invites_to_ask():
    assert "You may ask the organisers why." in proof_page(replace(PROOF, panels=()), EN)
