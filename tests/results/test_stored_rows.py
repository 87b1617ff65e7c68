"""Results that stay in their store: they read like arrays, and every answer is the same."""

from __future__ import annotations

import numpy as np
import pytest
from tests import storing

import manyseeds
from manyseeds import EarlyStopping, Network, ResultError, Study, Training
from manyseeds.results.commits import Entry
from manyseeds.results.schema import SCORES
from manyseeds.results.store import open_store
from manyseeds.results.stored_rows import StoredRows, among
from manyseeds.stats import batches, curves, groups

STUDIES = {
    "xor": Study(
        data={"name": "xor", "copies": 20},
        network=Network(hidden=4),
        training=Training(epochs=24, optimizer="adam", learning_rate=0.02),
        sweep={"network.hidden": [[], 2, 4]},
        replicas=40,
    ),
    "iris": Study(
        data="iris",
        network=Network(hidden=3),
        training=Training(epochs=12, batch_size=16, early_stopping=EarlyStopping(patience=2)),
        replicas=40,
    ),
    "diverging": Study(
        data="iris",
        network=Network(hidden=3),
        training=Training(epochs=6, optimizer="sgd", learning_rate=3.0, divergence_loss=4.0),
        scaling="standard",
        replicas=40,
    ),
    "digits": Study(data="digits", training=Training(epochs=2, batch_size=128), replicas=20),
}


@pytest.fixture(params=list(STUDIES))
def both(request, tmp_path, monkeypatch):
    """One study's result in memory, and the same left in a store of small chunks."""
    storing.small_chunks(monkeypatch)
    monkeypatch.setattr(batches, "ROWS", 7)
    whole = STUDIES[request.param].run(store=tmp_path / "store")
    monkeypatch.setattr(batches, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(curves, "VALUES", 64)
    return whole, open_store(tmp_path / "store").result(in_memory=0)


def test_every_finding_is_the_same(both):
    whole, left = both
    assert isinstance(left.curves[0, 0], StoredRows)
    assert isinstance(left.flat_weights[0], StoredRows)
    ours, theirs = (result.findings(companions=False) for result in (left, whole))
    for one, other in zip(ours, theirs, strict=True):
        assert (one.code, one.verdict, one.answer) == (other.code, other.verdict, other.answer)


def test_the_report_is_the_same(both, tmp_path):
    pages = []
    for place, result in enumerate(both):
        result.report(companions=False).save(tmp_path / f"{place}.html")
        pages.append((tmp_path / f"{place}.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[1]


def test_it_reads_like_arrays(both):
    whole, left = both
    assert left.curves.shape == whole.curves.shape
    np.testing.assert_array_equal(np.asarray(left.curves), whole.curves)
    generator = np.random.default_rng(0)
    places = generator.integers(0, len(whole.replicas), 9)
    mask = generator.random(len(whole.replicas)) < 0.5
    for key in (
        0, -1, slice(3, 19), slice(None, None, -2), places, mask, np.array([], int), (places, 1),
        (slice(2, 5), slice(0, 2)), (3, 0), ([1, 17],), (places, places % 2),
    ):  # fmt: skip
        np.testing.assert_array_equal(left.curves[2, 0][key], whole.curves[2, 0][key])
        np.testing.assert_array_equal(left.flat_weights[0][key], whole.flat_weights[0][key])
    np.testing.assert_array_equal(left.curves[1, -1, places, 0], whole.curves[1, -1, places, 0])
    np.testing.assert_array_equal(left.curves[3], whole.curves[3])
    np.testing.assert_array_equal(left.curves[:, :, :1], whole.curves[:, :, :1])
    np.testing.assert_array_equal(left.curves[1:3, 0, 17], whole.curves[1:3, 0, 17])
    assert left.digest() == whole.digest()
    assert whole.history.equals(left.history)
    for ours, theirs in zip(left.weights(0, 17), whole.weights(0, 17), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for name in SCORES:
        np.testing.assert_array_equal(getattr(left, name), getattr(whole, name))


def test_it_is_saved_as_the_same_bits(both, tmp_path):
    whole, left = both
    left.save(tmp_path / "copy")
    storing.assert_true(manyseeds.load(tmp_path / "copy"), whole)


def test_a_place_that_is_not_there_is_refused(both):
    _, left = both
    with pytest.raises(IndexError):
        left.curves[0, 0][len(left.replicas)]


def test_replicas_that_not_every_arm_has_are_left_out(tmp_path, monkeypatch):
    storing.small_chunks(monkeypatch)
    study = storing.study(replicas=40)
    study.run(store=tmp_path / "store")
    log = tmp_path / "store" / "log" / "main.log"
    lines = log.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if (entry := Entry.of_line(line)) and entry.chunk != 1]
    log.write_bytes(b"".join(kept))  # the second chunk is gone from both arms
    store = open_store(tmp_path / "store")
    whole, left = store.result(), store.result(in_memory=0)
    assert len(left.replicas) == 24
    np.testing.assert_array_equal(np.asarray(left.curves), whole.curves)
    np.testing.assert_array_equal(np.asarray(left.flat_weights[1]), whole.flat_weights[1])


def test_damage_is_found_when_it_is_read(tmp_path, monkeypatch):
    storing.small_chunks(monkeypatch)
    STUDIES["iris"].run(store=tmp_path / "store")
    left = open_store(tmp_path / "store").result(in_memory=0)
    chunk = next((tmp_path / "store" / "val_loss").glob("c.*"))
    content = bytearray(chunk.read_bytes())
    content[100] ^= 1
    chunk.write_bytes(content)
    with pytest.raises(ResultError, match=r"val_loss.* is damaged"):
        left.findings(companions=False)["converged"].answer  # noqa: B018


def test_members_are_found_by_halving():
    numbers, replicas = np.array([0, 3, 4, 90]), np.array([3, 4, 5])
    assert among(numbers, replicas).tolist() == np.isin(numbers, replicas).tolist()


@pytest.mark.parametrize("n", [0, 1, 2, 10, 11, 97])
def test_groups_hold_every_replica_once(monkeypatch, n):
    monkeypatch.setattr(groups, "MOST_GROUPS", 10)
    sizes = groups.group_sizes(n)
    assert sizes.sum() == n
    assert len(sizes) == min(n, 10)
    assert n < 2 or sizes.max() - sizes.min() <= 1
    values = np.random.default_rng(n).normal(size=(n, 3))
    np.testing.assert_allclose(groups.group_sums(values).sum(axis=0), values.sum(axis=0))
    drawn = groups.drawn_groups(sizes, 50, 0)
    np.testing.assert_allclose(drawn @ sizes, np.ones(len(drawn)))


def test_means_of_drawn_groups_spread_as_those_of_drawn_replicas(monkeypatch):
    monkeypatch.setattr(groups, "MOST_GROUPS", 512)
    values = np.random.default_rng(5).exponential(size=(5000, 1))
    sizes = groups.group_sizes(len(values))
    means = groups.drawn_groups(sizes, 4000, 1) @ groups.group_sums(values)
    expected = values.std() / np.sqrt(len(values))
    assert means.std() == pytest.approx(expected, rel=0.12)  # 3 sd of 1 / sqrt(2 x 512)
