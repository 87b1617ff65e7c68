"""Random streams against an oracle of their own in plain Python, and against chance."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from manyseeds import streams

WORD = 0xFFFFFFFF
SEEDS = st.integers(0, 2**64 - 1)
KEYS = st.integers(0, WORD)

# Every test against chance below would alarm once in a million runs of a perfect generator.
FALSE_ALARM = 1e-6

GOLDEN_WORDS = [[768504805, 323543615], [1408516626, 2211138905]]
GOLDEN_LAST_WORDS = [[2578425267, 2040038699], [1609400705, 3909458690]]
GOLDEN_ORDERS = [[3, 4, 1, 0, 2, 6, 7, 5], [3, 4, 2, 6, 1, 7, 0, 5]]
GOLDEN_NORMALS = [
    ["0x1.f9f55fea9267dp-1", "-0x1.1b4c6afbade07p-3"],
    ["0x1.1e981e3eda96dp+1", "-0x1.9c9f5508bf114p-1"],
]


def philox(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """Philox4x32-10 as Salmon, Moraes, Dror and Shaw (2011) write it."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        a, b = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & WORD, (a >> 32) ^ c3 ^ k1, a & WORD
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return c0, c1, c2, c3


def xoshiro(state: list[int]):
    """Yield the words of xoshiro128++ (Blackman, Vigna 2021)."""

    def rotate(x: int, k: int) -> int:
        return ((x << k) | (x >> (32 - k))) & WORD

    s0, s1, s2, s3 = state
    while True:
        yield (rotate((s0 + s3) & WORD, 7) + s0) & WORD
        shifted = (s1 << 9) & WORD
        s2, s3 = s2 ^ s0, s3 ^ s1
        s1, s0 = s1 ^ s2, s0 ^ s3
        s2, s3 = s2 ^ shifted, rotate(s3, 11)


