from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sello_site.page_cache import Generation, GenerationFileError

BUMPER = """
import sys
from sello_site.page_cache import Generation
generation = Generation(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    generation.bump()
"""


def start_bumper(path: Path, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUMPER, str(path), str(times)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run_together(bumpers: list[subprocess.Popen[str]]) -> None:
    for bumper in bumpers:
        assert bumper.stdout is not None
        assert bumper.stdout.readline() == "ready\n"
    for bumper in bumpers:
        assert bumper.stdin is not None
        bumper.stdin.write("go\n")
        bumper.stdin.flush()
    for bumper in bumpers:
        bumper.communicate(timeout=60)
        assert bumper.returncode == 0


def test_no_bump_of_two_processes_is_lost(generation: Generation) -> None:
    before = generation.read()
    run_together([start_bumper(generation.path, 20_000) for _ in range(2)])
    assert generation.read() == before + 40_000


def test_no_bump_of_two_objects_and_four_threads_is_lost(generation: Generation) -> None:
    before = generation.read()
    other = Generation(generation.path)
    threads = [
        threading.Thread(target=lambda chosen=chosen: [chosen.bump() for _ in range(5_000)])
        for chosen in (generation, other, generation, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert generation.read() == before + 20_000
    other.close()


def test_bump_excludes_a_forked_child(generation: Generation) -> None:
    before = generation.read()
    child = os.fork()
    if child == 0:
        for _ in range(5_000):
            generation.bump()
        os._exit(0)
    for _ in range(5_000):
        generation.bump()
    assert os.waitpid(child, 0)[1] == 0
    assert generation.read() == before + 10_000


def test_a_reader_opened_before_and_one_opened_after_see_the_same(generation: Generation) -> None:
    before = generation.read()
    run_together([start_bumper(generation.path, 3)])
    later = Generation(generation.path)
    assert (generation.read(), later.read()) == (before + 3, before + 3)
    later.close()


def test_a_reader_never_sees_a_torn_or_falling_value(generation: Generation) -> None:
    # Carries from the low to the high half at each 2**32: a byte-wise write would show there.
    generation._word[0] = 2**32 - 10_000
    bumper = start_bumper(generation.path, 20_000)
    assert bumper.stdin is not None
    bumper.stdin.write("go\n")
    bumper.stdin.flush()
    last = generation.read()
    while last < 2**32 + 10_000:
        value = generation.read()
        assert last <= value <= 2**32 + 10_000
        last = value
    bumper.communicate(timeout=60)


def test_the_file_is_created_complete_and_stays_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "page-cache.generation"
    first = Generation(path)
    inode = path.stat().st_ino
    first.bump()
    second = Generation(path)
    second.bump()
    assert path.stat().st_size == 8
    assert path.stat().st_ino == inode
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]
    assert first.read() == second.read() == 3
    first.close()
    second.close()


def test_twenty_processes_that_create_it_together_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "page-cache.generation"
    children = []
    for _ in range(20):
        child = os.fork()
        if child == 0:
            Generation(path).bump()
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 20
    generation = Generation(path)
    assert generation.read() == 21
    generation.close()


@pytest.mark.parametrize("content", [b"", b"1234567", b"123456789"])
def test_a_file_of_another_size_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page-cache.generation"
    path.write_bytes(content)
    with pytest.raises(GenerationFileError, match=f"{path}: expected a file of 8 bytes"):
        Generation(path)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GenerationFileError, match="page-cache"):
        Generation(tmp_path / "file" / "page-cache.generation")
