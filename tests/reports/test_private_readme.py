from tequio.reports.private_readme import FILE_SENTENCES, private_readme


def test_readme_speaks_every_language():
    text = private_readme()
    assert text.index("# Private: this folder holds data on people") < text.index("# Privado: esta carpeta")


def test_readme_names_every_file_in_each_language():
    text = private_readme()
    assert {name: text.count(f"- `{name}`: ") for name, _ in FILE_SENTENCES} == {
        name: 2 for name, _ in FILE_SENTENCES
    }


def test_readme_says_how_to_erase():
    text = private_readme()
    assert "## How to erase" in text
    assert "## Cómo borrar" in text


def test_readme_has_lines_that_fit_a_terminal():
    assert max(len(line) for line in private_readme().splitlines()) <= 96
