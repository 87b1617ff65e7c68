"""Rows parted by group, by time and by a file: what stays together, and how many are in each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from manyseeds import DataError, SpecificationError, Split, Study, Training, data, streams
from manyseeds.parts import grouped_sizes, rows_of, sizes_of
from manyseeds.plan import crossed_sources


def made(**aside: object):
    count = len(next(iter(aside.values())))
    x = np.arange(float(count))[:, None] ** 2
    return data.arrays(x, np.arange(count) % 2, aside=aside)


def orders_of(count: int, replicas: int = 5):
    return streams.permutations(0, streams.SPLIT, np.arange(replicas), count)


@given(
    st.lists(st.integers(1, 9), min_size=4, max_size=30),
    st.one_of(st.integers(0, 20), st.sampled_from([0.1, 0.2, 0.4])),
    st.one_of(st.integers(0, 20), st.sampled_from([0.1, 0.3])),
    st.randoms(use_true_random=False),
)
def test_a_group_is_in_one_part_alone(counts, test, validation, shuffle):
    groups = [f"g{g}" for g, count in enumerate(counts) for _ in range(count)]
    shuffle.shuffle(groups)
    split = Split(group="who", test=test, validation=validation)
    dataset = made(who=groups)
    try:
        sizes = sizes_of(dataset, split)
    except SpecificationError:
        assume(False)
    rows = rows_of(orders_of(len(groups)), dataset, split)
    names = np.array(groups)
    for replica in range(5):
        parts = [part[replica] for part in (rows.train, rows.validation, rows.test)]
        assert [len(p) for p in parts] == [sizes.train, sizes.validation, sizes.test]
        assert len(np.unique(np.concatenate(parts))) == sum(map(len, parts))
        owners = [set(names[part]) for part in parts]
        assert not owners[0] & owners[1]
        assert not owners[0] & owners[2]
        assert not owners[1] & owners[2]


def test_groups_of_one_size_leave_nothing_over():
    dataset = made(who=np.repeat(np.arange(20), 5))
    sizes = sizes_of(dataset, Split(group="who", test=0.2, validation=0.13))
    assert (sizes.test, sizes.validation, sizes.train) == (20, 15, 65)


def test_groups_of_one_row_are_the_rows():
    split = Split(test=0.2, validation=0.2)
    assert grouped_sizes(np.ones(50, int), split) == sizes_of(made(who=range(50)), split)


def test_every_group_is_tested_about_equally_often():
    dataset = made(who=np.repeat(np.arange(10), 3))
    rows = rows_of(orders_of(30, 3000), dataset, Split(group="who", test=0.2, validation=0.2))
    tested = np.bincount(rows.test.ravel() // 3, minlength=10) / 3 / 3000
    # Each is tested with probability 0.2: standard error 0.0073, five of them.
    assert np.abs(tested - 0.2).max() < 0.037


def test_one_large_group_is_refused():
    dataset = made(who=[0] * 50 + [1])
    with pytest.raises(SpecificationError, match="leave whole groups to train on, of 2 in 51 rows"):
        sizes_of(dataset, Split(group="who", test=0.4))


def test_the_last_rows_by_time_are_the_test_rows():
    times = np.array([5.0, 1, 4, 2, 3, 9, 7, 8, 6, 0])
    dataset = made(when=times)
    split = Split(time="when", test=0.3, validation=2)
    rows = rows_of(orders_of(10, 2), dataset, split)
    for replica in range(2):
        assert times[rows.train[replica]].tolist() == [0, 1, 2, 3, 4]
        assert times[rows.validation[replica]].tolist() == [5, 6]
        assert times[rows.test[replica]].tolist() == [7, 8, 9]


def test_what_chance_does_not_decide_is_no_source_of_it():
    dataset = made(when=np.arange(20))
    timed = Study(data=dataset, split=Split(time="when"), training=Training(epochs=1), replicas=4)
    assert crossed_sources(timed) == ("init", "order")
    assert crossed_sources(Study(data=dataset, replicas=4)) == ("split", "init", "order")
    findings = timed.run(progress=False).findings(companions=False)
    assert "other tables" not in findings["accuracy"].answer


def test_a_column_to_part_by_must_be_there_and_whole():
    dataset = made(who=[1.0, 2, np.nan, 4, 5])
    with pytest.raises(DataError, match="one of 'who', 'x0'; got 'whom'. Did you mean 'who'"):
        Study(data=dataset, split=Split(group="whom"))
    with pytest.raises(DataError, match="'who' must have a value in every row.*1 are missing"):
        Study(data=dataset, split=Split(group="who"))
    with pytest.raises(SpecificationError, match="parted in one way, by group, time or stratify"):
        Study(data=dataset, split=Split(group="who", time="x0"))
    with pytest.raises(SpecificationError, match="`group` must be the name of a column; got 3"):
        Split(group=3)
    with pytest.raises(DataError, match="`aside who` must be of shape"):
        data.arrays([[1.0], [2.0]], [0, 1], aside={"who": [1]})


def test_categories_and_numbers_that_are_learned_from_can_part_too():
    import pandas

    frame = pandas.DataFrame({"c": list("pqr") * 4, "n": [1, 2, 2, 3] * 3, "k": [0, 1] * 6})
    made_of_frame = data.table(frame, "k")
    assert made_of_frame.key("c").tolist() == [0, 1, 2] * 4
    assert made_of_frame.key("n").tolist() == [1, 2, 2, 3] * 3
