"""``.keras`` files made to harm: each is refused in one sentence, and nothing in it runs.

Every file here starts from one that is read without complaint, and differs from it in one thing.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import marshal
import os
import struct
import sys
import tracemalloc
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from keras_models import iris_functional
from manyseeds import Network, Study, Training
from manyseeds.errors import ManySeedsError
from manyseeds.interop.keras_archive import CONFIG, METADATA, WEIGHTS
from manyseeds.interop.keras_file import read_weights

STUDY = Study(
    data="iris",
    network=Network(hidden=(3,)),
    training=Training(epochs=1),
    scaling="standard",
    replicas=1,
)


@pytest.fixture(scope="module")
def members(tmp_path_factory):
    """The members of a file that is as it should be."""
    path = tmp_path_factory.mktemp("good") / "good.keras"
    STUDY.run(progress=False).to_keras(path)
    assert len(read_weights(path)) == 4
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in (METADATA, CONFIG, WEIGHTS)}


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """A folder for the file, a secret beside it, and a working directory there."""
    secret = tmp_path / "secret"
    secret.write_bytes(struct.pack("<12f", *range(12)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


EVENTS: list[tuple[str, object]] = []
ARMED = [False]
ALARMING = (
    "os.system",
    "subprocess.Popen",
    "marshal.loads",
    "exec",
    "pickle.find_class",
    "compile",
)


def _audit(event, arguments):
    if ARMED[0] and (event in ALARMING or event == "open"):
        EVENTS.append((event, arguments[0] if arguments else None))


sys.addaudithook(_audit)


def refused(path: Path, read) -> str:
    """The sentence with which a file is refused; nothing but the file itself was opened."""
    files = sorted(path.parent.iterdir())
    EVENTS.clear()
    tracemalloc.start()
    ARMED[0] = True
    try:
        with pytest.raises(ManySeedsError) as caught:
            read(path)
    finally:
        ARMED[0] = False
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2**25, "nothing large is made of a small file"
    opened = {str(what) for event, what in EVENTS if event == "open"}
    assert opened <= {str(path)}
    assert [event for event, _ in EVENTS if event != "open"] == []
    assert sorted(path.parent.iterdir()) == files
    text = str(caught.value)
    assert text.startswith(f"Cannot read {str(path)!r}: ")
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 500 + len(str(path))
    return text


def written(path: Path, members, compression=zipfile.ZIP_STORED) -> Path:
    """A zip archive of names and contents, whatever the names are."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return path


def changed(members, **contents):
    """The members of a good file with other contents."""
    names = {"metadata": METADATA, "config": CONFIG, "weights": WEIGHTS}
    other = {names[name]: content for name, content in contents.items()}
    return (members | other).items()


def with_layer(members, layer) -> bytes:
    """The configuration with one more layer after the first."""
    config = json.loads(members[CONFIG])
    config["config"]["layers"].insert(1, layer)
    return json.dumps(config).encode()


def layer(kind, module="keras.layers", registered=None, **config):
    return {
        "module": module,
        "class_name": kind,
        "config": {"name": "extra", **config},
        "registered_name": registered,
    }


def marshalled() -> str:
    code = compile("__import__('os').system('touch owned')", "lambda", "eval")
    return base64.b64encode(marshal.dumps(code)).decode()


LAMBDA = {"class_name": "__lambda__", "config": {"code": marshalled(), "defaults": None}}
FUNCTION = {
    "module": "builtins",
    "class_name": "function",
    "config": "system",
    "registered_name": "function",
}

