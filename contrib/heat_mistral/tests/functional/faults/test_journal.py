"""A complete run is taken up where it was stopped."""

from heat_mistral.tests.functional.faults import calls, journal


def made(path, source='a'):
    return journal.Journal(path, source, 10)


def test_what_went_well_is_known_again(tmp_path):
    path = tmp_path / 'journal'
    first, second, third = calls.everything()[:3]
    begun = made(path)
    begun.add(first, 'told')
    begun.add(second, None)
    with path.open('a') as file:
        file.write('["half of a li')
    assert made(path).known == {str(first): 'told'}
    made(path).add(third, 'waited')
    assert made(path).known == {str(first): 'told', str(third): 'waited'}


def test_what_was_found_of_another_source_is_not(tmp_path):
    path = tmp_path / 'journal'
    made(path).add(calls.everything()[0], 'told')
    assert made(path, 'b').known == {}
    assert made(path).known == {}


def test_how_far_it_is(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(journal, '_SELDOM', -1)
    begun = made(tmp_path / 'journal')
    begun.add(calls.everything()[0], None)
    assert '1 of 10 cells, 1 failed; about' in capsys.readouterr().out
