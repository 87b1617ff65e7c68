"""Studies run into a store: resumed, grown, shared out, refused where they are others."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zarr

import manyseeds
from manyseeds import ResultError, SpecificationError, StoreError
from manyseeds.results import store as store_module
from manyseeds.results.commits import Entry, digest
from manyseeds.results.disk import Disk
from manyseeds.results.store import open_store
from manyseeds.results.writer import Shard
from manyseeds.run import Interrupted, run_study
from manyseeds.stored_run import run_into_store, shard_of
from manyseeds.verification import merge_logs, verify_store
from storing import assert_true, bits, held, small_chunks, study


@pytest.fixture(autouse=True)
def chunks(monkeypatch):
    small_chunks(monkeypatch)


@pytest.fixture(scope="module")
def truth():
    return study().run(progress=False)


def test_what_is_stored_is_what_is_returned(tmp_path, truth):
    found = study().run(store=tmp_path / "new" / "store", progress=False)
    assert bits(found) == bits(truth)
    assert found.study == truth.study
    assert bits(manyseeds.load(tmp_path / "new" / "store")) == bits(truth)


def test_what_is_there_is_not_trained_again(tmp_path):
    assert run_into_store(study(), tmp_path / "s").trained == 80
    again = run_into_store(study(), tmp_path / "s")
    assert (again.before, again.trained, again.total) == (80, 0, 80)


def test_a_study_grows_and_does_not_shrink(tmp_path, truth):
    path = tmp_path / "s"
    study(20).run(store=path, progress=False)
    before = {file: file.read_bytes() for file in path.glob("*/c.0.0*")}
    grown = run_into_store(study(), path)
    assert (grown.before, grown.trained) == (40, 40)
    assert bits(held(path)) == bits(truth)
    assert all(file.read_bytes() == content for file, content in before.items())
    smaller = study(8).run(store=path, progress=False)
    assert bits(smaller) == bits(truth)
    assert not verify_store(path, retrain=80).faults


def test_a_smaller_study_trains_no_more_than_it_asks_for(tmp_path, truth):
    path = tmp_path / "s"
    study().run(only=[3], progress=False).save(path)
    first = run_into_store(study(20), path)
    assert (first.before, first.trained, first.total) == (2, 38, 80)
    assert held(path).replicas.tolist() == [*range(20)]
    assert run_into_store(study(), path).trained == 40
    assert bits(held(path)) == bits(truth)


def test_a_store_whose_metadata_zarr_has_copied_together_grows(tmp_path, truth):
    path = tmp_path / "s"
    study(20).run(store=path, progress=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        zarr.consolidate_metadata(path)
    assert bits(study().run(store=path, progress=False)) == bits(truth)
    assert not verify_store(path).faults


def test_a_damaged_chunk_that_is_to_grow_is_one_sentence_with_the_way_out(tmp_path, truth):
    path = tmp_path / "s"
    study(20).run(store=path, progress=False)
    (path / "loss" / "c.0.1.0").unlink()
    words = r"is damaged: loss/c.0.1.0 is gone or cut off. Mend it first: manyseeds verify .* --rep"
    with pytest.raises(ResultError, match=words):
        run_into_store(study(), path)
    verify_store(path, repair=True)
    run_into_store(study(), path)
    assert bits(held(path)) == bits(truth)


def test_an_interruption_keeps_what_was_trained(tmp_path, truth):
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        run_into_store(study(), tmp_path / "s", threads=1, advance=stop)
    assert 0 < caught.value.done <= 80
    assert caught.value.total == 80
    found = held(tmp_path / "s")
    if found is not None:
        assert_true(found, truth)
    rest = run_into_store(study(), tmp_path / "s")
    assert rest.before + rest.trained == 80
    assert bits(held(tmp_path / "s")) == bits(truth)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (study(seed=1), "`seed`"),
        (study(sweep={}), "`sweep`"),
        (study(data="wine"), "`data`"),
        (study(vary=("init",)), "`vary`"),
    ],
)
def test_a_store_of_another_study_is_refused(other, field, tmp_path):
    run_into_store(study(8), tmp_path / "s")
    with pytest.raises(ResultError, match=f"is of another study: {field} differ. Choose another"):
        other.run(store=tmp_path / "s")


def test_given_first_weights_are_another_store(tmp_path):
    one = study(8, sweep={})
    start = np.zeros(one.run(only=[0], progress=False).arms[0].parameters, np.float32)
    run_study(one, initial_weights=start, progress=False).save(tmp_path / "s")
    with pytest.raises(ResultError, match="is of other first weights"):
        one.run(store=tmp_path / "s")


def test_what_is_no_store_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("folder", "file"):
        with pytest.raises(ResultError, match="Cannot load"):
            study(8).run(store=tmp_path / name)
    assert [p.name for p in tmp_path.iterdir() if p.name not in ("folder", "file")] == []


def test_a_saved_result_goes_on_as_a_store(tmp_path, truth):
    study().run(only=[3, 17, 18], progress=False).save(tmp_path / "s")
    more = run_into_store(study(), tmp_path / "s")
    assert (more.before, more.trained) == (6, 74)
    assert bits(held(tmp_path / "s")) == bits(truth)


def test_shards_make_what_one_writer_makes(tmp_path, truth):
    path = tmp_path / "s"
    for number in (2, 1, 3):
        run_into_store(study(), path, shard=Shard(number, 3))
    logs = sorted(log.name for log in (path / "log").glob("*.log"))
    assert logs == ["main.log", *(f"shard-{n}-of-3.log" for n in (1, 2, 3))]
    assert bits(held(path)) == bits(truth)
    _, log = merge_logs(path)
    assert log.done == 80
    assert [file.name for file in (path / "log").glob("*.log")] == ["main.log"]
    assert bits(held(path)) == bits(truth)


def test_shards_on_two_machines_are_copied_together(tmp_path, truth):
    for number in (1, 2):
        run_into_store(study(), tmp_path / f"s{number}", shard=Shard(number, 2))
    shutil.copytree(tmp_path / "s2", tmp_path / "s1", dirs_exist_ok=True)
    merge_logs(tmp_path / "s1")
    assert bits(held(tmp_path / "s1")) == bits(truth)


def test_shards_of_another_count_wait_for_a_merge(tmp_path):
    run_into_store(study(), tmp_path / "s", shard=Shard(1, 3))
    with pytest.raises(ResultError, match="among 3 writers, not 4. Merge them first: manyseeds m"):
        run_into_store(study(), tmp_path / "s", shard=Shard(1, 4))
    merge_logs(tmp_path / "s")
    run_into_store(study(), tmp_path / "s", shard=Shard(1, 4))


@pytest.mark.parametrize("words", ["0/3", "4/3", "1", "1/", "/2", "a/b", "1/2/3", "-1/3", 2, ""])
def test_a_shard_that_is_none_is_refused(words):
    with pytest.raises(SpecificationError, match="`shard` must be i/n with i from 1 to n"):
        shard_of(words)


def test_a_shard_needs_a_store_and_a_store_takes_no_choice(tmp_path):
    with pytest.raises(SpecificationError, match="`shard` must be left out where there is no st"):
        study(8).run(shard="1/2")
    with pytest.raises(SpecificationError, match="`only` and `store` exclude each other"):
        study(8).run(store=tmp_path / "s", only=[1])
    assert not list(tmp_path.iterdir())


WRITING = """
import sys
sys.path.insert(0, {here!r})
from manyseeds.results.provenance import provenance
from manyseeds.results.writer import Shard, writing
from storing import study
with writing({path!r}, study(), provenance(), shard={shard}):
    print("writing", flush=True)
    sys.stdin.readline()
