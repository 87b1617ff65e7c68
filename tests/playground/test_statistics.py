"""The page's statistics give the numbers of the library, computed in a real browser.

They are run as built by ``npm run build:tested`` in ``playground/``, so that no Node is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser
from scipy import special

from manyseeds import Network, Study, Training, data
from manyseeds.arms import arms_of
from manyseeds.criteria import Criteria
from manyseeds.plots.distribution import DistributionPlot, _edges
from manyseeds.results.prediction import predict
from manyseeds.stats.boundary import margins
from manyseeds.stats.confusion import confusion_of, recalls, worst_shares
from manyseeds.stats.convergence import convergence_of, settled_epochs
from manyseeds.stats.curves import curve_bands
from manyseeds.stats.distribution import distribution_of
from manyseeds.stats.examples import row_errors
from manyseeds.stats.failures import FailureKind, failures_of
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample
from manyseeds.stats.means import mean_interval
from manyseeds.stats.overfitting import overfitting_of
from manyseeds.stats.quantiles import quantile_interval
from manyseeds.stats.shapes import band_agreement, linear_agreement, unit_activity
from manyseeds.stats.shares import wilson_bounds, wilson_interval
from manyseeds.stats.simultaneous import (
    bonferroni_level,
    simultaneous_means,
    simultaneous_shares,
)
from manyseeds.stats.solutions import solutions_of
from manyseeds.stats.symptoms import corner_votes, corners_of, live_units, loss_fall, points_of
from manyseeds.stats.templates import centred
from manyseeds.stats.width import success_of

HERE = Path(__file__).parent
SOURCES = HERE.parent.parent / "playground"
PARTS = {
    "statistics": ["src/statistics"],
    "pictures": ["demo", "src/statistics", "src/views"],
}
RNG = np.random.default_rng(7)

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def page_of() -> Iterator[dict[str, Any]]:
    pages: dict[str, Any] = {}
    yield pages
    for page in pages.values():
        page.close()


@pytest.fixture
def run(browser: Browser, page_of: dict[str, Any]) -> Run:
    """Run an expression of `s`, the built statistics, and of named arguments."""
    if not page_of:
        page_of["page"] = browser.new_page()
        built = (HERE / "built" / "statistics.js").read_text(encoding="utf-8")
        page_of["page"].add_script_tag(content=built)

    def evaluate(expression: str, **given: Any) -> Any:
        plain = json.loads(json.dumps(given, default=_plain).replace("NaN", "null"))
        names = ", ".join(plain)
        # NaN is not JSON: it goes and comes as null.
        return page_of["page"].evaluate(
            f"""(given) => {{
                const back = (v) => v === null ? NaN : Array.isArray(v) ? v.map(back) : v;
                const plain = (v) => ArrayBuffer.isView(v) ? Array.from(v, plain)
                    : v instanceof Map ? [...v].map(plain)
                    : Array.isArray(v) ? v.map(plain)
                    : v && typeof v === "object"
                    ? Object.fromEntries(Object.entries(v).map(([k, w]) => [k, plain(w)])) : v;
                const s = statistics;
                const run = ({{ {names} }}) => {expression};
                for (const name in given) given[name] = back(given[name]);
                return plain(run(given));
            }}""",
            plain,
        )

    return evaluate


def _plain(value: Any) -> Any:
    return value.tolist()


def same(found: Any, expected: Any, tolerance: float = 1e-12) -> None:
    """An interval as the page has it is that of the library."""
    for name in ("estimate", "low", "high"):
        mine = found[name]
        np.testing.assert_allclose(mine, getattr(expected, name), rtol=tolerance, atol=tolerance)
    assert (found["n"], found["level"]) == (expected.n, expected.level)
    assert found["method"] == expected.method


def close(found: Any, expected: Any) -> None:
    """The same but for the chance of the library's own draws: a hundredth of the width."""
    width = expected.high - expected.low
    room = 0.015 * width if np.isfinite(width) else 0.0
    for name in ("estimate", "low", "high"):
        assert found[name] == pytest.approx(getattr(expected, name), abs=room + 1e-12, nan_ok=True)
    assert (found["n"], found["method"]) == (expected.n, expected.method)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_built_is_built_of_these_sources(part: str) -> None:
    digest = hashlib.sha256()
    for folder in PARTS[part]:
        paths = [path for path in (SOURCES / folder).rglob("*") if path.is_file()]
        for path in sorted(paths, key=str):
            digest.update(path.read_bytes())
    line = (HERE / "built" / f"{part}.js").read_text(encoding="utf-8").partition("\n")[0]
    assert line == f"/* sources: {digest.hexdigest()} */", "run npm run build:tested"


