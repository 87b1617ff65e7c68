"""Confusion, recall and the worst class, by hand and on a real result."""

from __future__ import annotations

import numpy as np
import pytest

import small_labs
from manyseeds.stats.confusion import confusion_of, recalls, row_shares, worst_shares


def test_each_row_is_divided_by_its_own_count() -> None:
    shares = row_shares(np.array([[78, 9], [4, 69]]))
    np.testing.assert_allclose(shares, [[78 / 87, 9 / 87], [4 / 73, 69 / 73]])
    np.testing.assert_allclose(shares.sum(axis=1), 1)


def test_a_class_without_rows_has_no_recall_and_is_not_judged() -> None:
    counts = np.array([[[5, 0], [0, 0]], [[4, 1], [1, 4]]])
    assert np.isnan(recalls(counts)[0, 1])
    found = confusion_of(counts, np.zeros(2, bool), ("a", "b"))
    assert [recall.n for recall in found.recall] == [2, 1]
    assert found.recall[1].missing == 1
    # In the first replica class a is the only one judged; in the second both tie.
    assert [share.estimate for share in found.worst] == [0.75, 0.25]


def test_ties_for_the_last_place_are_shared() -> None:
    recall = np.array([[0.5, 0.5, 0.9], [0.9, 0.8, 0.9]])
    assert worst_shares(recall).tolist() == [0.5, 1.5, 0.0]


def test_diverged_replicas_are_left_out_and_counted() -> None:
    counts = np.array([[[3, 1], [0, 4]], [[0, 0], [0, 0]]])
    found = confusion_of(counts, np.array([False, True]), (0, 1))
    assert (found.n, found.diverged) == (1, 1)
    assert found.mean_counts.tolist() == [[3, 1], [0, 4]]
    assert found.worst_class == 0


def test_when_all_diverged_nothing_is_known_and_nothing_breaks() -> None:
    found = confusion_of(np.zeros((3, 2, 2), int), np.ones(3, bool), (0, 1))
    assert np.isnan(found.shares).all()
    assert np.isnan(found.mean_counts).all()
    assert found.recall[0].n == 0


def test_the_matrix_of_a_result_agrees_with_its_accuracy() -> None:
    result = small_labs.digits_result()
    found = confusion_of(result.confusion[0], result.diverged_at[0] >= 0, range(10))
    accuracy = np.trace(found.mean_counts) / found.mean_counts.sum()
    assert accuracy == pytest.approx(float(result.test_accuracy[0].mean()), abs=1e-6)
    assert sum(share.estimate for share in found.worst) == pytest.approx(1)
