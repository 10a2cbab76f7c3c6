"""Samples become ratios, tables, a page and a file, and are the same again."""

import statistics

import pytest

from benchmarks import harness, page, results, tables

OURS_TO_BOTH = results.Ratio(
    'ours / (bare + empty)', ('ours',), ('bare', 'empty')
)
POINT = results.Point(
    8, {'ours': [3.0, 6.0, 9.0], 'bare': [1.0, 2.0, 2.0], 'empty': [2.0] * 3}
)
CIRCUMSTANCES = {
    'date': '2026-11-24 17:00 UTC',
    'processor': 'a processor',
    'cores': 2,
    'memory_gib': 23,
    'python': '3.11.7',
    'releases': {'openstack-heat': '27.0.1'},
    'profile': 'default',
    'scale': 'small',
    'seconds': 60,
    'load': [1.25, 2.5],
    'engine_memory_mib': [{'heat': 165.0}, {'heat': 220.0}],
}


def made(**changes):
    chart = results.Chart('A signal', 'clients', [POINT], [OURS_TO_BOTH])
    listing = results.Listing('Requests', ['for', 'Mistral'], [['one', '1']])
    return results.Result(
        'clients',
        'Signals',
        'What is compared.\n',
        [chart],
        [listing],
        circumstances=CIRCUMSTANCES | changes,
    )


def test_a_ratio_is_of_a_round():
    # Of the sums of all rounds it would be 18 / 11.
    assert POINT.ratios(OURS_TO_BOTH) == [1.0, 1.5, 2.25]


def test_there_is_no_ratio_where_one_did_not_take_part():
    point = results.Point(8, {'ours': [3.0], 'bare': [1.0]})
    assert point.ratios(OURS_TO_BOTH) == []


def test_a_file_has_all_that_was_measured(tmp_path):
    path = tmp_path / 'figures.json'
    assert results.read(path) == {}
    results.write(path, {'clients': made()})
    assert results.read(path) == {'clients': made()}


def test_a_row_has_medians_and_the_quartiles_of_the_ratio():
    listing = tables.of_chart(made().charts[0])
    assert listing.header == [
        'clients',
        'ours, s',
        'bare, s',
        'empty, s',
        'ours / (bare + empty)',
    ]
    assert listing.rows == [
        ['8', '6.000', '2.000', '2.000', '1.50 (1.25–1.88)']
    ]


def test_a_rate_is_shown_as_so_many_a_second():
    chart = made().charts[0]
    chart.is_rate = True
    assert tables.of_chart(chart).rows[0][1:4] == ['0.2', '0.5', '0.5']


def test_the_page_tells_of_load_machine_and_memory():
    text = page.text({'default': {'clients': made()}})
    for words in (
        'load 1.2 at the beginning, 2.5 at the end',
        '2 cores (a processor)',
        'heat 165 before, 220 after',
        'openstack-heat 27.0.1',
        '     - 1.50 (1.25–1.88)',
        '   * - one\n     - 1\n',
    ):
        assert words in ' '.join(text.split('  \n'))


def test_candidates_take_turns_and_each_begins_once():
    order = []

    def call(name):
        order.append(name)
        return float(len(order))

    samples = harness.alternate(
        3, {name: lambda name=name: call(name) for name in 'abc'}
    )
    assert ''.join(order) == 'abcbcacab'
    assert {len(each) for each in samples.values()} == {3}
    assert statistics.mean(samples['a']) == pytest.approx((1 + 6 + 8) / 3)
