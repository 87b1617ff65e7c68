"""PyTorch without a compiler: all replicas of a chunk in batched matmuls, gradients by hand.

Arrays are (replicas, features, samples), so that softmax and relu run along contiguous samples and
``bmm`` meets the shapes at which it is fastest ((10, 64) by (64, 128); the transposed product
takes two to four times as long). Adam updates all parameters through ``torch._foreach``. One
process a core, one thread each: at these sizes two threads in one process cost more than they give.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from benchmarks.exercises import BETA_1, BETA_2, EPSILON, Exercise
from benchmarks.outcome import Job, Outcome, Trained, Trainer, cores, in_processes, jobs_of
from benchmarks.torch_parts import Table, draw_table, rate_of, shuffles

CHUNK = {"xor": 256, "digits": 64}
"""Replicas of one chunk, measured: XOR 64, 256, 1024 were tried, digits 16, 64, 256."""


class Networks:
    """Networks of one chunk: weights (replicas, outputs, inputs), biases (replicas, outputs, 1)."""

    def __init__(self, exercise: Exercise, replicas: int) -> None:
        self.weights, self.biases = [], []
        for i, o in exercise.layers:
            limit = (6 / (i + o)) ** 0.5
            self.weights.append(torch.empty(replicas, o, i).uniform_(-limit, limit))
            self.biases.append(torch.zeros(replicas, o, 1))
        self.parameters = [*self.weights, *self.biases]
        self.first = [torch.zeros_like(p) for p in self.parameters]
        self.second = [torch.zeros_like(p) for p in self.parameters]
        self.steps = 0

    def forward(self, x: Tensor) -> list[Tensor]:
        """Inputs (replicas, inputs, batch) and each layer's output (replicas, outputs, batch)."""
        outputs = [x, torch.baddbmm(self.biases[0], self.weights[0], x)]
        for weight, bias in zip(self.weights[1:], self.biases[1:], strict=True):
            outputs[-1].relu_()
            outputs.append(torch.baddbmm(bias, weight, outputs[-1]))
        return outputs

    def backward(self, outputs: list[Tensor], delta: Tensor) -> list[Tensor]:
        """Gradients in the order of `parameters`, from the logits' (replicas, classes, batch)."""
        weights, biases = [], []
        for layer in range(len(self.weights) - 1, -1, -1):
            weights.append(torch.bmm(delta, outputs[layer].mT))  # (replicas, outputs, inputs)
            biases.append(delta.sum(2, keepdim=True))  # (replicas, outputs, 1)
            if layer:
                delta = torch.bmm(self.weights[layer].mT, delta)  # (replicas, inputs, batch)
                delta.mul_(outputs[layer] > 0)
        return [*reversed(weights), *reversed(biases)]

    def adam(self, gradients: list[Tensor]) -> None:
        """Take one step of Keras's Adam."""
        self.steps += 1
        torch._foreach_lerp_(self.first, gradients, 1 - BETA_1)
        torch._foreach_mul_(self.second, BETA_2)
        torch._foreach_addcmul_(self.second, gradients, gradients, value=1 - BETA_2)
        scale = torch._foreach_sqrt(self.second)
        torch._foreach_add_(scale, EPSILON)
        torch._foreach_addcdiv_(self.parameters, self.first, scale, value=-rate_of(self.steps))


def gather(table: Table, rows: Tensor, classes: Tensor) -> tuple[Tensor, Tensor]:
    """Inputs (replicas, inputs, batch) and one-hot labels (replicas, classes, batch)."""
    flat = rows.reshape(-1)  # (replicas * batch,); index_select is six times faster than x[rows]
    x = table.x.index_select(0, flat).view(*rows.shape, -1)  # (replicas, batch, inputs)
    y = table.y.index_select(0, flat).view(rows.shape)  # (replicas, batch)
    return x.mT, (classes[:, None] == y[:, None, :]).float()


def judge(logits: Tensor, one_hot: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Summed loss and correct count, each (replicas,), and log p (replicas, classes, batch)."""
    log_p = torch.log_softmax(logits, 1)  # (replicas, classes, batch)
    own = (log_p * one_hot).sum(1)  # (replicas, batch)
    return -own.sum(1), (own >= log_p.amax(1)).sum(1), log_p


def train_epoch(
    networks: Networks, table: Table, order: Tensor, batch: int, classes: Tensor
) -> Tensor:
    """Train one epoch in the order (replicas, train); loss and accuracy, (2, replicas)."""
    sums = torch.zeros(2, len(order))  # (2, replicas)
    for rows in order.split(batch, dim=1):
        x, one_hot = gather(table, rows, classes)
        outputs = networks.forward(x)
        loss, correct, log_p = judge(outputs[-1], one_hot)
        delta = log_p.exp_().sub_(one_hot).mul_(1 / rows.shape[1])  # (replicas, classes, batch)
        networks.adam(networks.backward(outputs, delta))
        sums[0] += loss
        sums[1] += correct
    return sums / order.shape[1]


@torch.no_grad()
def train_chunk(exercise: Exercise, job: Job, epochs: int) -> Trained:
    """Train one chunk of replicas."""
    generator = np.random.default_rng(job.seed)
    torch.manual_seed(job.seed)
    table = draw_table(generator, exercise, job.replicas)
    networks = Networks(exercise, job.replicas)
    classes = torch.arange(exercise.classes)  # (classes,)
    validation = gather(table, table.validation, classes)
    history = torch.empty(4, epochs, job.replicas)
    for epoch in range(epochs):
        order = torch.from_numpy(shuffles(generator, job.replicas, exercise.train))
        rows = table.train.gather(1, order)  # (replicas, train)
        history[:2, epoch] = train_epoch(networks, table, rows, exercise.batch, classes)
        loss, correct, _ = judge(networks.forward(validation[0])[-1], validation[1])
        history[2, epoch] = loss / exercise.validation
        history[3, epoch] = correct / exercise.validation
    x, one_hot = gather(table, table.test, classes)
    accuracy = judge(networks.forward(x)[-1], one_hot)[1] / exercise.test  # (replicas,)
    return Trained(history.numpy(), accuracy.numpy())


def prepare(exercise: Exercise) -> Trainer:
    """Keep to one thread, warm up, and return the function that trains a chunk."""
    torch.set_num_threads(1)
    train_chunk(exercise, Job(0, CHUNK[exercise.name]), epochs=1)
    return lambda job: train_chunk(exercise, job, exercise.epochs)


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train all replicas in chunks, a process for each core."""
    jobs = jobs_of(replicas, seed, CHUNK[exercise.name])
    return in_processes(prepare, exercise, jobs, cores())