def test_the_thresholds_are_the_librarys(run: Run) -> None:
    names = {
        name.replace("_", " ").title().replace(" ", "")[:1].lower()
        + name.title().replace("_", "")[1:]: value
        for name, value in Criteria().model_dump().items()
    }
    mine = run("s.CRITERIA")
    assert mine == {name: names[name] for name in mine}


def test_quantiles_of_the_normal_law(run: Run) -> None:
    p = np.r_[1e-300, 1e-20, 1e-9, np.linspace(0.001, 0.999, 333), 1 - 1e-12]
    np.testing.assert_allclose(run("p.map(s.normalQuantile)", p=p), special.ndtri(p), rtol=3e-15)


def test_quantiles_of_students_law(run: Run) -> None:
    freedom = [1, 2, 3, 4, 5, 7, 10, 31, 99, 999, 9999]
    p = np.r_[0.5, 0.6, 0.75, 0.9, 0.95, 0.975, 0.995, 0.9995, 0.99999, 0.1]
    found = run("f.map((n) => p.map((q) => s.studentQuantile(n, q)))", f=freedom, p=p)
    expected = special.stdtrit(np.array(freedom)[:, None], p)
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 100, 1000])
def test_means_and_distributions(run: Run, n: int) -> None:
    values = np.clip(RNG.normal(0.9, 0.06, n), 0, 1)
    same(run("s.meanInterval(v)", v=values), mean_interval(values))
    with_lost = np.r_[values, np.nan]
    found, expected = (
        run("s.distributionOf(v, 0.9, true)", v=with_lost),
        distribution_of(with_lost, 0.9, share=True),
    )
    same(found["mean"], expected.mean)
    assert found["missing"] == expected.missing
    for mine, theirs in zip(found["quantiles"], expected.quantiles, strict=True):
        same(mine, theirs)
    np.testing.assert_allclose(found["standardDeviation"], expected.standard_deviation)


@pytest.mark.parametrize("p", [0.0, 0.05, 0.5, 0.95, 1.0])
@pytest.mark.parametrize("n", [1, 10, 1000])
def test_intervals_of_quantiles(run: Run, n: int, p: float) -> None:
    values = RNG.normal(size=n)
    same(run("s.quantileInterval(v, p)", v=values, p=p), quantile_interval(values, p))


@pytest.mark.parametrize(("k", "n"), [(0, 0), (0, 20), (81, 263), (20, 20), (1, 1), (0.5, 3)])
def test_shares(run: Run, k: float, n: int) -> None:
    same(run("s.wilsonInterval(k, n, 0.9)", k=k, n=n), wilson_interval(k, n, 0.9))


def test_shares_that_hold_together(run: Run) -> None:
    found = run("s.simultaneousShares([90, 10, 0], [100, 100, 100])")
    for mine, theirs in zip(found, simultaneous_shares([90, 10, 0], 100), strict=True):
        same(mine, theirs)


@pytest.mark.parametrize("columns", [1, 2, 3, 10])
@pytest.mark.parametrize("shared", [0.0, 0.5, 0.9, 1.0])
def test_means_that_hold_together(run: Run, columns: int, shared: float) -> None:
    common, own = RNG.normal(size=(400, 1)), RNG.normal(size=(400, columns))
    table = 0.8 + 0.05 * (np.sqrt(shared) * common + np.sqrt(1 - shared) * own)
    found = run("s.simultaneousMeans(t, k)", t=table.ravel(), k=columns)
    for mine, theirs in zip(found, simultaneous_means(table), strict=True):
        close(mine, theirs)


def test_a_level_of_the_normal_law(run: Run) -> None:
    z = np.linspace(0.01, 8, 100)
    found = run("z.map(s.normalLevel)", z=z)
    np.testing.assert_allclose(found, special.ndtr(z) - special.ndtr(-z), rtol=1e-11)


def test_bands_of_curves_that_grow(run: Run) -> None:
    history = RNG.gamma(2.0, size=(4, 31, 12)).astype(np.float32)
    history[:, 3, 5:] = np.nan
    history[:, :, 11] = np.nan
    parts = [part.ravel().tolist() for part in np.split(history, [1, 4, 12], axis=2)]
    found = run(
        """{ const c = new s.GrowingCurves(31, 12);
             for (const part of parts) c.append(Float32Array.from(part));
             return s.METRICS.map((m) => [c.bands(m), c.curve(m, 3), c.nearest(m, 2, 0.7)]); }""",
        parts=parts,
    )
    for (bands, curve, nearest), table in zip(found, history, strict=True):
        expected = curve_bands(table)
        np.testing.assert_allclose(bands["quantiles"], expected.values, rtol=1e-14)
        assert bands["n"] == expected.n.tolist()
        np.testing.assert_array_equal(curve, table[3])
        assert nearest == np.abs(table[:, 2] - 0.7).argmin()


