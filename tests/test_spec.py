"""The specification: what is accepted, what is refused and how, and that it cannot change."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import specifications
from manyseeds import (
    EarlyStopping,
    ManySeedsError,
    Network,
    Split,
    Study,
    Training,
    data,
)
from manyseeds.specified import Specified

PARTS = [Network, EarlyStopping, Training, Split, Study]
FIELDS = [(part, name) for part in PARTS for name in part.model_fields]
XOR = data.xor(copies=5)


@pytest.mark.parametrize(("part", "name"), FIELDS)
def test_every_field_explains_itself(part: type[Specified], name: str) -> None:
    help_text = part.model_fields[name].description or ""
    assert help_text.endswith(".")
    assert help_text[0].isupper()
    rule = part.rule_of(name)
    assert rule == rule.rstrip(". ") != "valid"


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_an_account_of_itself(part: type[Specified]) -> None:
    assert inspect.getdoc(part)


@pytest.mark.parametrize(
    "whole",
    [
        Network(hidden=(6,)),
        EarlyStopping(),
        Training(early_stopping=EarlyStopping()),
        Split(test=5),
        Study(data=XOR, sweep={"network.hidden": [1, 2]}, replicas=3),
    ],
    ids=lambda whole: type(whole).__name__,
)
def test_a_specification_cannot_change_and_can_be_copied(whole: Specified) -> None:
    for name in type(whole).model_fields:
        with pytest.raises(ValueError, match="frozen"):
            setattr(whole, name, getattr(whole, name))
    assert copy.copy(whole) == whole
    assert copy.deepcopy(whole) == whole
    assert pickle.loads(pickle.dumps(whole)) == whole


def test_keras_s_defaults_are_filled_in() -> None:
    assert Training().step_size == Training(optimizer="rmsprop").step_size == 0.001
    assert Training(optimizer="sgd").step_size == 0.01
    assert Training(learning_rate=0.5).step_size == 0.5
    assert Training().decay == 0.0
    assert Training(optimizer="adamw").decay == 0.004
    assert Training(optimizer="adamw", weight_decay=0).decay == 0.0


def test_numbers_of_numpy_are_numbers() -> None:
    assert Network(hidden=np.arange(1, 4).tolist()) == Network(hidden=(1, 2, 3))
    assert Network(hidden=np.int64(6)) == Network(hidden=6) == Network(hidden=(6,))
    assert Training(epochs=np.int32(5)).epochs == 5
    assert Training(learning_rate=np.float32(0.5)).learning_rate == 0.5
    assert Training(learning_rate=1).learning_rate == 1.0
    assert Split(test=np.int64(3)).test == 3
    study = Study(data=XOR, sweep={"network.hidden": np.arange(1, 3)}, seed=np.uint64(2**64 - 1))
    assert study.sweep == {"network.hidden": ((1,), (2,))}
    assert study.seed == 2**64 - 1


def test_a_share_and_a_number_of_rows_stay_what_they_are() -> None:
    assert isinstance(Split(test=1).test, int)
    assert isinstance(Split(test=0.0).test, float)


def test_sources_are_kept_in_their_own_order_once_each() -> None:
    assert Study(data=XOR, vary=["order", "data", "order"]).vary == ("data", "order")
    assert Study(data=XOR, vary="init").vary == ("init",)
    assert Study(data=XOR, vary=()).vary == ()


def test_parts_may_be_given_as_tables() -> None:
    study = Study(data={"name": "xor", "copies": 5}, training={"early_stopping": {"patience": 3}})
    assert study == Study(data=XOR, training=Training(early_stopping=EarlyStopping(patience=3)))


def test_a_batch_may_be_larger_than_the_training_set() -> None:
    assert Study(data=XOR, training=Training(batch_size=10_000)).training.batch_size == 10_000


NAN = float("nan")
REFUSED: list[tuple[type[Specified], dict[str, Any], str]] = [
    (Network, {"hidden": [6, 0]}, "`hidden` must be a list of integers in [1, 65536]; got [6, 0]."),
    (Network, {"hidden": [-1]}, "`hidden` must be a list of integers in [1, 65536]; got [-1]."),
    (Network, {"hidden": 0}, "`hidden` must be a list of integers in [1, 65536]; got 0."),
    (Network, {"hidden": [2.5]}, "`hidden` must be a list of integers in [1, 65536]; got [2.5]."),
    (Network, {"hidden": True}, "`hidden` must be a list of integers in [1, 65536]; got True."),
    (Network, {"hidden": 2**31}, "`hidden` must be a list of integers in [1, 65536]; got 21474"),
    (Network, {"hidden": "six"}, "`hidden` must be a list of integers in [1, 65536]; got 'six'."),
    (Network, {"activation": "rellu"}, "got 'rellu'. Did you mean 'relu'?"),
    (Network, {"activation": 3}, "`activation` must be the name of an activation, or a list of"),
    (Network, {"hidden": 6, "activation": ["relu", "rellu"]}, "or a list of one name for each hid"),
    (
        Network,
        {"hidden": 6, "activation": ["relu", "tanh"]},
        "`activation` must be of one name for each of the 1 hidden layers; got ['relu', 'tanh'].",
    ),
    (Network, {"initializer": "he"}, "`initializer` must be one of 'glorot_uniform', "),
    (Network, {"hiden": (6,)}, "got 'hiden'. Did you mean 'hidden'?"),
    (Training, {"optimizer": "Adamm"}, "`optimizer` must be one of 'sgd', 'rmsprop', 'adam', 'ad"),
    (Training, {"learning_rate": -0.1}, "`learning_rate` must be a finite number > 0; got -0.1."),
    (Training, {"learning_rate": 0}, "`learning_rate` must be a finite number > 0; got 0."),
    (Training, {"learning_rate": NAN}, "`learning_rate` must be a finite number > 0; got nan."),
    (Training, {"learning_rate": 1e400}, "`learning_rate` must be a finite number > 0; got inf."),
    (Training, {"learning_rate": "0.1"}, "`learning_rate` must be a finite number > 0; got '0.1'."),
    (Training, {"learning_rate": True}, "`learning_rate` must be a finite number > 0; got True."),
    (Training, {"batch_size": 0}, "`batch_size` must be an integer in [1, 2^31); got 0."),
    (Training, {"batch_size": 2.0}, "`batch_size` must be an integer in [1, 2^31); got 2.0."),
    (Training, {"epochs": 0}, "`epochs` must be an integer in [1, 2^31); got 0."),
    (Training, {"epochs": 2**31}, "`epochs` must be an integer in [1, 2^31); got 2147483648."),
    (Training, {"l2": -1}, "`l2` must be a finite number >= 0; got -1."),
    (Training, {"momentum": 1.0}, "`momentum` must be a number in [0, 1); got 1.0."),
    (Training, {"nesterov": "yes"}, "`nesterov` must be true or false; got 'yes'."),
    (Training, {"nesterov": 1}, "`nesterov` must be true or false; got 1."),
    (Training, {"epsilon": 0}, "`epsilon` must be a finite number > 0; got 0."),
    (Training, {"divergence_loss": NAN}, "`divergence_loss` must be a finite number > 0; got nan."),
    (Training, {"early_stopping": 5}, "`early_stopping` must be an EarlyStopping; got 5."),
    (Training, {"early_stopping": {"patience": -1}}, "`patience` must be an integer in [0, 2^31)"),
    (Training, {"early_stopping": {"patient": 1}}, "`EarlyStopping field` must be one of "),
    (EarlyStopping, {"monitor": "val_los"}, "Did you mean 'val_loss'?"),
    (Split, {"test": 1.0}, "`test` must be a share in [0, 1) or a whole number of rows; got 1.0."),
    (Split, {"test": -1}, "`test` must be a share in [0, 1) or a whole number of rows; got -1."),
    (Split, {"validation": NAN}, "a share in [0, 1) or a whole number of rows; got nan."),
    (Split, {"validation": "20 %"}, "a share in [0, 1) or a whole number of rows; got '20 %'."),
    (Study, {}, "`data` is missing. What is learned: a dataset or its name."),
    (Study, {"data": "xorr"}, "`dataset` must be one of 'xor', 'moons', "),
    (
        Study,
        {"data": 5},
        "or a pair (x, y) or triple (x, y, sample_weight); got 5.",
    ),
    (Study, {"data": {"copies": 5}}, "`data` must be a table with a `name`; got {'copies': 5}."),
    (Study, {"data": {"name": ["xor"]}}, "`dataset` must be one of 'xor', 'moons', "),
    (Study, {"data": {"name": "xor", "copied": 5}}, "Did you mean 'copies'?"),
    (Study, {"data": {"name": "iris", "copies": 5}}, "'iris' takes no options; got 'copies'."),
    (Study, {"data": "xor", "replicas": 0}, "`replicas` must be an integer in [1, 2^32); got 0."),
    (Study, {"data": "xor", "seed": -1}, "`seed` must be an integer in [0, 2^64); got -1."),
    (Study, {"data": "xor", "seed": 2**64}, "`seed` must be an integer in [0, 2^64); got 184467"),
    (Study, {"data": "xor", "seed": 0.5}, "`seed` must be an integer in [0, 2^64); got 0.5."),
    (Study, {"data": "xor", "scaling": "std"}, "`scaling` must be one of 'none', 'standard', 'min"),
    (Study, {"data": "xor", "vary": "dta"}, "Did you mean 'data'?"),
    (Study, {"data": "xor", "vary": ["dta"]}, "`vary` must be a list drawn from 'data', 'split', "),
    (
        Study,
        {"data": "xor", "vary": 5},
        "`vary` must be a list drawn from 'data', 'split', 'init',",
    ),
    (Study, {"data": "xor", "network": 6}, "`network` must be a Network; got 6."),
    (Study, {"data": "xor", "network": {"hidden": [0]}}, "`hidden` must be a list of integers in"),
    (Study, {"data": "xor", "epochs": 6}, "`Study field` must be one of 'data', 'network', "),
]


@pytest.mark.parametrize(("part", "fields", "words"), REFUSED, ids=str)
def test_what_cannot_be_is_refused_in_one_sentence(
    part: type[Specified], fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(ManySeedsError) as caught:
        part(**fields)
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "split",
    [
        Split(test=0.5, validation=10),
        Split(test=20),
        Split(test=25),
        Split(test=0, validation=0.99),
    ],
    ids=str,
)
def test_a_split_must_leave_rows_to_train_on(split: Split) -> None:
    with pytest.raises(ManySeedsError, match="`split` must be sizes that leave rows to train on"):
        Study(data=XOR, split=split)


@pytest.mark.parametrize("swept", [False, True])
def test_stopping_by_validation_needs_validation_rows(swept: bool) -> None:
    stopping = EarlyStopping(monitor="val_accuracy")
    how: dict[str, Any] = (
        {"sweep": {"training.early_stopping": [None, stopping]}}
        if swept
        else {"training": Training(early_stopping=stopping)}
    )
    Study(data=XOR, **how)
    with pytest.raises(ManySeedsError, match="`early_stopping.monitor` must be 'loss' or 'accur"):
        Study(data=XOR, split=Split(validation=0), **how)


@given(specifications.studies)
def test_any_study_is_equal_to_its_copies(study: Study) -> None:
    assert pickle.loads(pickle.dumps(study)) == study
    assert copy.deepcopy(study) == study
    fields = {name: getattr(study, name) for name in Study.model_fields}
    assert Study(**fields) == study


def test_a_number_beyond_any_float_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="`learning_rate` must be"):
        Training(learning_rate=10**400)
