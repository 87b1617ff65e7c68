"""Plans: which streams each replica follows, alone and in company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from manyseeds import Network, Split, Study, Training, data, streams
from manyseeds.arms import arms_of
from manyseeds.plan import blocks_of, crossed_sources, keys_of, plan_block
from manyseeds.spec import SOURCES

STUDY = Study(
    data=data.xor(copies=10),
    network=Network(hidden=(3,)),
    scaling="standard",
    training=Training(epochs=2, batch_size=8),
    sweep={"network.hidden": [[3], [5]]},
    seed=12,
    replicas=100,
)


def plan_of(study: Study, *replicas: int, arm: int = 0):
    return plan_block(study, arms_of(study)[arm], np.array(replicas))


def parts_of(plan, place: int):
    """Everything chance decided for one replica, by source."""
    return {
        "data": plan.tables[place if len(plan.tables) > 1 else 0],
        "split": np.concatenate(
            [plan.rows.test[place], plan.rows.validation[place], plan.rows.train[place]]
        ),
        "init": plan.initial_weights[place],
        "order": np.stack([plan.order(place, epoch) for epoch in range(2)]),
    }


def test_blocks_are_of_sixteen():
    blocks = list(blocks_of(range(3, 40)))
    assert [len(block) for block in blocks] == [16, 16, 5]
    np.testing.assert_array_equal(np.concatenate(blocks), np.arange(3, 40))


def test_a_replica_is_the_same_alone_and_in_company():
    together = plan_of(STUDY, *range(16))
    for place in (0, 7, 15):
        alone = parts_of(plan_of(STUDY, place), 0)
        for source, values in parts_of(together, place).items():
            np.testing.assert_array_equal(values, alone[source], err_msg=source)
        np.testing.assert_array_equal(together.inputs(place), plan_of(STUDY, place).inputs(0))


@pytest.mark.parametrize("held", ["data", "split", "init", "order", None])
def test_a_source_held_fixed_is_that_of_replica_0_and_the_others_vary(held):
    vary = tuple(source for source in ("data", "split", "init", "order") if source != held)
    study = STUDY.model_copy(update={"vary": vary})
    free, first = parts_of(plan_of(STUDY, 41), 0), parts_of(plan_of(STUDY, 0), 0)
    for source, values in parts_of(plan_of(study, 41), 0).items():
        np.testing.assert_array_equal(values, first[source] if source == held else free[source])
        assert (values != first[source]).any() == (source != held)


def test_arms_see_the_same_data_split_and_order():
    one, other = (parts_of(plan_of(STUDY, 5, arm=arm), 0) for arm in (0, 1))
    for source in ("data", "split", "order"):
        np.testing.assert_array_equal(one[source], other[source])
    assert one["init"].shape != other["init"].shape


@pytest.mark.parametrize("field", ["seed", "replica"])
def test_every_source_changes_with_seed_and_replica(field):
    first = parts_of(plan_of(STUDY, 5), 0)
    study = STUDY.model_copy(update={"seed": 13}) if field == "seed" else STUDY
    for source, values in parts_of(plan_of(study, 5 if field == "seed" else 6), 0).items():
        assert (values != first[source]).any(), source


def test_orders_come_from_the_order_stream_of_each_epoch():
    plan = plan_of(STUDY, 4, 9)
    count = plan.rows.train.shape[1]
    for epoch in (0, 1, 77):
        expected = streams.permutations(12, streams.ORDER, np.array([9]), count, part=epoch)[0]
        np.testing.assert_array_equal(plan.order(1, epoch), expected)


def test_explicit_orders_take_the_place_of_the_streams():
    plan = plan_of(STUDY, 4, 9)
    orders = np.tile(np.arange(plan.rows.train.shape[1])[::-1], (2, 2, 1))
    np.testing.assert_array_equal(replace(plan, orders=orders).order(1, 0), orders[1, 0])


def test_data_without_noise_is_one_table_for_all():
    study = Study(data="iris", split=Split(test=0, validation=0), replicas=3)
    plan = plan_of(study, 0, 1, 2)
    np.testing.assert_array_equal(plan.tables, study.data.x[None].astype(np.float32))
    np.testing.assert_array_equal(plan.inputs(2), plan.tables[0])


def test_inputs_are_scaled_with_what_the_training_rows_say():
    plan = plan_of(STUDY, 4, 9)
    for place in (0, 1):
        x = plan.inputs(place)[plan.rows.train[place]]
        assert x.dtype == np.float32
        np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-6)
        np.testing.assert_allclose(x.std(axis=0), 1, rtol=1e-6)


def test_a_crossed_design_combines_two_levels_of_each_source_in_every_group() -> None:
    study = Study(data="xor", design="crossed", replicas=64)
    replicas = np.arange(64)
    keys = np.stack([keys_of(study, source, replicas) for source in SOURCES])
    for group in range(4):
        levels = keys[:, 16 * group : 16 * group + 16]
        assert set(levels.ravel().tolist()) == {2 * group, 2 * group + 1}
        assert len(set(zip(*levels.tolist(), strict=True))) == 16
    assert keys[:, 1].tolist() == [0, 0, 0, 1]  # the last source's level changes fastest


def test_a_crossed_design_leaves_out_what_is_held_and_what_has_no_effect() -> None:
    assert crossed_sources(Study(data="digits", design="crossed")) == ("split", "init", "order")
    held = Study(data="digits", vary=("data", "init"), design="crossed")
    assert crossed_sources(held) == ("init",)
    assert keys_of(held, "init", np.arange(4)).tolist() == [0, 1, 2, 3]
    assert keys_of(held, "split", np.arange(4)).tolist() == [0, 0, 0, 0]


def test_replicas_of_a_crossed_design_that_share_a_level_share_what_it_decides() -> None:
    study = Study(data="xor", design="crossed", replicas=16)
    plan = plan_block(study, arms_of(study)[0], np.arange(16))
    assert np.array_equal(plan.tables[0], plan.tables[7])
    assert not np.array_equal(plan.tables[0], plan.tables[8])
    assert np.array_equal(plan.initial_weights[0], plan.initial_weights[13])
    assert not np.array_equal(plan.initial_weights[0], plan.initial_weights[2])