def losses_of_all_kinds() -> np.ndarray:
    epochs = np.arange(1, 81)
    falls = np.exp(-epochs / RNG.uniform(4, 60, (40, 1))) + RNG.uniform(0.0, 0.4, (40, 1))
    table = falls * (1 + 0.02 * RNG.normal(size=falls.shape))
    table[5, 30:] = np.nan
    table[6, 1:] = np.nan
    table[7] = np.nan
    table[8:14] += np.linspace(0, 0.3, 80) * RNG.uniform(size=(6, 1))
    return np.asarray(table)


def test_convergence_overfitting_and_falls(run: Run) -> None:
    table = losses_of_all_kinds()
    diverged = ~np.isfinite(table[:, -1])
    given = {"v": table.ravel(), "diverged": diverged}
    losses = "const l = { values: v, replicas: 40, epochs: 80 };"
    found = run(f"{{ {losses} return [s.settledEpochs(l), s.lossFall(l)]; }}", v=table.ravel())
    assert found[0] == settled_epochs(table).tolist()
    np.testing.assert_allclose(found[1], loss_fall(table), rtol=1e-12)

    found = run(f"{{ {losses} return s.convergenceOf(l, diverged); }}", **given)
    expected = convergence_of(table, diverged)
    same(found["share"], expected.share)
    same(found["epoch"]["mean"], expected.epoch.mean)
    assert 0 < expected.share.estimate < 1

    gaps = RNG.normal(0.02, 0.03, 40)
    found = run(f"{{ {losses} return s.overfittingOf(l, g, diverged); }}", g=gaps, **given)
    kept = table[~diverged]
    judged = overfitting_of(kept, kept[:, -1], gaps[~diverged])
    for name in ("rise", "gap"):
        same(found[name]["mean"], getattr(judged, name).mean)
    same(found["share"], judged.share)
    assert 0 < judged.share.estimate < 1


@pytest.mark.parametrize("n", [1, 2, 50])
def test_confusion(run: Run, n: int) -> None:
    counts = RNG.poisson([[30, 2, 0], [1, 8, 1], [0, 0, 0.4]], (n + 1, 3, 3))
    diverged = np.r_[np.zeros(n, bool), True]
    found = run("s.confusionOf(c, 3, d)", c=counts.ravel(), d=diverged)
    expected = confusion_of(counts, diverged, "abc")
    np.testing.assert_allclose(found["meanCounts"], expected.mean_counts.ravel())
    shares = {"estimate": expected.shares, "low": expected.share_low, "high": expected.share_high}
    for name, theirs in shares.items():
        mine = [cell[name] for cell in found["shares"]]
        np.testing.assert_allclose(mine, theirs.ravel(), rtol=1e-9, atol=1e-12)
    for mine, theirs in zip(found["worst"], expected.worst, strict=True):
        same(mine, theirs)
    for mine, theirs in zip(found["recall"], expected.recall_means, strict=True):
        close(mine, theirs)
    recall = recalls(counts[:n])
    np.testing.assert_allclose(
        run("s.worstCounts(Float64Array.from(r), 3)", r=recall.ravel()), worst_shares(recall)
    )


@pytest.mark.parametrize("step", [0.0, 1 / 160, 1 / 7])
def test_histograms_are_those_of_the_reports(run: Run, step: float) -> None:
    values = RNG.beta(20, 3, 300)
    if step:
        values = np.round(values / step) * step
    row = distribution_of(values, share=True)
    plot = DistributionPlot({"all": row}, {"all": step}, ceiling=0.95)
    limits, edges = plot.limits(), _edges(plot.limits(), step)
    found = run(
        """{ const d = s.distributionOf(v); const limits = s.limitsOf([d], [0.95]);
            const edges = s.barEdges(...limits, step);
            return [limits, edges, s.histogram(d.values, edges)]; }""",
        v=values,
        step=step,
    )
    np.testing.assert_allclose(found[0], limits)
    # Rounding decides whether there is one more bar beyond the limits.
    bars = len(found[1])
    assert len(edges) - bars in (0, 1)
    np.testing.assert_allclose(found[1], edges[:bars], atol=1e-12)
    # Values in steps lie in the middle of bars, others nowhere near an edge.
    assert found[2] == np.histogram(values, found[1])[0].tolist()


