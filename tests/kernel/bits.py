"""Studies that between them use all of the kernel, and fingerprints of what replicas became.

Run as a script it prints the fingerprints of the instruction-set level that MANYSEEDS_ISA names.
"""

from __future__ import annotations

import hashlib
import json
import sys

import numpy as np

from manyseeds import (
    CosineDecay,
    EarlyStopping,
    ExponentialDecay,
    Network,
    Result,
    Split,
    Study,
    Training,
)
from manyseeds.data import Dataset

REPLICAS = (0, 7, 999)

ROWS = (np.arange(360) * 37 % 101 / 101).reshape(90, 4)
LABELS = np.arange(90) ** 2 % 7 % 3
WEIGHTS = np.arange(90) % 4 / 2

GAPS = ROWS.copy()
GAPS[np.arange(90) % 9 > 5, 1] = GAPS[7::11, 3] = np.nan

STUDIES = {
    "xor": Study(
        data="xor",
        network=Network(hidden=(6,)),
        training=Training(epochs=5),
        sweep={"network.hidden": [[6], [1], [3]]},
    ),
    "digits": Study(
        data="digits",
        training=Training(batch_size=128, epochs=3),
        split=Split(test=0.25, validation=0.25),
    ),
    "wine": Study(
        data="wine",
        network=Network(hidden=(7, 5), activation="tanh"),
        training=Training(
            optimizer="rmsprop",
            momentum=0.9,
            l2=1e-3,
            batch_size=50,
            epochs=12,
            early_stopping=EarlyStopping(patience=2),
        ),
        split=Split(stratify=True),
        scaling="standard",
        seed=1,
    ),
    "moons": Study(
        data={"name": "moons", "samples": 90},
        network=Network(hidden=(4,), activation="sigmoid", initializer="he_normal"),
        training=Training(optimizer="adamw", batch_size=7, epochs=6, weight_decay=0.01),
        scaling="minmax",
        seed=2**63,
    ),
    "spirals": Study(
        data={"name": "spirals", "samples": 120, "classes": 3},
        network=Network(hidden=(9, 6, 5, 4), initializer="he_uniform"),
        training=Training(
            optimizer="sgd",
            learning_rate=0.05,
            momentum=0.9,
            nesterov=True,
            batch_size=1000,
            epochs=20,
            early_stopping=EarlyStopping(
                monitor="val_accuracy", patience=3, restore_best_weights=False, start_from_epoch=2
            ),
        ),
        split=Split(test=0, validation=30),
        vary=("data", "init"),
    ),
    "diverging pairs": Study(
        data={"name": "xor", "copies": 20},
        network=Network(hidden=(8, 8, 8)),
        training=Training(optimizer="sgd", learning_rate=1000.0, epochs=3),
    ),
    "diverging": Study(
        data={"name": "blobs", "samples": 60},
        network=Network(hidden=(5,), activation="linear"),
        training=Training(optimizer="sgd", learning_rate=1e20, epochs=4),
        split=Split(test=0.2, validation=0),
    ),
    "activations": Study(
        data={"name": "blobs", "samples": 90},
        network=Network(
            hidden=(7, 6, 5, 4),
            activation=["leaky_relu", "elu", "gelu", "silu"],
            initializer="lecun_normal",
        ),
        training=Training(batch_size=19, epochs=5),
        split=Split(test=0.2, validation=0.2),
    ),
    "schedules": Study(
        data={"name": "moons", "samples": 90},
        network=Network(hidden=(5,), activation="tanh"),
        training=Training(
            optimizer="adamw",
            batch_size=16,
            epochs=6,
            schedule=CosineDecay(decay_steps=17, alpha=0.1, warmup_target=0.02, warmup_steps=5),
            clipnorm=0.05,
        ),
        sweep={
            "training.schedule": [
                ExponentialDecay(decay_steps=3, decay_rate=0.7),
                CosineDecay(decay_steps=17, alpha=0.1, warmup_target=0.02, warmup_steps=5),
            ]
        },
    ),
    "sigmoid": Study(
        data={"name": "moons", "samples": 90},
        network=Network(hidden=(5,), output="sigmoid"),
        training=Training(batch_size=16, epochs=6, label_smoothing=0.05),
        sweep={"training.label_smoothing": [0.05, 0.0]},
    ),
    "dropout": Study(
        data={"name": "blobs", "samples": 90},
        network=Network(
            hidden=(9, 6, 5), activation=["tanh", "relu", "silu"], dropout=[0.25, 0.0, 0.5]
        ),
        training=Training(batch_size=19, epochs=5),
    ),
    "weights": Study(
        data=(ROWS, LABELS, WEIGHTS),
        network=Network(hidden=(6,)),
        training=Training(
            batch_size=19, epochs=5, class_weight="balanced", label_smoothing=0.1, l2=1e-3
        ),
        split=Split(test=0.2, validation=0.2),
    ),
    "missing": Study(
        data=Dataset(
            name="gaps",
            x=GAPS,
            y=LABELS.astype(np.int32),
            classes=(0, 1, 2),
            features=("a", "b", "c", "d"),
        ),
        network=Network(hidden=(6,)),
        training=Training(batch_size=19, epochs=5),
        scaling="standard",
    ),
}


def fingerprint(result: Result, replica: int) -> str:
    """The first digits of a hash of a replica's weights, history, scores and predictions."""
    place = list(result.replicas).index(replica)
    features = result.arms[0].widths[0]
    rows = np.linspace(-1, 2, 11 * features, dtype=np.float32).reshape(11, features)
    digest = hashlib.sha256()
    for scores in (
        result.curves[:, :, place],
        result.test_loss[:, place],
        result.test_accuracy[:, place],
        result.confusion[:, place],
        result.epochs_run[:, place],
        result.best_epoch[:, place],
        result.diverged_at[:, place],
    ):
        digest.update(np.ascontiguousarray(scores).tobytes())
    for arm in result.arms:
        digest.update(result.flat_weights[arm.index][place].tobytes())
        digest.update(result.predict(rows, arm=arm.index, replica=replica).tobytes())
    return digest.hexdigest()[:16]


def fingerprints(study: Study, **options: object) -> list[str]:
    """The fingerprints of replicas 0, 7 and 999, trained as `options` tell `Study.run`."""
    result = study.run(progress=False, **options)
    return [fingerprint(result, k) for k in REPLICAS if k in result.replicas]


if __name__ == "__main__":
    json.dump({name: fingerprints(s, only=REPLICAS) for name, s in STUDIES.items()}, sys.stdout)
