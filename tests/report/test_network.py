"""What a report says of the network is what the study uses."""

from __future__ import annotations

import dataclasses

import pytest

import small_labs
from manyseeds import Network, Result, Study, Training, data
from manyseeds.report.document import Answer, Answered, Definitions, Paragraph
from manyseeds.report.network import layers_words, loss_words, weights_words
from manyseeds.report.report import Report


def result(**parts: object) -> Result:
    settings: dict[str, object] = {"data": data.xor(copies=10), "replicas": 4, **parts}
    return Study(**settings).run(progress=False)  # type: ignore[arg-type]


def words(report: Report) -> str:
    blocks = [block for section in report.document.sections for block in section.blocks]
    return " ".join(b.text for b in blocks if isinstance(b, Answer | Paragraph))


def terms(report: Report) -> set[str]:
    blocks = [block for section in report.document.sections for block in section.blocks]
    return {d.term for b in blocks if isinstance(b, Definitions) for d in b.definitions}


def test_a_report_tells_loss_output_activation_and_initializer() -> None:
    study = result(
        network=Network(
            hidden=(4, 3), activation=("tanh", "gelu"), initializer="he_normal", output="sigmoid"
        ),
        training=Training(epochs=2, label_smoothing=0.1, l2=0.01, class_weight="balanced"),
    )
    report = study.report(companions=False, progress=False)
    text = words(report)
    for piece in (
        "2 inputs, hidden layers of 4 with tanh and 3 with GELU, and one sigmoid",
        "binary cross-entropy",
        "10 % of each label is spread evenly",
        "rows count by the weight of their class",
        "0.01 times the sum of squared",
        "He-normal, truncated",
    ):
        assert piece in text, piece
    assert "softmax" not in text
    assert "Glorot" not in text
    assert {"Sigmoid", "Binary cross-entropy", "Label smoothing"} <= terms(report)
    assert not {"Probabilities", "Categorical cross-entropy"} & terms(report)


def test_the_usual_network_is_told_too() -> None:
    study = result(network=Network(hidden=6), training=Training(epochs=2))
    report = study.report(companions=False, progress=False)
    text = words(report)
    assert "6 hidden neurons with ReLU, and a softmax over 2 classes." in text
    assert "categorical cross-entropy" in text
    assert "Glorot-uniform; biases start at zero." in text
    assert "spread evenly" not in text
    assert {"Probabilities", "Categorical cross-entropy"} <= terms(report)
    assert not {"Sigmoid", "Binary cross-entropy", "Label smoothing"} & terms(report)


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (Network(), "64 inputs, no hidden layer, and a softmax over 10 classes"),
        (Network(hidden=1), "64 inputs, 1 hidden neuron with ReLU, and"),
        (Network(hidden=(8, 4)), "64 inputs, hidden layers of 8 and 4 neurons with ReLU, and"),
    ],
)
def test_layers(network: Network, expected: str) -> None:
    arm = small_labs.digits_result().arms[0]
    assert layers_words(dataclasses.replace(arm, network=network)).startswith(expected)


@pytest.mark.parametrize(
    ("initializer", "expected"),
    [("lecun_uniform", "LeCun-uniform;"), ("glorot_normal", "Glorot-normal, truncated at two")],
)
def test_first_weights(initializer: str, expected: str) -> None:
    assert expected in weights_words(Network(initializer=initializer))  # type: ignore[arg-type]
    assert "binary" not in loss_words(small_labs.digits_result().arms[0])


def test_one_figure_has_one_name_at_the_top_and_in_its_card() -> None:
    for name, rows in (("xor", "fresh points"), ("digits", "test rows")):
        document = small_labs.document(name)
        fact = document.facts[0]
        assert fact.label == f"accuracy, {rows}"
        blocks = [block for section in document.sections for block in section.blocks]
        (card,) = (b for b in blocks if isinstance(b, Answered) and b.code == "accuracy")
        assert card.verdict == fact.value