def test_success_and_the_width_that_is_enough(run: Run) -> None:
    table = np.clip(RNG.normal([[0.7], [0.86], [0.905]], 0.01, (3, 400)), 0, 1)
    table[0, :7] = np.nan
    labels = RNG.integers(0, 3, 50)
    chance = run("s.chanceOf(y)", y=labels)
    assert chance == np.bincount(labels).max() / 50
    targets = run(
        "[s.targetOf(t, 0.909, c), s.targetOf(t, null, c), s.targetOf(t, 0.3, c)]",
        t=table,
        c=chance,
    )
    best = table[2].mean()
    np.testing.assert_allclose(targets, [0.889, best - 0.02, chance])
    arms = arms_of(Study(data="xor", sweep={"network.hidden": [[1], [2], [8]]}))
    found = run("t.map((a) => s.successOf(a, 0.889))", t=table)
    expected = [success_of(arm, row, 0.889) for arm, row in zip(arms, table, strict=True)]
    for mine, theirs in zip(found, expected, strict=True):
        same(mine["share"], theirs.share)
        same(mine["accuracy"]["mean"], theirs.accuracy.mean)
    together = run("s.successByArm(t, 0.889)", t=table)
    counts = [round(e.share.estimate * e.share.n) for e in expected]
    for mine, theirs in zip(together, simultaneous_shares(counts, 400), strict=True):
        same(mine, theirs)
    parameters = [arm.parameters for arm in arms]
    ask = "s.smallestEnough(shares.map((share, k) => ({ share, parameters: p[k] })), enough)"
    assert run(ask, shares=together, p=parameters, enough=0.9) == 2
    assert run(ask, shares=together, p=parameters, enough=0.999) == -1


def test_votes_are_counted_up_and_down(run: Run) -> None:
    votes = RNG.integers(0, 3, (20, 7))
    found = run(
        """{ const c = new s.VoteCounts(Uint8Array.from(v), 7, 3);
            return [20, 1, 0, 13].map((n) => {
                c.count(n);
                const of = (f) => Array.from({ length: 7 }, (_, p) => f(p));
                return [[...c.counts], of((p) => c.winner(p)), of((p) => c.lead(p) * n)]; }); }""",
        v=votes.ravel(),
    )
    for members, (counts, winners, leads) in zip((20, 1, 0, 13), found, strict=True):
        expected = np.stack([(votes[:members] == c).sum(axis=0) for c in range(3)])
        ordered = np.sort(expected, axis=0)
        assert counts == expected.ravel().tolist()
        assert winners == expected.argmax(axis=0).tolist()
        np.testing.assert_allclose(leads, ordered[-1] - ordered[-2])


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_margins(run: Run, classes: int) -> None:
    probabilities = RNG.dirichlet(np.ones(classes), 20)
    expected = margins(probabilities).T[: 1 if classes == 2 else None]
    found = run("s.marginsOf(p, k)", p=probabilities.ravel(), k=classes)
    np.testing.assert_allclose(found, expected)


def test_the_hardest_rows(run: Run) -> None:
    labels = RNG.integers(0, 4, 30)
    votes = np.where(RNG.random((50, 30)) < RNG.random(30), labels, RNG.integers(0, 4, (50, 30)))
    judged = RNG.random((50, 30)) < 0.4
    judged[:, 3] = False
    wrong, tested = row_errors(votes != labels, judged)
    each = bonferroni_level(0.95, int((tested > 0).sum()))
    low, high = wilson_bounds(wrong, tested, each)
    order = np.lexsort((-wrong, -low))
    order = order[tested[order] > 0]
    found = run(
        "s.hardestRows(Uint8Array.from(v), y, 4, Uint8Array.from(j))",
        v=votes.ravel(),
        y=labels,
        j=judged.ravel().astype(int),
    )
    assert [row["row"] for row in found] == order.tolist()
    for mine in found:
        row = mine["row"]
        np.testing.assert_allclose(mine["share"]["low"], low[row])
        np.testing.assert_allclose(mine["share"]["high"], high[row])
        taken = votes[judged[:, row] & (votes[:, row] != labels[row]), row]
        most = np.bincount(taken, minlength=4).argmax() if len(taken) else -1
        assert mine["takenFor"] == most


