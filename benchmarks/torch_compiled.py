"""PyTorch with torch.compile (it needs a C++ compiler), the replica axis last, for XOR.

Four optimizer steps are compiled into one call: one step a call spends more on the call than on
the step; sixteen take most of a minute to compile and ran far slower. Gradients are written out; of
the two logits only the difference is needed. The gather stays outside: fused into the steps it is
read again by each use.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from benchmarks.exercises import BETA_1, BETA_2, EPSILON, Exercise
from benchmarks.outcome import Job, Outcome, Trained, Trainer, cores, in_processes, jobs_of
from benchmarks.torch_parts import draw_table, rate_of, shuffles

CHUNK = 256
STEPS_A_CALL = 4

Parameters = tuple[Tensor, Tensor, Tensor, Tensor]
State = tuple[Parameters, Parameters, Parameters]


def forward(parameters: Parameters, x: Tensor) -> tuple[Tensor, Tensor]:
    """Hidden activations (batch, 6, replicas) and logit differences (batch, replicas)."""
    w1, b1, w2, b2 = parameters
    h = (x[:, 0, None] * w1[0] + x[:, 1, None] * w1[1] + b1).relu()  # (batch, 6, replicas)
    return h, (h * (w2[:, 1] - w2[:, 0])).sum(1) + (b2[1] - b2[0])  # (batch, replicas)


def judge(difference: Tensor, sign: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Summed loss and correct count, each (replicas,), and d loss / d difference.

    `sign` is 1 for class 0 and -1 for class 1, shape (batch, replicas) like `difference`.
    """
    wrong = difference * sign  # (batch, replicas)
    e = torch.exp(-wrong.abs())  # (batch, replicas)
    loss = torch.log1p(e) + wrong.clamp(min=0)  # (batch, replicas)
    slope = sign * torch.where(wrong > 0, 1.0, e) / (1 + e)  # (batch, replicas)
    return loss.sum(0), (wrong < 0).float().sum(0), slope


def step(state: State, x: Tensor, sign: Tensor, rate: Tensor) -> tuple[State, Tensor, Tensor]:
    """Take one optimizer step on inputs (batch, 2, replicas) and signs (batch, replicas)."""
    h, difference = forward(state[0], x)
    loss, correct, slope = judge(difference, sign)
    g = slope * (1 / len(sign))  # (batch, replicas)
    w2 = state[0][2]  # (6, 2, replicas)
    g_w2, g_b2 = (h * g[:, None]).sum(0), g.sum(0)  # (6, replicas), (replicas,)
    g_h = torch.where(h > 0, g[:, None] * (w2[:, 1] - w2[:, 0]), 0)  # (batch, 6, replicas)
    g_w1 = (x[:, :, None] * g_h[:, None]).sum(0)  # (2, 6, replicas)
    gradient = (g_w1, g_h.sum(0), torch.stack((-g_w2, g_w2), 1), torch.stack((-g_b2, g_b2)))
    first = [m + (d - m) * (1 - BETA_1) for m, d in zip(state[1], gradient, strict=True)]
    second = [v + (d * d - v) * (1 - BETA_2) for v, d in zip(state[2], gradient, strict=True)]
    triples = zip(state[0], first, second, strict=True)
    parameters = [p - rate * m / (v.sqrt() + EPSILON) for p, m, v in triples]
    new = tuple(tuple(group) for group in (parameters, first, second))
    return new, loss, correct  # type: ignore[return-value]


def several_steps(
    state: State, x: Tensor, sign: Tensor, rates: Tensor
) -> tuple[State, Tensor, Tensor]:
    """Take STEPS_A_CALL steps on inputs (steps, batch, 2, replicas), signs (steps, batch, ...)."""
    state, losses, corrects = step(state, x[0], sign[0], rates[0])
    for k in range(1, STEPS_A_CALL):
        state, loss, correct = step(state, x[k], sign[k], rates[k])
        losses, corrects = losses + loss, corrects + correct
    return state, losses, corrects


def evaluate(parameters: Parameters, x: Tensor, sign: Tensor) -> tuple[Tensor, Tensor]:
    """Summed loss and correct count, each (replicas,)."""
    loss, correct, _ = judge(forward(parameters, x)[1], sign)
    return loss, correct


