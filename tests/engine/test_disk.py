"""Words for what the file system says."""

import errno
from pathlib import Path

import pytest
from migsim.disk import cannot_write, whole, write_new, write_whole
from migsim.engine.lock import locked
from migsim.errors import InputError


def test_a_full_disk_is_told_in_the_systems_words_whatever_a_library_put_around_them() -> None:
    """PyArrow's own words, as seen on a full disk."""
    said = OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28] No space left on device")
    told = cannot_write(Path("out"), said)
    assert told.startswith("out: the results cannot be written there (no space left on device);")


def test_an_error_without_a_number_is_told_as_it_is() -> None:
    assert "(not that way)" in cannot_write(Path("out"), OSError("Not that way"))


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def through(path, data):
    with whole(path) as half:
        half.write_bytes(data)


@pytest.mark.parametrize("write", [write_whole, through])
def test_a_full_disk_leaves_the_earlier_file_as_it_was(write, tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    monkeypatch.setattr("migsim.disk.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(path, b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"page.html": b"old"}


def test_a_new_file_that_cannot_be_written_is_not_left_half(tmp_path):
    path = tmp_path / "market.toml"
    with pytest.raises(TypeError):
        write_new(path, "text where bytes belong")
    assert not path.exists()
    write_new(path, b"new")
    with pytest.raises(FileExistsError):
        write_new(path, b"other")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "error"), [(errno.EAGAIN, InputError), (errno.EACCES, InputError), (errno.ENOLCK, OSError)]
)
def test_a_file_system_without_locks_is_not_taken_for_another_writer(number, error, tmp_path, monkeypatch):
    def refuse(_):
        raise OSError(number, "no lock")

    monkeypatch.setattr("migsim.engine.lock._seize", refuse)
    with pytest.raises(error), locked(tmp_path):
        pass