def words_of(seed: int, source: int, replica: int, count: int, part: int) -> list[int]:
    """The first words of a stream, by the definition in `streams`."""
    key = (seed & WORD, seed >> 32)
    blocks = (philox((i, part, replica, source), key) for i in range(-(-count // 4)))
    return list(itertools.chain.from_iterable(blocks))[:count]


def permutation_of(seed: int, source: int, replica: int, count: int, part: int) -> list[int]:
    """Fisher and Yates's shuffle, inside out, with the words of xoshiro128++."""
    draws = xoshiro(words_of(seed, source, replica, 4, part))
    order = [0] * min(count, 1)
    for i in range(1, count):
        j = next(draws) * (i + 1) >> 32
        order.append(i)
        order[i], order[j] = order[j], i
    return order


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000",
         "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)  # fmt: skip
def test_the_oracle_gives_the_published_answers_of_philox(counter, key, expected):
    """Known answers for philox4x32-10 that Random123 publishes (kat_vectors)."""

    def numbers(text: str) -> tuple[int, ...]:
        return tuple(int(word, 16) for word in text.split())

    assert philox(numbers(counter), numbers(key)) == numbers(expected)


def test_the_oracle_gives_the_published_answers_of_xoshiro():
    """The words from the state 1, 2, 3, 4 on which published implementations agree."""
    expected = [641, 1573767, 3222811527, 3517856514, 836907274, 4247214768]
    assert list(itertools.islice(xoshiro([1, 2, 3, 4]), 6)) == expected


def test_the_kernel_gives_the_published_answer_of_philox():
    found = streams.words(0, 0, np.array([0]), 4)[0]
    assert found.tolist() == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


@given(SEEDS, KEYS, KEYS, KEYS, st.integers(0, 41))
def test_words_are_those_of_the_oracle(seed, source, replica, part, count):
    found = streams.words(seed, source, np.array([replica]), count, part)[0]
    assert found.tolist() == words_of(seed, source, replica, count, part)


@given(SEEDS, KEYS, KEYS, KEYS, st.integers(0, 200))
def test_permutations_are_those_of_the_oracle(seed, source, replica, part, count):
    found = streams.permutations(seed, source, np.array([replica]), count, part)[0]
    assert found.tolist() == permutation_of(seed, source, replica, count, part)
    assert sorted(found.tolist()) == list(range(count))


@given(SEEDS, st.lists(KEYS, min_size=1, max_size=5), st.integers(1, 9))
def test_a_stream_does_not_depend_on_its_company(seed, replicas, count):
    for draw in (streams.words, streams.uniforms, streams.normals, streams.permutations):
        together = draw(seed, streams.DATA, np.array(replicas), count)
        alone = [draw(seed, streams.DATA, np.array([k]), count)[0] for k in replicas]
        np.testing.assert_array_equal(together, alone)


def test_golden_values():
    """The streams never change: a study's replicas are facts."""
    keys = np.array([0, 999])
    assert streams.words(0, streams.DATA, keys, 2).tolist() == GOLDEN_WORDS
    assert streams.words(2**64 - 1, streams.INIT, keys, 2, part=3).tolist() == GOLDEN_LAST_WORDS
    assert streams.permutations(7, streams.ORDER, keys, 8, part=5).tolist() == GOLDEN_ORDERS
    hexadecimal = [[x.hex() for x in row] for row in streams.normals(7, streams.DATA, keys, 2)]
    assert hexadecimal == GOLDEN_NORMALS


def test_streams_of_different_keys_differ():
    seeds = (0, 1, 2**32, 2**63)
    firsts = [
        tuple(row)
        for seed in seeds
        for source in (streams.DATA, streams.SPLIT, streams.INIT, streams.ORDER)
        for part in (0, 1, 200)
        for row in streams.words(seed, source, np.arange(50), 4, part).tolist()
    ]
    assert len(set(firsts)) == len(firsts) == 4 * 4 * 3 * 50


def test_uniforms_are_the_middles_of_equal_intervals():
    words = streams.words(3, streams.INIT, np.arange(4), 1000)
    uniforms = streams.uniforms(3, streams.INIT, np.arange(4), 1000)
    np.testing.assert_array_equal(uniforms * 2.0**32 - 0.5, words)
    assert 0 < uniforms.min() < uniforms.max() < 1


@pytest.mark.parametrize("byte", range(4))
def test_bytes_are_uniform(byte):
    words = streams.words(11, streams.DATA, np.arange(100), 4000)
    counts = np.bincount((words >> np.uint32(8 * byte)).ravel() & np.uint32(255), minlength=256)
    assert scipy.stats.chisquare(counts).pvalue > FALSE_ALARM


@pytest.mark.parametrize("across", ["index", "part", "replica", "source", "seed"])
def test_neighbouring_streams_are_uncorrelated(across):
    n = 100_000
    first = {"seed": 5, "source": 2, "replica": 8, "part": 1}
    second = {**first, across: first[across] + 1} if across != "index" else first

    def draw(seed: int, source: int, replica: int, part: int):
        return streams.uniforms(seed, source, np.array([replica]), n + 1, part)[0]

    a, b = draw(**first)[:n], draw(**second)[1:] if across == "index" else draw(**second)[:n]
    z = math.sqrt(n) * 12 * np.mean((a - 0.5) * (b - 0.5))
    assert abs(z) < scipy.stats.norm.isf(FALSE_ALARM / 2)


def test_each_order_of_four_is_as_likely():
    orders = streams.permutations(1, streams.ORDER, np.arange(24_000), 4)
    counts = np.bincount(orders @ np.array([64, 16, 4, 1]))
    assert scipy.stats.chisquare(counts[counts > 0]).pvalue > FALSE_ALARM
    assert (counts > 0).sum() == math.factorial(4)


def test_each_row_is_as_likely_at_each_place():
    size, n = 37, 20_000
    orders = streams.permutations(2, streams.SPLIT, np.arange(n), size)
    counts = np.stack([np.bincount(orders[:, place], minlength=size) for place in range(size)])
    # Rows and columns both add up to n, so (size - 1)^2 counts are free.
    statistic = ((counts - n / size) ** 2 / (n / size)).sum() * (size - 1) / size
    assert scipy.stats.chi2.sf(statistic, (size - 1) ** 2) > FALSE_ALARM


def test_normals_are_normal():
    z = streams.normals(4, streams.DATA, np.arange(50), 2000).ravel()
    assert scipy.stats.kstest(z, "norm").pvalue > FALSE_ALARM


def test_normals_are_the_quantiles_of_the_uniforms():
    u = streams.uniforms(9, streams.DATA, np.arange(3), 777, part=2)
    z = streams.normals(9, streams.DATA, np.arange(3), 777, part=2)
    np.testing.assert_array_equal(z, streams.normal_quantiles(u))


def test_normal_quantiles_are_right_to_the_last_digits():
    tail = np.geomspace(1e-300, 0.5, 20_001)[:-1]
    p = np.concatenate([tail, 1 - tail[tail > 1e-10], np.linspace(0.001, 0.499, 10_001)])
    exact = scipy.special.ndtri(p)
    np.testing.assert_allclose(streams.normal_quantiles(p), exact, rtol=1e-14)
    assert streams.normal_quantiles(np.array([0.5])).tolist() == [0.0]