def initial(exercise: Exercise, replicas: int) -> State:
    """Glorot-uniform weights (inputs, outputs, replicas), zero biases and moments."""
    arrays = []
    for i, o in exercise.layers:
        limit = (6 / (i + o)) ** 0.5
        arrays += [torch.empty(i, o, replicas).uniform_(-limit, limit), torch.zeros(o, replicas)]
    zeros = tuple(torch.zeros_like(array) for array in arrays)
    return tuple(arrays), zeros, zeros  # type: ignore[return-value]


class Compiled:
    """The compiled functions and the training loop around them."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.steps = torch.compile(several_steps, dynamic=False, fullgraph=True)
        self.evaluate = torch.compile(evaluate, dynamic=False, fullgraph=True)
        every = [rate_of(k + 1) for k in range(exercise.epochs * exercise.steps)]
        self.rates = torch.tensor(every, dtype=torch.float32).view(-1, STEPS_A_CALL)  # (calls, 4)

    def parts(self, generator: np.random.Generator, replicas: int) -> list[tuple[Tensor, Tensor]]:
        """Inputs (samples, 2, replicas) and signs (samples, replicas): train, validation, test."""
        table = draw_table(generator, self.exercise, replicas)
        rows = (table.train, table.validation, table.test)  # each (replicas, samples)
        inputs = [table.x[r].permute(1, 2, 0).contiguous() for r in rows]
        signs = [(1 - 2 * table.y[r].float()).T.contiguous() for r in rows]
        return list(zip(inputs, signs, strict=True))

    def epoch(
        self, state: State, x: Tensor, sign: Tensor, order: Tensor, epoch: int
    ) -> tuple[State, Tensor, Tensor]:
        """Train one epoch in the order (train, replicas): state, summed loss, correct count."""
        replicas, batch = order.shape[1], self.exercise.batch
        calls = self.exercise.steps // STEPS_A_CALL
        wide = order[:, None].expand(-1, 2, -1)  # (train, 2, replicas)
        xs = x.gather(0, wide).view(calls, STEPS_A_CALL, batch, 2, replicas)
        signs = sign.gather(0, order).view(calls, STEPS_A_CALL, batch, replicas)
        loss, correct = torch.zeros(2, replicas)  # each (replicas,)
        for call in range(calls):
            rates = self.rates[epoch * calls + call]
            state, more_loss, more = self.steps(state, xs[call], signs[call], rates)
            loss, correct = loss + more_loss, correct + more
        return state, loss, correct

    @torch.no_grad()
    def train(self, job: Job, epochs: int) -> Trained:
        """Train one chunk of replicas."""
        sizes = self.exercise
        generator = np.random.default_rng(job.seed)
        torch.manual_seed(job.seed)
        (x, sign), validation, test = self.parts(generator, job.replicas)
        state = initial(sizes, job.replicas)
        history = torch.empty(4, epochs, job.replicas)
        for epoch in range(epochs):
            order = shuffles(generator, job.replicas, sizes.train)  # (replicas, train)
            by_row = torch.from_numpy(np.ascontiguousarray(order.T))  # (train, replicas)
            state, loss, correct = self.epoch(state, x, sign, by_row, epoch)
            v_loss, v_correct = self.evaluate(state[0], *validation)
            history[:2, epoch] = torch.stack((loss, correct)) / sizes.train
            history[2:, epoch] = torch.stack((v_loss, v_correct)) / sizes.validation
        accuracy = self.evaluate(state[0], *test)[1] / sizes.test  # (replicas,)
        return Trained(history.numpy(), accuracy.numpy())


def prepare(exercise: Exercise) -> Trainer:
    """Compile for one thread and return the function that trains a chunk."""
    torch.set_num_threads(1)
    compiled = Compiled(exercise)
    compiled.train(Job(0, CHUNK), epochs=2)
    return lambda job: compiled.train(job, exercise.epochs)


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train all replicas in chunks, a process for each core."""
    return in_processes(prepare, exercise, jobs_of(replicas, seed, CHUNK), cores())