"""


def writer_elsewhere(path: Path, shard: str) -> subprocess.Popen:
    code = WRITING.format(here=str(Path(__file__).parent), path=str(path), shard=shard)
    other = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "writing\n"
    return other


@pytest.mark.parametrize(
    ("theirs", "ours", "refused"),
    [
        ("None", None, True),
        ("None", Shard(1, 2), True),
        ("Shard(1, 2)", None, True),
        ("Shard(1, 2)", Shard(1, 2), True),
        ("Shard(1, 2)", Shard(2, 2), False),
    ],
)
def test_two_writers_never_write_the_same(theirs, ours, refused, tmp_path):
    path = tmp_path / "s"
    run_into_store(study(8), path)
    other = writer_elsewhere(path, theirs)
    try:
        if refused:
            with pytest.raises(ResultError, match="is being written to by another run"):
                run_into_store(study(), path, shard=ours)
            with pytest.raises(ResultError, match="is being written to by another run"):
                verify_store(path)
        else:
            assert run_into_store(study(), path, shard=ours).trained > 0
    finally:
        other.communicate("\n")
    assert run_into_store(study(), path).total == 80


def test_a_reader_reads_while_another_writes(tmp_path, truth):
    seen = []

    def look(_: int) -> None:
        found = held(tmp_path / "s")
        if found is not None:
            assert_true(found, truth)
            seen.append(len(found.replicas))

    run_into_store(study(), tmp_path / "s", threads=1, advance=look)
    assert seen == sorted(seen)
    assert seen[-1] == 40


def test_another_kernel_goes_on_where_its_bits_are_the_same(tmp_path, truth, monkeypatch):
    from manyseeds import stored_run

    path = tmp_path / "s"
    theirs = {**truth.provenance, "kernel": "another"}
    replace(study(20).run(progress=False), provenance=theirs).save(path)
    run_into_store(study(), path)
    assert bits(held(path)) == bits(truth)
    replace(study(20).run(progress=False), provenance=theirs).save(path, replace=True)
    monkeypatch.setattr(stored_run, "differs", lambda *_: ["loss"])
    with pytest.raises(ResultError, match="was made by another kernel, which gives other bits"):
        run_into_store(study(), path)


def test_the_size_of_chunks_follows_the_work(monkeypatch):
    monkeypatch.undo()
    sizes = {}
    for name in ("xor", "digits"):
        lab = manyseeds.Study(data=name)
        sizes[name] = store_module.chunk_size(manyseeds.arms.arms_of(lab), len(lab.data.y))
    assert sizes["xor"] == 1024
    assert 16 <= sizes["digits"] < 1024
    assert sizes["digits"] % 16 == 0


def test_verify_finds_replicas_that_train_to_other_bits(tmp_path, truth):
    """A store whose data was changed together with its checksums: training again tells."""
    weights = [array.copy() for array in truth.flat_weights]
    weights[1][5, 0] += 1
    forged = replace(truth, flat_weights=tuple(weights))
    forged.save(tmp_path / "s")
    assert not verify_store(tmp_path / "s").faults
    found = verify_store(tmp_path / "s", retrain=80)
    assert [fault.sentence for fault in found.faults] == [
        "replica 5 of arm 1 trains to other bits: weights differ"
    ]
    assert found.retrained == 80
    mended = verify_store(tmp_path / "s", retrain=80, repair=True)
    assert mended.repaired == 16
    assert bits(held(tmp_path / "s")) == bits(truth)


def test_a_damaged_log_is_told_and_mended(tmp_path, truth):
    path = tmp_path / "s"
    study().run(store=path, progress=False)
    log = path / "log" / "main.log"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([lines[0], lines[1].replace(b"0", b"1", 1), *lines[2:]])[:-20])
    found = verify_store(path)
    assert [f.sentence for f in found.faults] == [
        "line 2 of the log 'main' is damaged",
        f"line {len(lines)} of the log 'main' is damaged",
    ]
    log.write_bytes(b"x" + log.read_bytes())
    with pytest.raises(ResultError, match="are damaged. Mend them first: manyseeds verify"):
        merge_logs(path)
    assert verify_store(path, repair=True).repaired > 0
    assert not verify_store(path).faults
    assert bits(held(path)) == bits(truth)


@pytest.mark.parametrize(
    "text",
    [
        b"[" + b"9" * 5000 + b",0,[[0,1]],{}]",
        b"[0,1e999,[[0,1]],{}]",
        b"[" * 100_000,
        b'[0,0,[[0,1]],{"\xff":""}]',
        b'{"a":1}',
        b"[null,0,[[0,1]],{}]",
        b"[0,0,[[0,40]],[1]]",
    ],
    ids=["digits", "infinite", "deep", "no text", "a word", "null", "a list"],
)
def test_a_line_without_sense_is_no_entry_whatever_its_checksum(text, tmp_path):
    path = tmp_path / "s"
    study(8).run(store=path, progress=False)
    with (path / "log" / "main.log").open("ab") as log:
        log.write(text + b" " + digest(text).encode() + b"\n")
    sentence = "line 3 of the log 'main' is damaged"
    assert [fault.sentence for fault in verify_store(path).faults] == [sentence]
    assert run_into_store(study(8), path).before == 16
    verify_store(path, repair=True)
    assert not verify_store(path).faults


def test_an_entry_of_no_chunk_is_one_sentence_whoever_reads_it(tmp_path):
    path = tmp_path / "s"
    study(8).run(store=path, progress=False)
    with (path / "log" / "main.log").open("ab") as log:
        log.write(Entry(7, 0, ((0, 8),), {}).line())
    for read in (manyseeds.load, verify_store, merge_logs, lambda p: run_into_store(study(8), p)):
        with pytest.raises(ResultError, match=r"Cannot load .*\(line 3 of its log main is of no c"):
            read(path)


def test_a_medium_that_can_only_be_read_is_verified_and_no_more(tmp_path, monkeypatch):
    path, opened = tmp_path / "s", os.open
    study(8).run(progress=False).save(path)

    def refuse(*arguments, **settings):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    def only_read(file, flags, *rest, **settings):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            refuse()
        return opened(file, flags, *rest, **settings)

    monkeypatch.setattr(os, "open", only_read)
    assert not verify_store(path, retrain=2).faults
    monkeypatch.setattr(Disk, "write", refuse)
    with pytest.raises(StoreError, match=f"Cannot write to .*{os.strerror(errno.EROFS)}. What"):
        merge_logs(path)
    (path / "loss" / "c.0.0.0").unlink()
    with pytest.raises(StoreError, match=f"Cannot write to .*{os.strerror(errno.EROFS)}. What"):
        verify_store(path, repair=True)


@pytest.mark.parametrize("retrain", [-1, 1.5, True, "all"])
def test_a_sample_that_is_no_number_is_refused(retrain, tmp_path):
    with pytest.raises(SpecificationError, match="`retrain` must be an integer >= 0"):
        verify_store(tmp_path, retrain=retrain)


def test_a_store_that_appears_meanwhile_is_taken(tmp_path, monkeypatch):
    """Two runs make the same store at once: one of them is quicker, and the other goes on in it."""
    from manyseeds.results import writer

    path, make = tmp_path / "s", writer.fill_store

    def slow(folder, *arguments):
        make(folder, *arguments)
        if folder != path and not path.exists():
            monkeypatch.setattr(writer, "fill_store", make)
            run_into_store(study(8), path)

    monkeypatch.setattr(writer, "fill_store", slow)
    assert run_into_store(study(8), path).before == 16
    assert [p.name for p in tmp_path.iterdir()] == ["s"]
    assert open_store(path).log().done == 16
