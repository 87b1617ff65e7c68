"""The server of the page: this machine's own address, the page's files, and nothing else."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from manyseeds import Network, Study, Training
from manyseeds.cli.console import BAD_INPUT
from manyseeds.errors import SpecificationError
from manyseeds.playground.address import address_of
from manyseeds.playground.server import ADDRESS, POLICY, page, serve

PAGE = Path(__file__).parents[2] / "src" / "manyseeds" / "playground" / "page"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def asked(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def test_every_file_of_the_page_is_given_with_its_type(port: int) -> None:
    types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
    types |= {".wasm": "application/wasm", ".sha256": "application/octet-stream"}
    files = [path for path in PAGE.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == set(types)
    for path in files:
        answer, content = asked(port, "/" + path.relative_to(PAGE).as_posix())
        assert (answer.status, content) == (200, path.read_bytes())
        assert answer.headers["Content-Type"].partition(";")[0] == types[path.suffix]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_the_page_is_at_the_root_whatever_is_asked_of_it(port: int) -> None:
    index = (PAGE / "index.html").read_bytes()
    assert asked(port, "/")[1] == index
    assert asked(port, "/?anything=1")[1] == index
    answer, content = asked(port, "/", "HEAD")
    assert (content, answer.headers["Content-Length"]) == (b"", str(len(index)))


def test_the_page_says_its_policy_itself() -> None:
    said = re.search(r'content="(default-src[^"]*)"', (PAGE / "index.html").read_text())
    assert said is not None
    assert f"{said[1]}; frame-ancestors 'none'" == POLICY
    assert "unsafe-inline" not in POLICY
    assert "'unsafe-eval'" not in POLICY


@pytest.mark.parametrize(
    "path",
    [
        "/../server.py",
        "/..%2fserver.py",
        "/%2e%2e/server.py",
        "/page/index.html",
        "//etc/passwd",
        "/index.html/",
        "/index.html%00",
        "/..\\server.py",
        "/nothing",
    ],
)
def test_what_is_no_file_of_the_page_is_not_looked_for(port: int, path: str) -> None:
    answer, content = asked(port, path)
    assert answer.status == 404
    assert b"def serve" not in content


def test_another_name_led_here_is_refused(port: int) -> None:
    assert asked(port, "/", Host="attacker.example")[0].status == 403
    assert asked(port, "/", Host=f"localhost:{port}")[0].status == 200


def test_nothing_is_written(port: int) -> None:
    assert asked(port, "/", "POST")[0].status == 501


def test_it_listens_on_this_machine_alone() -> None:
    with serve() as server:
        assert server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_or_is_none_is_named(port: int) -> None:
    with pytest.raises(SpecificationError, match=f"Port {port} cannot be listened on"):
        serve(port)
    with pytest.raises(SpecificationError, match=r"`port` must be an integer in \[0, 65535\]"):
        serve(70000)


def test_the_page_is_small() -> None:
    import gzip

    sizes = [len(gzip.compress(file.read_bytes())) for file in set(page().values())]
    assert sum(sizes) < 600_000


def command(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "manyseeds", "playground", "--no-browser", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C is no signal to send")
def test_the_command_serves_until_ctrl_c() -> None:
    with command() as started:
        assert started.stdout is not None
        line = started.stdout.readline()
        found = re.fullmatch(r"The playground is at http://127\.0\.0\.1:(\d+)/\n", line)
        assert found is not None
        assert asked(int(found[1]), "/")[0].status == 200
        started.send_signal(signal.SIGINT)
        output, errors = started.communicate(timeout=20)
    assert (started.returncode, errors) == (0, "")
    assert output.endswith("The playground is closed.\n")


def test_the_command_says_why_it_cannot(port: int) -> None:
    with command("--port", str(port)) as started:
        _, errors = started.communicate(timeout=20)
    assert started.returncode == BAD_INPUT
    assert errors.count("\n") == 1
    assert "cannot be listened on" in errors


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C is no signal to send")
@pytest.mark.parametrize("kind", ["study", "store"])
def test_the_command_opens_the_page_at_a_study(tmp_path: Path, kind: str) -> None:
    study = Study(data="xor", network=Network(hidden=3), training=Training(epochs=2), replicas=16)
    path = tmp_path / kind
    if kind == "store":
        study.run(progress=False).save(path)
    else:
        path = path.with_suffix(".toml")
        path.write_text(study.to_toml(), encoding="utf-8")
    with command(str(path)) as started:
        assert started.stdout is not None
        line = started.stdout.readline().rstrip("\n")
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=20)
    assert line.endswith(f"/#{address_of(study)}")


def test_the_command_names_a_study_that_the_page_has_not(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(Study(data="wine").to_toml(), encoding="utf-8")
    with command(str(path)) as started:
        _, errors = started.communicate(timeout=20)
    assert started.returncode == BAD_INPUT
    assert "The playground has no study such as that of" in errors
