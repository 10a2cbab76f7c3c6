import json
import types

from heat_mistral.core.execution import failed_tasks


def task(name, state='ERROR', identifier=None, **context):
    return {
        'id': identifier or name,
        'name': name,
        'type': 'ACTION',
        'state': state,
        'updated_at': '',
        'runtime_context': json.dumps(context),
    }


def after(other, event):
    return [{'task_id': other, 'event': event}]


def names(state_info, *tasks):
    return [row['id'] for row in failed_tasks.to_run_again(state_info, tasks)]


def test_those_that_the_report_names_by_id():
    report = (
        'Failure caused by error in tasks: a, b\n\n'
        '  a [task_ex_id=a2] -> oh\n\n  b [task_ex_id=b] -> oh\n'
    )
    assert names(
        report,
        task('a', identifier='a1'),  # handled, in an earlier round
        task('a', identifier='a2'),
        task('b'),
        task('handled'),
        task('c', 'SUCCESS'),
    ) == ['a2', 'b']


def test_of_a_report_that_is_cut_the_names():
    assert names(
        'Failure caused by error in tasks: a, b\n\n  a [task_ex_id=a] -> ...',
        task('a'),
        task('b'),
        task('c'),
    ) == ['a', 'b']


def test_without_a_report_those_with_which_nothing_has_dealt():
    assert names(
        'Failed to run task [error=no, wf=w, task=a]:',
        task('a'),
        task('dealt'),
        task('next', 'SUCCESS', triggered_by=after('dealt', 'on-error')),
        task('b', triggered_by=after('next', 'on-success')),
    ) == ['a', 'b']


def test_nothing_where_nothing_failed():
    assert names(None, task('a', 'SUCCESS')) == []
    assert names('Failure caused by error in tasks: ', task('a')) == []


def test_strange_contexts_are_borne():
    rows = [dict(task('a'), runtime_context=text) for text in ('[', None, '1')]
    assert len(failed_tasks.to_run_again('x', rows)) == 3
    assert failed_tasks.items(rows[0]) is None


def test_items():
    assert failed_tasks.items(task('a', with_items={'count': 3})) == 3
    assert failed_tasks.items(task('a')) is None


def test_the_newest_of_each_item_counts():
    def run(name, index):
        return types.SimpleNamespace(
            name=name, params=json.dumps({'index': index})
        )

    rows = [run('new', 1), run('one', 0), run('old', 1)]
    found = failed_tasks.newest_by_index(rows)
    assert [row.name for row in found] == ['one', 'new']