LAYERS = {
    "a Lambda with marshalled code": layer("Lambda", function=LAMBDA),
    "a Lambda with a named function": layer("Lambda", function=FUNCTION),
    "a class of another module": layer("system", module="os", command="touch owned"),
    "a class of a module below Keras's name": layer("Dense", module="keras.os;import os"),
    "a class of a module that begins like Keras's": layer("Dense", module="kerasy.layers"),
    "a custom object": layer("Dense", registered="Custom>Dense", units=2),
    "a registered name that is a module": layer("Dense", registered="os.system", units=2),
    "a module that is no text": layer("Dense", module=["os"]),
    "an activation that is code": layer("Dense", units=2, activation=LAMBDA),
    "an activation that is a function": layer("Dense", units=2, activation=FUNCTION),
    "an initializer of another module": layer(
        "Dense", units=2, kernel_initializer=layer("system", module="os")
    ),
    "a model in the model": layer("Sequential", module="keras", layers=[]),
    "a layer that reads a file": layer("TextVectorization", vocabulary="secret"),
    "a layer that calls another program": layer("TFSMLayer", filepath="secret"),
    "a layer that is no mapping": "Dense",
    "a configuration that is no mapping": {"class_name": "Dense", "config": "os"},
    "a kind that is no text": layer({"a": 1}),
    "a name that is no text": layer("Conv2D", name=["a", {"b": 1}]),
    "a name of many lines": layer("Conv2D", name="a\nb" * 1000),
    "units beyond measure": layer("Dense", units=10**30),
    "units beyond the limit": layer("Dense", units=2**16 + 1),
    "units below zero": layer("Dense", units=-1),
    "units that are not whole": layer("Dense", units=2.5),
    "a second input of a huge shape": layer("InputLayer", batch_shape=[None, 10**12]),
    "axes of a huge number": layer("Normalization", axis=[10**30], mean=0, variance=1, units=0),
}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("read", [Network.from_keras, read_weights], ids=["network", "weights"])
def test_a_layer_that_is_not_plain(name, read, members, watched):
    content = with_layer(members, LAYERS[name])
    path = written(watched / "model.keras", changed(members, config=content))
    if name == "axes of a huge number":
        # Settings of layers that are not used are not looked at: they cannot do anything.
        read(path)
    else:
        refused(path, read)
    assert not (watched / "owned").exists()


def test_a_custom_object_anywhere_is_refused(members, watched):
    config = json.loads(members[CONFIG])
    for place in ("compile_config", "build_config", "anything"):
        bad = {**config, place: {"loss": [{"deep": FUNCTION}]}}
        path = written(watched / "model.keras", changed(members, config=json.dumps(bad).encode()))
        assert "not Keras's own ('builtins', 'function', 'function')" in refused(
            path, Network.from_keras
        )


CONFIGS = {
    "nothing": b"",
    "not JSON": b"import os",
    "not UTF-8": b"\xff\xfe\xfa",
    "half of it": b'{"module": "keras", ',
    "a list": b"[]",
    "a number": b"1e999",
    "not a number": b'{"a": NaN}',
    "a long number": b"1" * 10_000,
    "nested lists": b"[" * 10_000 + b"]" * 10_000,
    "nested mappings": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "no layers": b'{"module": "keras", "class_name": "Sequential", "config": {}}',
    "layers that are text": b'{"module":"keras","class_name":"Sequential","config":{"layers":"a"}}',
    "another class": b'{"module": "keras", "class_name": "Popen", "config": {"layers": []}}',
    "another module": b'{"module": "subprocess", "class_name": "Sequential", "config": {}}',
    "a huge input": json.dumps(
        {
            "module": "keras",
            "class_name": "Sequential",
            "config": {
                "layers": [layer("InputLayer", batch_shape=[None, 2**20, 2**20])],
            },
        }
    ).encode(),
    "larger than a configuration": b'{"a": "' + b"x" * 2**22 + b'"}',
}


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("read", [Network.from_keras, read_weights], ids=["network", "weights"])
def test_a_configuration_that_is_none(name, read, members, watched):
    path = written(watched / "model.keras", changed(members, config=CONFIGS[name]))
    refused(path, read)


ODD = (None, True, -1, 0.5, 10**40, "", "relu", [], [None], {}, {"class_name": "Dense"})


def places_in(words, place=()):
    """Every place in a configuration, as the keys that lead to it."""
    yield place
    inner = dict(enumerate(words)) if isinstance(words, list) else words
    for key, value in inner.items() if isinstance(inner, dict) else ():
        yield from places_in(value, (*place, key))


