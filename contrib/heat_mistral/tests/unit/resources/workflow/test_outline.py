"""What is kept of the definitions that were signalled lately."""

import threading
import tracemalloc

import pytest

from heat_mistral.core import definition
from heat_mistral.resources.workflow import outline


@pytest.fixture(autouse=True)
def _empty():
    outline._kept.clear()
    yield
    outline._kept.clear()


def text(number, tasks=1):
    return (
        f"version: '2.0'\nwf{number}:\n  input: [a, b: 1]\n  tasks:\n"
    ) + ''.join(
        f'    task{each}: {{action: std.echo output={"x" * 60}}}\n'
        for each in range(tasks)
    )


def test_names_and_inputs_in_their_order():
    given = text(1) + text(2).partition('\n')[2]
    assert outline.of(given) == {'wf1': ('a', 'b'), 'wf2': ('a', 'b')}
    assert list(outline.of(given)) == ['wf1', 'wf2']


def test_a_text_is_read_once(monkeypatch):
    before = outline.of(text(1))
    monkeypatch.setattr(definition, 'parse', None)
    assert outline.of(text(1)) is before


def test_what_is_no_definition_is_refused_each_time():
    for _ in range(2):
        with pytest.raises(definition.DefinitionError):
            outline.of('nonsense')


def test_large_definitions_leave_little_behind():
    texts = [text(number, tasks=500) for number in range(16)]
    outline.of(text('warm'))
    tracemalloc.start()
    try:
        for each in texts:
            outline.of(each)
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Sixteen parsed definitions would be 60 MB.
    assert left < 1_000_000


def test_bounded_by_bytes(monkeypatch):
    def many(number):
        return ''.join(
            f'{"n" * 200}{number}x{each}: {{tasks: {{t: {{action: a}}}}}}\n'
            for each in range(50)
        )

    size = outline._size(outline.of(many(0)))
    monkeypatch.setattr(
        outline,
        '_kept',
        type(outline._kept)(3 * size, getsizeof=outline._size),
    )
    monkeypatch.setattr(outline, 'KEPT_BYTES', 3 * size)
    for number in range(9):
        outline.of(many(number))
        assert outline._kept.currsize <= 3 * size
    assert len(outline._kept) in (2, 3)
    # One that does not fit is served all the same.
    monkeypatch.setattr(outline, 'KEPT_BYTES', 10)
    assert len(outline.of(many('z'))) == 50


def test_threads_do_not_disturb_each_other():
    failed = []

    def read():
        try:
            for number in range(40):
                assert list(outline.of(text(number % 8))) == [
                    f'wf{number % 8}'
                ]
        except Exception as ex:
            failed.append(ex)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
