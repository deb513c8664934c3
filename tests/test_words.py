import datetime
import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.words import SOURCE, languages, words

TOOL = Path(__file__).resolve().parents[1] / "tools" / "sentences.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("sentences_of_the_source", TOOL)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, spec.name, module)
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", [language for language in languages() if language != SOURCE])
def test_catalogue_has_every_sentence_and_no_other(tool, language):
    assert tool.complaints(language) == []


def test_sentences_are_found_in_python_tables_and_templates(tool, tmp_path):
    (tmp_path / "said.py").write_text('words("One {a}"); words.plural("two", "{n} twos", 2)\n')
    (tmp_path / "table.py").write_text(
        'X_SENTENCES = {"key": "Three " "parts", "other": ("file.csv", "Four")}\n'
    )
    (tmp_path / "page.j2").write_text('{{ _("Five") }} {{ plural("six", "{n} sixes", n) }}')
    found = set(tool.sentences(tmp_path))
    assert found == {"One {a}", ("two", "{n} twos"), "Three parts", "Four", "Five", ("six", "{n} sixes")}


def test_complaints_name_what_is_not_translated(tool, tmp_path):
    (tmp_path / "said.py").write_text('\nwords("Nobody has translated this")\n')
    assert "said.py:2: untranslated: 'Nobody has translated this'" in tool.complaints("es", tmp_path)


def test_words_of_an_unknown_language_are_refused():
    with pytest.raises(LookupError):
        words("tlh")


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (7.77, "7.77", "7.77"),
        (1000, "1,000", "1000"),
        (9999.5, "9,999.5", "9999.5"),
        (12345, "12,345", "12\u202f345"),
        (-1234567.25, "-1,234,567.25", "-1\u202f234\u202f567.25"),
    ],
)
def test_number_as_each_language_writes_it(value, english, spanish):
    assert (words("en").number(value), words("es").number(value)) == (english, spanish)


def test_number_with_fixed_decimals():
    assert words("es").number(2, 1) == "2.0"


def test_percent_stands_apart_in_spanish():
    assert (words("en").percent(0.0777, 2), words("es").percent(0.0777, 2)) == ("7.77%", "7.77\u00a0%")


def test_date_is_written_in_full():
    day = datetime.date(2026, 11, 24)
    assert words("es").date(day) == "24 de noviembre de 2026"


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(-(10**12), 10**12))
def test_spanish_numbers_use_no_separator_that_could_be_decimal(value):
    written = words("es").number(value)
    assert "," not in written
    assert "." not in written
    assert int(written.replace("\u202f", "")) == value
