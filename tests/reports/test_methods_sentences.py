import pytest
from babel.messages.pofile import read_po

from tequio.reports.methods_sentences import SENTENCES
from tequio.words import LOCALE


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_sentence_of_a_method_has_its_spanish_with_the_same_values(sentence):
    files = sorted((LOCALE / "es" / "LC_MESSAGES").glob("*.po"))
    known = {}
    for path in files:
        with path.open("rb") as file:
            known |= {message.id: message.string for message in read_po(file) if message.id}
    values = {"tries": "<tries>", "residual": "<residual>", "size": "<size>"}
    values |= {"feature": "<feature>", "categories": "<categories>", "values": "<values>"}
    told, said = (text.format(**values) for text in (sentence, known[sentence]))
    assert [word for word in values.values() if word in told] == [
        word for word in values.values() if word in said
    ]
