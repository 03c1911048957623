"""Array jobs: shares of a sweep in folders of their own, brought together to what one sweep would be."""

import migsim
import pytest
from migsim.analysis.sweep.running import merge, share_folder, sweep
from migsim.errors import InputError


@pytest.fixture
def shared(asked, tmp_path):
    """Make some shares of three, and return the folder of the whole."""

    def make(*shares):
        for which in shares:
            sweep(asked(weekly=2), tmp_path / "whole", workers=1, share=(which, 3))
        return tmp_path / "whole"

    return make


def test_shares_merged_are_the_sweep_to_the_byte(asked, finished, parts, shared):
    folder = shared(1, 2, 3)
    said = []
    merged = merge(asked(weekly=2), folder, said.append)
    assert merged.complete
    assert not said
    assert parts(folder) == parts(finished.folder)
    each = [migsim.read_results(share_folder(folder, which, 3)).done for which in (1, 2, 3)]
    assert sum(each) == finished.total
    assert max(each) < finished.total / 2


def test_a_missing_and_a_damaged_share_are_named_and_merged_later(asked, parts, finished, shared):
    folder = shared(1, 2)
    first = share_folder(folder, 1, 3)
    damaged = sorted(first.glob("runs/part-*.parquet"))[0]
    damaged.write_bytes(damaged.read_bytes()[:100])
    said = []
    merged = merge(asked(weekly=2), folder, said.append)
    assert not merged.complete
    assert [f"{first}: 1 of its parts" in line and "--part 1/3 again" in line for line in said] == [True]
    shared(1, 3)
    assert merge(asked(weekly=2), folder).complete
    assert parts(folder) == parts(finished.folder)


def test_shares_of_another_experiment_are_refused(asked, shared):
    folder = shared(1)
    with pytest.raises(InputError, match="another experiment"):
        merge(asked(weekly=2, seed=2), folder)


def test_no_share_and_no_such_share(asked, tmp_path):
    with pytest.raises(InputError, match="no parts beside it"):
        merge(asked(), tmp_path / "none")
    with pytest.raises(InputError, match="numbered from 1"):
        sweep(asked(), tmp_path / "none", share=(0, 3))