def test_odd_values_anywhere_in_a_configuration(watched):
    """A functional model, each of whose words is replaced: it is read, or refused in a sentence."""
    iris_functional().model.save(watched / "model.keras")
    with zipfile.ZipFile(watched / "model.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    random = np.random.default_rng(1)
    for place in list(places_in(json.loads(members[CONFIG])))[1:]:
        for odd in random.permutation(len(ODD))[:3]:
            config = json.loads(members[CONFIG])
            part = config
            for key in place[:-1]:
                part = part[key]
            part[place[-1]] = ODD[odd]
            content = json.dumps(config).encode()
            written(watched / "model.keras", changed(members, config=content))
            with contextlib.suppress(ManySeedsError):
                read_weights(watched / "model.keras")


NAMES = (
    "../x",
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\x",
    "..\\x",
    "assets/../../x",
    "config.json/",
    "config.json\0x",
    "CONFIG.JSON",
    "",
    "./config.json",
    "model.weights.npz",
    "a\nb",
)


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_an_entry_of_another_name(name, members, watched):
    stand_in = "#" * len(name)
    path = written(watched / "model.keras", [*members.items(), (stand_in, b"x")])
    if name:
        path.write_bytes(path.read_bytes().replace(stand_in.encode(), name.encode()))
    assert "which is none of" in refused(path, Network.from_keras)


def test_an_entry_that_is_there_twice(members, watched):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = written(watched / "model.keras", [*members.items(), (CONFIG, b"{}")])
    assert "it holds config.json twice" in refused(path, Network.from_keras)


@pytest.mark.parametrize("name", [CONFIG, WEIGHTS])
def test_an_entry_that_is_not_there(name, members, watched):
    others = [(n, content) for n, content in members.items() if n != name]
    path = written(watched / "model.keras", others)
    assert f"it holds no {name}" in refused(path, Network.from_keras)


@pytest.mark.parametrize("name", [CONFIG, METADATA, WEIGHTS])
def test_a_small_file_that_unpacks_to_a_large_one(name, members, watched):
    bomb = b" " * 2**26
    path = written(watched / "model.keras", (members | {name: bomb}).items(), zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 2**18
    assert name in refused(path, Network.from_keras)


def test_an_entry_that_says_it_is_smaller_than_it_is(members, watched):
    """The sizes in the list of members are made small; what is unpacked is not."""
    path = written(
        watched / "model.keras",
        changed(members, config=members[CONFIG] + b" " * 2**20),
        zipfile.ZIP_DEFLATED,
    )
    data = path.read_bytes()
    size = struct.pack("<L", len(members[CONFIG]) + 2**20)
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, struct.pack("<L", len(members[CONFIG]))))
    refused(path, Network.from_keras)


def test_an_entry_that_says_it_is_huge(members, watched):
    path = written(watched / "model.keras", changed(members))
    size = struct.pack("<2L", len(members[CONFIG]), len(members[CONFIG]))
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<2L", 2**31, 2**31)))
    assert "would have 2,147,483,648 bytes" in refused(path, Network.from_keras)


def test_a_million_entries_are_not_listed(members, watched):
    path = written(watched / "model.keras", [(f"{i}", b"") for i in range(5_000)])
    assert "more entries than Keras writes" in refused(path, Network.from_keras)


def test_a_list_of_entries_hidden_behind_a_second(members, watched):
    """A 64-bit locator, or a comment in which another end is hidden."""
    path = written(watched / "model.keras", changed(members))
    data = path.read_bytes()
    path.write_bytes(data[:-22] + b"PK\6\7" + bytes(16) + data[-22:])
    assert "more entries" in refused(path, Network.from_keras)
    path.write_bytes(data[:-2] + b"\5\0hello")
    assert "not a .keras file" in refused(path, Network.from_keras)


