"""The network of a study in words: its layers, output, loss and first weights."""

from __future__ import annotations

from manyseeds.arms import Arm
from manyseeds.findings.evidence import Evidence
from manyseeds.findings.wording import count, listed, percent
from manyseeds.network import Network
from manyseeds.report.document import Answer, Block, Paragraph

__all__ = ["activation_name", "layers_words", "loss_words", "network_blocks", "weights_words"]

ACTIVATION_NAMES = {
    "linear": "no activation",
    "relu": "ReLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "leaky_relu": "leaky ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
}
FANS = {"glorot": "Glorot", "he": "He", "lecun": "LeCun"}


def network_blocks(evidence: Evidence) -> tuple[Block, ...]:
    """Layers, output, loss, metric and first weights of the study's own arm."""
    arm = evidence.main.arm
    return (
        Answer(f"{layers_words(arm)}."),
        Paragraph(f"{loss_words(arm)} The metric is accuracy. {weights_words(arm.network)}"),
    )


def layers_words(arm: Arm) -> str:
    """Return inputs, hidden layers and output: ``2 inputs, 6 hidden neurons with ReLU, ...``."""
    network = arm.network
    activations = [activation_name(name) for name in network.activations]
    if not network.hidden:
        hidden = "no hidden layer"
    elif len(set(activations)) == 1:
        hidden = f"{_hidden(network)} with {activations[0]}"
    else:
        pairs = zip(network.hidden, activations, strict=True)
        hidden = f"hidden layers of {listed(f'{width} with {name}' for width, name in pairs)}"
    output = (
        f"a softmax over {count(arm.classes, 'class', 'classes')}"
        if network.output == "softmax"
        else "one sigmoid, the probability of the second class"
    )
    return f"{count(arm.widths[0], 'input')}, {hidden}, and {output}"


def activation_name(activation: str) -> str:
    """Return an activation as it is written: ``ReLU``."""
    return ACTIVATION_NAMES[activation]


def loss_words(arm: Arm) -> str:
    """Return what the loss is, in sentences; it follows from output and training."""
    training = arm.training
    name = "categorical" if arm.network.output == "softmax" else "binary"
    text = (
        f"The loss is the {name} cross-entropy, the mean of −log of the probability given to the "
        "true class, computed from the logits"
    )
    if training.label_smoothing:
        share = percent(training.label_smoothing)
        text += f"; {share} of each label is spread evenly over all classes"
    if training.class_weight is not None:
        text += "; in training, rows count by the weight of their class"
    if training.l2:
        text += f"; {training.l2:g} times the sum of squared kernel weights is added"
    return f"{text}."


def weights_words(network: Network) -> str:
    """Return how the first weights are drawn, in a sentence."""
    laws = [_law(initializer) for initializer in network.initializers]
    if len(set(laws)) == 1:
        return f"First weights are {laws[0]}; biases start at zero."
    return f"First weights are, layer by layer, {listed(laws)}; biases start at zero."


def _law(initializer: str) -> str:
    fan, shape = initializer.split("_")
    law = "uniform" if shape == "uniform" else "normal, truncated at two standard deviations"
    return f"{FANS[fan]}-{law}"


def _hidden(network: Network) -> str:
    if len(network.hidden) == 1:
        return count(network.hidden[0], "hidden neuron")
    return f"hidden layers of {listed(network.hidden)} neurons"
