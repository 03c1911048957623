"""Words for what the file system says."""

import errno
from pathlib import Path

from migsim.disk import cannot_write


def test_a_full_disk_is_told_in_the_systems_words_whatever_a_library_put_around_them() -> None:
    """PyArrow's own words, as seen on a full disk."""
    said = OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28] No space left on device")
    told = cannot_write(Path("out"), said)
    assert told.startswith("out: the results cannot be written there (no space left on device);")


def test_an_error_without_a_number_is_told_as_it_is() -> None:
    assert "(not that way)" in cannot_write(Path("out"), OSError("Not that way"))
