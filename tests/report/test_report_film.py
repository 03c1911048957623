"""Pictures and films of one history."""

import io
import shutil

import numpy as np
import pytest
from migsim.engine.history import simulate, tell_history
from migsim.engine.looks import watch
from migsim.engine.worlds import prepare_cell
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy
from migsim.report.film import FILMS, PICTURES, Scene, animate, check_picture, draw
from migsim.report.ring import places
from migsim.scenario.library import load_scenario
from migsim.scenario.priors import load_prior
from migsim.state import as_numbers


@pytest.fixture(scope="module")
def seen():
    cell = prepare_cell(load_scenario("treyl-poultry"), load_strategy("intensive"), 1)
    parameters = load_prior().draw(1, range(2, 3))
    desk, looks = watch(cell, parameters, 2, every=65)
    return tell_history(cell, desk, parameters, 2), looks


def test_looking_changes_nothing(seen):
    history, looks = seen
    plain = simulate("treyl-poultry", "intensive", 1, 2)
    assert history.weekly.equals(plain.weekly)
    assert history.events.equals(plain.events)
    assert looks.weeks.tolist() == list(range(0, 261, 65))


def test_what_is_seen_is_the_state(seen):
    history, looks = seen
    here = history.actors["in_room"].to_numpy(dtype=bool)
    first, second = np.triu_indices(len(here), 1)
    both = here[first] & here[second]
    for look, week in enumerate(looks.weeks):
        assert looks.trust[look][both].mean() == pytest.approx(history.weekly["trust"].iloc[week])
    joined = history.events[(history.events["event"] == "joined") & (history.events["week"] == 0)]
    assert looks.member[0].sum() == len(joined)
    assert (as_numbers(looks.pulls)[~looks.member] == 0).all()
    assert (looks.pulls["cost"] <= 0).all()


@pytest.mark.parametrize("ending", PICTURES)
def test_a_picture_is_the_same_bytes_each_time(seen, tmp_path, ending):
    for name in ("one", "two"):
        draw(*seen, tmp_path / f"{name}{ending}")
    one = (tmp_path / f"one{ending}").read_bytes()
    assert one == (tmp_path / f"two{ending}").read_bytes()
    assert len(one) > 10_000


@pytest.mark.parametrize("ending", FILMS)
def test_a_film_has_one_frame_a_look(seen, tmp_path, ending):
    if ending == ".mp4" and shutil.which("ffmpeg") is None:
        with pytest.raises(InputError, match="ffmpeg"):
            check_picture(tmp_path / "film.mp4", FILMS)
        return
    shown = []
    animate(*seen, tmp_path / f"film{ending}", lambda done, total: shown.append((done, total)))
    assert shown[-1] == (5, 5)
    assert (tmp_path / f"film{ending}").stat().st_size > 20_000


def test_ties_grow_as_trust_does(seen):
    scene = Scene(*seen)
    counts = []
    for look in (0, 1):
        scene.at(look)
        counts.append(len(scene._ties.get_segments()))
    assert counts[0] == 0 < counts[1]


@pytest.mark.parametrize(("name", "said"), [("x.txt", "has to end in"), ("no/x.png", "no such folder")])
def test_a_picture_that_cannot_be_made_is_refused_first(tmp_path, name, said):
    with pytest.raises(InputError, match=said):
        check_picture(tmp_path / name, PICTURES)


def test_everybody_has_a_place_on_the_ring():
    spots = np.array(places(load_scenario("treyl-poultry")))
    assert np.allclose((spots**2).sum(axis=1), 1, atol=1e-3)
    assert len({tuple(spot) for spot in spots}) == len(spots)


def test_signs_that_no_font_has_are_told_in_one_sentence(recwarn):
    """A sign of the private use area is in no font."""
    from matplotlib.figure import Figure
    from migsim.report import style

    style._warn_of_boxes.cache_clear()
    with style.plain_style():
        figure = Figure(figsize=(1, 1))
        figure.text(0, 0, "\U000f1234 \U000f1235")
        figure.savefig(io.BytesIO(), format="png")
    assert [str(one.message)[:30] for one in recwarn] == ["some signs of the names are in"]
