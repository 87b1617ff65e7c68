"""Running a study: the same bits however it is run, what `vary` holds fixed, and interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest

from manyseeds import (
    EngineError,
    ManySeedsError,
    Network,
    Result,
    SpecificationError,
    Split,
    Study,
    Training,
    data,
)
from manyseeds.executors import StopFlag, on_threads, processors
from manyseeds.results.schema import SCORES
from manyseeds.run import Interrupted, run_study


def small(**changes: Any) -> Study:
    fields = {
        "data": data.xor(copies=8),
        "network": Network(hidden=(3,)),
        "training": Training(epochs=4, batch_size=8),
        "replicas": 40,
        "seed": 7,
        **changes,
    }
    return Study(**fields)


def bits(result: Result, replica: int, arm: int = 0) -> tuple[bytes, ...]:
    """All that one replica left."""
    at = result.replicas.tolist().index(replica)
    arrays = [result.curves[:, arm, at], *(getattr(result, name)[arm, at] for name in SCORES)]
    return tuple(array.tobytes() for array in [*arrays, *result.weights(arm, replica)])


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_a_replica_is_the_same_however_it_is_run(scaling: str) -> None:
    study = small(sweep={"network.hidden": [(), (3, 2)]}, scaling=scaling)
    full = study.run()
    others = [
        study.run(threads=1),
        study.run(threads=3),
        study.run(only=[0, 7, 39]),
        study.run(only=(39,)),
        study.run(only=range(5, 40)),
        small(sweep={"network.hidden": [(), (3, 2)]}, scaling=scaling, replicas=1000).run(
            only=[7, 39]
        ),
    ]
    for other in others:
        for replica in other.replicas.tolist():
            for arm in (0, 1):
                assert bits(other, replica, arm) == bits(full, replica, arm)
    assert len({bits(full, replica) for replica in range(40)}) == 40


def test_an_arm_is_the_same_alone_and_in_a_sweep() -> None:
    swept = small(sweep={"network.hidden": [1, 3]}).run()
    alone = small().run()
    assert all(bits(swept, replica, arm=1) == bits(alone, replica) for replica in range(40))


@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**63, 2**64 - 1])
def test_any_seed_gives_its_own_bits(seed: int) -> None:
    result = small(seed=seed, replicas=2).run()
    assert bits(result, 0) == bits(small(seed=seed).run(only=[0, 3]), 0)
    assert bits(result, 0) != bits(small(seed=seed ^ 1, replicas=2).run(), 0)
    assert np.isfinite(result.history["loss"]).all()


def test_with_nothing_varied_all_replicas_are_one() -> None:
    result = small(vary=()).run()
    assert len({bits(result, replica) for replica in range(40)}) == 1
    assert bits(result, 5) == bits(small().run(only=[0]), 0)


@pytest.mark.parametrize("source", ["data", "split", "init", "order"])
def test_each_source_by_itself_makes_replicas_differ(source: str) -> None:
    result = small(vary=(source,)).run(only=[0, 1, 17])
    assert len({bits(result, replica) for replica in (0, 1, 17)}) == 3
    assert bits(result, 0) == bits(small().run(only=[0]), 0)


def test_a_batch_larger_than_the_training_set_is_one_of_all_rows() -> None:
    whole = small(split=Split(test=8, validation=4), training=Training(epochs=3, batch_size=20))
    larger = small(split=Split(test=8, validation=4), training=Training(epochs=3, batch_size=999))
    assert bits(whole.run(), 11) == bits(larger.run(), 11)


def test_the_reference_engine_trains_the_same_study() -> None:
    study = small(replicas=17)
    native, reference = study.run(), study.run(engine="reference")
    np.testing.assert_allclose(
        native.history["loss"], reference.history["loss"], rtol=1e-4, equal_nan=True
    )


def test_progress_is_told_and_shown_only_where_asked(capfd: pytest.CaptureFixture[str]) -> None:
    told: list[int] = []
    run_study(small(), advance=told.append)
    assert sorted(told) == [8, 16, 16]
    assert capfd.readouterr() == ("", "")
    small().run(progress=True)
    shown = capfd.readouterr()
    assert "training xor" in shown.err
    assert "40/40" in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        (
            {"only": []},
            SpecificationError,
            "`only` must be a list of replicas, integers in [0, 40)",
        ),
        ({"only": [40]}, SpecificationError, "integers in [0, 40); got [40]."),
        ({"only": [-1]}, SpecificationError, "integers in [0, 40); got [-1]."),
        ({"only": [0.5]}, SpecificationError, "integers in [0, 40); got [0.5]."),
        ({"only": ["1"]}, SpecificationError, "integers in [0, 40); got ['1']."),
        ({"only": [True]}, SpecificationError, "integers in [0, 40); got [True]."),
        ({"only": 3}, SpecificationError, "integers in [0, 40); got 3."),
        ({"threads": 0}, SpecificationError, "`threads` must be an integer >= 1; got 0."),
        ({"threads": 1.5}, SpecificationError, "`threads` must be an integer >= 1; got 1.5."),
        ({"threads": True}, SpecificationError, "`threads` must be an integer >= 1; got True."),
        ({"engine": "natve"}, EngineError, "got 'natve'. Did you mean 'native'?"),
    ],
    ids=str,
)
def test_what_cannot_be_run_is_refused(how: dict[str, Any], error: Any, words: str) -> None:
    with pytest.raises(error) as caught:
        small().run(**how)
    assert words in str(caught.value)
    assert isinstance(caught.value, ManySeedsError)


def test_numbers_of_numpy_name_replicas() -> None:
    assert small().run(only=np.array([3, 1, 3])).replicas.tolist() == [1, 3]


def test_an_interruption_says_how_far_it_came() -> None:
    def interrupt(replicas: int) -> None:
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(Interrupted, match="interrupted after 16 of 160 trainings") as caught:
        run_study(small(replicas=160), threads=1, advance=interrupt)
    assert (caught.value.done, caught.value.total) == (16, 160)
    assert isinstance(caught.value, KeyboardInterrupt)
    assert threading.active_count() == before


LONG = """
import sys
from manyseeds import Study
from manyseeds.run import run_study

def begun(replicas):
    sys.stdout.write("begun\\n")
    sys.stdout.flush()

study = Study(data="digits", replicas=10, sweep={"training.epochs": [1, 1_000_000]})
run_study(study, threads=2, advance=begun)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_control_c_stops_blocks_that_would_train_for_hours() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LONG], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "interrupted after 10 of 20 trainings" in errors
    assert process.returncode != 0


def test_threads_take_tasks_as_they_come_and_stop_at_an_error() -> None:
    taken: list[int] = []
    stop = StopFlag()

    def tasks():
        for task in range(1000):
            taken.append(task)
            yield task

    def work(task: int) -> int:
        if task == 5:
            raise ValueError("five")
        return task

    done = on_threads(work, tasks(), 2, stop)
    with pytest.raises(ValueError, match="five"):
        list(done)
    assert stop()
    assert len(taken) < 20


def test_no_more_tasks_are_taken_than_threads_can_hold() -> None:
    taken: list[int] = []

    def tasks():
        for task in range(100):
            taken.append(task)
            yield task

    for count, _ in enumerate(on_threads(lambda task: task, tasks(), 2, StopFlag()), start=1):
        assert len(taken) <= count + 4 + 4
    assert count == 100
    assert processors() >= 1
