"""The script ``./sello`` before anything is installed, on small checkouts made for the purpose."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "sello"
BASE_PYTHON = os.path.realpath(sys.executable)

# A build backend in the checkout itself, so that no test needs the network.
BACKEND = """
import os
import zipfile

FILES = {
    "METADATA": ["Metadata-Version: 2.1", "Name: little", "Version: 1"],
    "WHEEL": ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py3-none-any"],
}


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "little-1-py3-none-any.whl"
    files = {"little.pth": [os.path.join(os.getcwd(), "source")]}
    files.update({"little-1.dist-info/" + file: lines for file, lines in FILES.items()})
    record = "little-1.dist-info/RECORD"
    files[record] = [file + ",," for file in [*files, record]]
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        for file, lines in files.items():
            wheel.writestr(file, os.linesep.join(lines) + os.linesep)
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "little"
version = "1"
"""
LAUNCHER = "import json, os, sys\nprint(json.dumps([sys.argv[1:], sys.executable]))\n"


def _wheel(folder: Path, name: str, version: str, tag: str = "py3-none-any") -> str:
    """A wheel with one module, and its lock line."""
    path = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        files = {
            f"{name}.py": f"version = {version!r}\n",
            f"{name}-{version}.dist-info/METADATA": (
                f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            ),
            f"{name}-{version}.dist-info/WHEEL": (
                f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
            ),
        }
        record = []
        for file, text in files.items():
            wheel.writestr(file, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            record.append(f"{file},sha256={digest.rstrip(b'=').decode()},{len(text)}")
        record.append(f"{name}-{version}.dist-info/RECORD,,")
        wheel.writestr(f"{name}-{version}.dist-info/RECORD", "\n".join(record) + "\n")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Checkout:
    """A little project with the real ``sello`` script in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder.parent / "wheels"  # pip splits this variable at spaces
        self.wheels.mkdir(parents=True)
        (folder / "requirements").mkdir(parents=True)
        shutil.copy(SCRIPT, folder / "sello")
        (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
        (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
        launcher = folder / "source" / "sello_site" / "launcher"
        launcher.mkdir(parents=True)
        (launcher.parent / "__init__.py").touch()
        (launcher / "__init__.py").touch()
        (launcher / "__main__.py").write_text(LAUNCHER, encoding="utf-8")
        self.lock("runtime", "first", "1")
        self.lock("embedded", "second", "1")
        self.lock("test", "third", "1")

    def lock(self, lock: str, name: str, version: str, tag: str = "py3-none-any") -> None:
        line = _wheel(self.wheels, name, version, tag)
        (self.folder / "requirements" / f"{lock}.txt").write_text(line, encoding="utf-8")

    def run(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        python: str = BASE_PYTHON,
        script: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        base = {
            "PATH": "/usr/bin:/bin",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            [python, str(script or self.folder / "sello"), *arguments],
            env={**base, **(environment or {})},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def versions(self) -> dict[str, str]:
        packages = next((self.folder / ".venv").glob("lib/python*/site-packages"))
        found = (path.name.removesuffix(".dist-info") for path in packages.glob("*.dist-info"))
        versions = dict(name.split("-", 1) for name in found)
        return {name: version for name, version in versions.items() if name not in _OF_VENV}


_OF_VENV = ("pip", "setuptools", "wheel")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a checkout")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout in which ``./sello`` ran once; tests of it leave it as it is."""
    checkout = Checkout(tmp_path_factory.mktemp("bootstrap") / "installed")
    answer = checkout.run("help")
    assert answer.returncode == 0, answer.stderr
    return checkout


def test_script_can_be_read_by_python_3_6() -> None:
    ast.parse(SCRIPT.read_text(encoding="ascii"), feature_version=(3, 6))


def test_old_python_is_told_in_one_line() -> None:
    found = [path for minor in range(6, 11) if (path := shutil.which(f"python3.{minor}"))]
    answers = [
        subprocess.run([python, str(SCRIPT), "demo"], capture_output=True, text=True, check=False)
        for python in found
    ]
    # A version manager's stand-in for a Python that is not there answers with 127.
    answers = [answer for answer in answers if answer.returncode != 127]
    if not answers:
        pytest.skip("no Python before 3.11 on this machine")
    for answer in answers:
        assert answer.returncode == 1
        assert answer.stderr.count("\n") == 1
        assert answer.stderr.startswith("sello: Python 3.11 or newer is needed, and this is Python")


def test_first_run_installs_and_hands_the_arguments_over(installed: Checkout) -> None:
    answer = installed.run("anything", "--with=this", "and that")
    arguments, python = json.loads(answer.stdout)
    assert arguments == ["anything", "--with=this", "and that"]
    assert python == str(installed.folder / ".venv" / "bin" / "python")
    assert installed.versions() == {"first": "1", "second": "1", "little": "1"}


def test_run_with_nothing_to_do_does_not_touch_pip(installed: Checkout) -> None:
    log = installed.folder / ".venv" / "install.log"
    before = log.stat().st_mtime_ns
    answer = installed.run("help")
    assert answer.stderr == ""
    assert log.stat().st_mtime_ns == before


def test_database_of_ones_own_needs_no_embedded_server(checkout: Checkout) -> None:
    answer = checkout.run("help", environment={"DATABASE_URL": "postgresql://a@b/c"})
    assert answer.returncode == 0
    assert checkout.versions() == {"first": "1", "little": "1"}


def test_no_wheel_for_this_platform_names_the_way_out(checkout: Checkout) -> None:
    checkout.lock("embedded", "second", "2", "py3-none-win32")
    answer = checkout.run("help")
    assert answer.returncode == 1
    last = answer.stderr.splitlines()[-1]
    assert last.startswith("sello: There is no embedded PostgreSQL for this platform (")
    assert last.endswith("set DATABASE_URL to a PostgreSQL server, version 15 or newer.")
    again = checkout.run("help", environment={"DATABASE_URL": "postgresql://a@b/c"})
    assert again.returncode == 0
    assert again.stderr == ""


def test_test_command_installs_the_test_lock_too(checkout: Checkout) -> None:
    assert checkout.run("test", "-k", "x").returncode == 0
    assert checkout.versions() == {"first": "1", "second": "1", "third": "1", "little": "1"}


def test_changed_lock_is_installed_and_broken_hash_is_refused(checkout: Checkout) -> None:
    checkout.run("help")
    checkout.lock("runtime", "first", "2")
    assert checkout.run("help").returncode == 0
    assert checkout.versions()["first"] == "2"
    lock = checkout.folder / "requirements" / "runtime.txt"
    checkout.lock("runtime", "first", "3")
    lock.write_text(lock.read_text(encoding="utf-8")[:-5] + "0000\n", encoding="utf-8")
    answer = checkout.run("help")
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1].startswith("sello: Installing failed: ")
    checkout.lock("runtime", "first", "3")
    assert checkout.run("help").returncode == 0
    assert checkout.versions()["first"] == "3"


def test_interrupted_installation_is_made_again_from_nothing(checkout: Checkout) -> None:
    checkout.run("help")
    state = checkout.folder / ".venv" / "sello-state.json"
    busy = {**json.loads(state.read_text(encoding="utf-8")), "busy": True}
    state.write_text(json.dumps(busy), encoding="utf-8")
    packages = next((checkout.folder / ".venv").glob("lib/python*/site-packages"))
    (packages / "first.py").unlink()  # pip would take it for installed all the same
    assert checkout.run("help").returncode == 0
    assert (packages / "first.py").exists()
    assert "busy" not in json.loads(state.read_text(encoding="utf-8"))


def test_moved_checkout_makes_its_environment_again(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("help")
    moved = checkout.folder.rename(tmp_path / "moved")
    checkout.folder = moved
    answer = checkout.run("help")
    assert json.loads(answer.stdout)[1] == str(moved / ".venv" / "bin" / "python")


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_python_without_venv_is_told_in_one_line(
    checkout: Checkout, tmp_path: Path, missing: str
) -> None:
    stub = tmp_path / "stub"
    stub.mkdir()
    (stub / f"{missing}.py").write_text("raise ImportError('stripped')\n", encoding="utf-8")
    answer = checkout.run("help", environment={"PYTHONPATH": str(stub)})
    assert answer.returncode == 1
    assert answer.stderr == (
        "sello: This Python has no venv module with pip: install it first "
        "(on Debian and Ubuntu: apt-get install python3-venv).\n"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Callable[[int], Path]:
    def mount(megabytes: int) -> Path:
        folder = tmp_path / "small"
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=False
        )
        if done.returncode != 0:
            pytest.skip("this user may not mount a small disk")
        return folder

    return mount


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("megabytes", [1, 4])
def test_full_disk_is_told_in_one_line(small_disk: Callable[[int], Path], megabytes: int) -> None:
    folder = small_disk(megabytes)
    try:
        answer = Checkout(folder / "checkout").run("help")
        assert answer.returncode == 1
        assert len(answer.stderr.splitlines()) == 1
        assert answer.stderr.startswith("sello: No space left on the disk")
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_incomplete_checkout_is_told_in_one_line(checkout: Checkout) -> None:
    (checkout.folder / "requirements" / "embedded.txt").unlink()
    answer = checkout.run("help")
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1] == (
        "sello: requirements/embedded.txt is missing: this checkout is incomplete."
    )


def test_two_first_runs_at_once_both_succeed(checkout: Checkout) -> None:
    command = [BASE_PYTHON, str(checkout.folder / "sello"), "help"]
    environment = {
        "PATH": "/usr/bin:/bin",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(checkout.wheels),
        "PIP_CONFIG_FILE": os.devnull,
    }
    with (
        subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as one,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as two,
    ):
        assert [one.wait(120), two.wait(120)] == [0, 0]
    assert checkout.versions() == {"first": "1", "second": "1", "little": "1"}