def test_an_encrypted_entry(members, watched):
    path = written(watched / "model.keras", changed(members))
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\1\2")
    data[place + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in refused(path, Network.from_keras)


def test_a_truncated_file(members, watched):
    data = written(watched / "model.keras", changed(members)).read_bytes()
    for length in [*range(0, len(data), max(len(data) // 60, 1)), len(data) - 1]:
        path = watched / "model.keras"
        path.write_bytes(data[:length])
        refused(path, read_weights)


def test_bytes_that_are_wrong(members, watched):
    """Every byte of the directory and many of the rest; what is still read has its checksum."""
    data = written(watched / "model.keras", changed(members)).read_bytes()
    good = [w.tobytes() for w in read_weights(watched / "model.keras")]
    random = np.random.default_rng(0)
    places = [*range(len(data) - 250, len(data)), *random.integers(0, len(data), 100).tolist()]
    for place in places:
        broken = bytearray(data)
        broken[place] ^= int(random.integers(1, 256))
        (watched / "model.keras").write_bytes(broken)
        with contextlib.suppress(ManySeedsError):
            assert [w.tobytes() for w in read_weights(watched / "model.keras")] == good


def test_what_is_no_file(watched):
    for path in (watched / "nothing.keras", watched):
        assert "Cannot read" in refused(path, Network.from_keras)


def hdf5(change) -> bytes:
    """A file of weights as it should be, with a change."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for name, shape in {
            "layers/dense/vars/0": (4, 3),
            "layers/dense/vars/1": (3,),
            "layers/dense_1/vars/0": (3, 3),
            "layers/dense_1/vars/1": (3,),
        }.items():
            file[name] = np.zeros(shape, np.float32)
        change(file)
    return content.getvalue()


KERNEL = "layers/dense/vars/0"


def replaced(**settings):
    """Make the first kernel anew, with other settings."""

    def change(file):
        del file[KERNEL]
        file.create_dataset(KERNEL, **settings)

    return change


def linked(link, name=KERNEL):
    def change(file):
        if name in file:
            del file[name]
        file[name] = link

    return change


def virtual(file):
    del file[KERNEL]
    layout = h5py.VirtualLayout((4, 3), "f4")
    layout[:] = h5py.VirtualSource("secret", "a", (4, 3))
    file.create_virtual_dataset(KERNEL, layout)


def never_written(file):
    del file[KERNEL]
    file.create_dataset(KERNEL, (4, 3), "f4")


def circle(file):
    file["layers/again"] = file["layers"]


def deep(file):
    file.create_group("/".join("a" * 200))


def branching(file):
    """Groups, each in the one before it under four names: millions of paths to one array."""
    group = file.create_group("b")
    for _ in range(12):
        inner = group.create_group("0")
        for name in "123":
            group[name] = inner
        group = inner


def references(file):
    del file[KERNEL]
    file.create_dataset(KERNEL, (4, 3), h5py.ref_dtype)


def regions(file):
    file.create_dataset("other", (4, 3), h5py.regionref_dtype)


WEIGHT_FILES = {
    "an external link": linked(h5py.ExternalLink("secret", "/a")),
    "an external link elsewhere": linked(h5py.ExternalLink("/etc/passwd", "/"), "other"),
    "a soft link": linked(h5py.SoftLink("/layers/dense_1/vars/0")),
    "a soft link to itself": linked(h5py.SoftLink(f"/{KERNEL}")),
    "external storage": replaced(shape=(4, 3), dtype="f4", external=[("secret", 0, 48)]),
    "external storage without end": replaced(
        shape=(4, 3), dtype="f4", external=[("/dev/zero", 0, h5py.h5f.UNLIMITED)]
    ),
    "virtual storage": virtual,
    "a compressed array": replaced(data=np.zeros((4, 3), np.float32), compression="gzip"),
    "an array in pieces": replaced(data=np.zeros((4, 3), np.float32), chunks=(2, 3)),
    "a huge array in pieces": replaced(shape=(2**20, 2**20), dtype="f4", chunks=(2, 3)),
    "an array that was never written": never_written,
    "a huge array that was never written": replaced(shape=(2**30, 2**9), dtype="f4"),
    "another shape": replaced(data=np.zeros((3, 4), np.float32)),
    "a scalar": replaced(data=np.float32(0)),
    "integers": replaced(data=np.zeros((4, 3), np.int32)),
    "text of any length": replaced(data=np.full((4, 3), "a", object), dtype=h5py.string_dtype()),
    "text": replaced(data=np.full((4, 3), b"a")),
    "arrays of any length": replaced(shape=(4, 3), dtype=h5py.vlen_dtype(np.float32)),
    "references": references,
    "references to regions": regions,
    "records": replaced(data=np.zeros((4, 3), [("a", "f4"), ("b", "f4")])),
    "opaque values": replaced(data=np.zeros((4, 3), "V8")),
    "arrays in an array": replaced(shape=(4,), dtype=np.dtype("(3,)f4")),
    "complex numbers": replaced(data=np.zeros((4, 3), np.complex64)),
    "a named type": lambda file: file.__setitem__("other", np.dtype("f4")),
    "an array that is missing": lambda file: file.__delitem__(KERNEL),
    "a group in place of an array": lambda file: (
        file.__delitem__(KERNEL),
        file.create_group(KERNEL),
    ),
    "a circle": circle,
    "a deep nest": deep,
    "millions of paths": branching,
}


@pytest.mark.parametrize("name", WEIGHT_FILES)
def test_weights_that_are_not_plain(name, members, watched):
    content = hdf5(WEIGHT_FILES[name])
    path = written(watched / "model.keras", changed(members, weights=content))
    refused(path, read_weights)
    assert Network.from_keras(path).hidden == (3,), "the weights are not needed for it"


def test_plain_weights_are_read(members, watched):
    path = written(watched / "model.keras", changed(members, weights=hdf5(lambda file: None)))
    assert not any(w.any() for w in read_weights(path))


def test_weights_that_are_no_hdf5(members, watched):
    good = members[WEIGHTS]
    for content in (b"", b"PK", good[: len(good) // 2], b"\x89HDF\r\n\x1a\n" + bytes(200)):
        path = written(watched / "model.keras", changed(members, weights=content))
        refused(path, read_weights)


def test_a_pipe_is_not_waited_for(watched):
    os.mkfifo(watched / "model.keras")
    assert "Cannot read" in refused(watched / "model.keras", Network.from_keras)