def test_templates(run: Run) -> None:
    kernels = RNG.normal(size=(5, 6, 3))
    found = run("s.meanTemplate(k, 6, 3)", k=kernels.reshape(5, -1))
    np.testing.assert_allclose(found, centred(kernels).mean(axis=0).T.ravel(), atol=1e-15)


def test_shapes_of_votes(run: Run) -> None:
    x = RNG.normal(size=(300, 2))
    rules = [x[:, 0] > 0.2, x.sum(axis=1) > 0, abs(x @ [1, 2]) < 1, (x > 0).all(axis=1)]
    votes = np.array([*rules, RNG.random(300) > 0.5, np.zeros(300)]).astype(int)
    points = "const p = { x: x, rows: 300, features: 2 };"
    found = run(
        f"{{ {points} return v.map((w) => s.linearAgreement(w, p)); }}", x=x.ravel(), v=votes
    )
    np.testing.assert_allclose(found, linear_agreement(votes, x))
    found = run(
        f"{{ {points} const b = s.binsOf(p); return v.map((w) => s.bandAgreement(w, b)); }}",
        x=x.ravel(),
        v=votes,
    )
    np.testing.assert_allclose(found, band_agreement(votes, x))
    weights = RNG.normal(size=2 * 3 + 3 + 3 * 2 + 2 + 2 * 2 + 2)
    found = run(
        f"{{ {points} return s.unitActivity(s.layersOf(Float64Array.from(w), [2, 3, 2, 2]), p); }}",
        x=x.ravel(),
        w=weights,
    )
    shapes = [(2, 3), (3,), (3, 2), (2,), (2, 2), (2,)]
    for mine, theirs in zip(found, unit_activity(weights[None], shapes, x), strict=True):
        np.testing.assert_allclose(mine, theirs[0])


def test_fresh_points_of_xor(run: Run) -> None:
    expected = fresh_sample(data.xor())
    found = run("s.freshSample(s.XOR_CENTRES, s.XOR_CLASSES, [1, 1, 1, 1], 0.3)")
    np.testing.assert_allclose(found["x"], expected.x.ravel(), rtol=1e-6, atol=1e-7)
    assert found["y"] == expected.y.tolist()


def test_why_replicas_fail_and_the_kinds_of_solutions(run: Run) -> None:
    study = Study(
        data=data.xor(),
        network=Network(hidden=(3,)),
        training=Training(epochs=60, learning_rate=0.02),
        replicas=48,
    )
    result = study.run(progress=False)
    arm = result.arms[0]
    points, sample = points_of(study.data), fresh_sample(study.data)
    everyone = np.arange(48)
    corners, classes = corners_of(study.data)
    at_corners, middle = corner_votes(result, arm, np.ones(48, bool), corners)
    accuracies = fresh_accuracy(result, arm, everyone, sample)
    expected = failures_of(result, arm, accuracies, 0.88)
    curves = result.curves[:, 0]
    found = run(
        """{ const losses = (v) => ({ values: v, replicas: 48, epochs: 60 });
            const f = s.failuresOf({ accuracies, diverged: accuracies.map(() => false),
                hidden: [3], live, needed, losses: losses(loss), heldOut: losses(valLoss),
                corners: classes, atCorners, votes: Uint8Array.from(votes),
                points: { x, rows: x.length / 2, features: 2 } }, 0.88);
            const needs = s.unitsNeeded(live, f.succeeded);
            return { ...f, needs, solutions: s.solutionsOf(f, accuracies, middle) }; }""",
        accuracies=accuracies,
        live=live_units(result, arm, points),
        needed=expected.needed,
        loss=curves[0].ravel(),
        valLoss=curves[2].ravel(),
        classes=classes,
        atCorners=at_corners.ravel(),
        middle=middle,
        votes=predict(result, arm, everyone, points).argmax(axis=2).ravel(),
        x=points.ravel(),
    )
    same(found["success"], expected.success)
    assert found["needs"] == expected.needed
    kinds = dict(found["kinds"])
    assert len({kind for kind in FailureKind if expected.members[kind].any()}) > 2
    for kind in FailureKind:
        same(kinds[kind.value], expected.kinds[kind])
        assert [name == kind.value for name in found["kind"]] == expected.members[kind].tolist()
    assert found["cornerOf"] == expected.corner_of.tolist()
    shown = solutions_of(result, arm, expected, accuracies, steps=4).kinds
    assert [s["typical"] for s in found["solutions"]] == [kind.replica for kind in shown]
    assert [s["succeeded"] for s in found["solutions"]] == [kind.succeeded for kind in shown]
