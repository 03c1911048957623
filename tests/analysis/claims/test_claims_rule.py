"""The verdict rule and the search for regions on leads made by hand."""

import numpy as np
import pandas as pd
import pytest
from migsim.analysis.claims.mechanism import carriers, told
from migsim.analysis.claims.model import Arm, Claim, ClaimFinding
from migsim.analysis.claims.region import SMALLEST, find_region
from migsim.analysis.claims.result import answer
from migsim.analysis.claims.verdict import FEWEST, judge
from migsim.facilitation.library import load_strategy

N = 400


def luck(seed=3, n=N):
    return np.random.default_rng(seed).normal(size=n)


def drawn(n=N, names=("breach", "relapse", "dead_end")):
    rng = np.random.default_rng(7)
    return pd.DataFrame({name: rng.uniform(size=n) for name in names})


def finding(lead, matters=0.1):
    return ClaimFinding(lead, lead, float(np.nanmean(lead)), 0.0, 0.0, matters, judge(lead, matters))


class TestJudge:
    def test_holds_when_all_three_are_true(self):
        judged = judge(1.0 + luck(), 0.5)
        assert judged.holds
        assert judged.futures == N
        assert judged.for_it > 0.7

    def test_an_interval_that_takes_in_nought_is_no_effect(self):
        lead = np.array([3.0, -2.0, 1.0, 1.0])
        assert judge(lead, 0.0).mean > 0
        assert not judge(lead, 0.0).holds

    def test_a_sure_effect_that_is_too_small_to_matter(self):
        lead = 1.0 + 0.1 * luck()
        assert judge(lead, 0.9).holds
        assert not judge(lead, 1.1).holds

    def test_a_mean_that_hangs_on_a_few_futures(self):
        lead = np.where(np.arange(N) % 10 < 4, 10.0, -1.0)
        judged = judge(lead, 0.5)
        assert judged.mean_low > 0
        assert judged.for_it == pytest.approx(0.4)
        assert not judged.holds

    def test_futures_in_which_the_arms_are_alike_decide_nothing(self):
        lead = np.where(np.arange(N) % 2 == 0, 1.0, 0.0)
        assert judge(lead, 0.1).for_it == 1.0
        assert judge(lead, 0.1).holds

    def test_missing_futures_are_left_out(self):
        lead = np.where(np.arange(N) % 2 == 0, 1.0 + luck(), np.nan)
        assert judge(lead, 0.5).futures == N // 2

    @pytest.mark.parametrize("lead", [np.zeros(N), np.full(N, np.nan), np.array([1.0])])
    def test_nothing_to_go_by_does_not_hold(self, lead):
        assert not judge(lead, 0.0).holds


class TestRegion:
    def test_finds_the_region_that_was_put_in(self):
        table = drawn()
        lead = np.where(table["relapse"] > 0.6, 2.0, -2.0) + luck()
        found = answer(finding(lead), table)
        assert found.word == "holds when"
        assert "(relapse) above 0." in found.verdict
        region = find_region(lead, table, 0.1, best=True)
        assert [cut.parameter for cut in region.cuts] == ["relapse"]
        assert region.cuts[0].value == pytest.approx(0.6, abs=0.06)
        assert region.share == pytest.approx((table["relapse"] > 0.6).mean(), abs=0.1)

    def test_finds_two_conditions_that_hold_together(self):
        table = drawn(1200)
        lead = np.where((table["breach"] <= 0.5) & (table["dead_end"] > 0.4), 2.0, -2.0) + luck(n=1200)
        region = find_region(lead, table, 0.1, best=True)
        assert {cut.parameter for cut in region.cuts} == {"breach", "dead_end"}
        assert region.judged.holds

    def test_names_where_a_claim_that_holds_fails(self):
        table = drawn()
        lead = np.where(table["breach"] <= 0.3, -2.0, 3.0) + luck()
        found = answer(finding(lead), table)
        assert found.verdict == "holds"
        assert found.region.startswith("fails in")
        assert "(breach) at most 0.2" in found.region or "(breach) at most 0.3" in found.region

    def test_says_so_when_it_fails_nowhere(self):
        found = answer(finding(3.0 + luck()), drawn())
        assert (found.verdict, found.region) == ("holds", "no region found in which it fails")

    @pytest.mark.parametrize("seed", range(8))
    def test_luck_alone_is_no_region(self, seed):
        lead = luck(seed) - 0.3
        names = [f"p{n}" for n in range(30)]
        assert answer(finding(lead), drawn(names=names)).word == "not in this model"

    def test_few_futures_are_too_few(self):
        table, lead = drawn(FEWEST - 1), luck(n=FEWEST - 1)
        assert find_region(lead, table, 0.0, best=True) is None
        assert answer(finding(lead - 1), table).region == "too few futures to look for a region"

    def test_no_region_where_nothing_was_drawn(self):
        assert find_region(luck(), pd.DataFrame({"breach": np.full(N, 0.2)}), 0.0, best=True) is None

    def test_is_never_smaller_than_a_fifth_of_the_futures_searched(self):
        table = drawn()
        lead = np.where(table["breach"] > 0.95, 50.0, -1.0) + luck()
        inside = np.logical_and.reduce([cut.holds_in(table) for cut in find_region(lead, table, 0.1, True).cuts])
        assert inside[::2].mean() >= SMALLEST


class TestMechanism:
    """One switch carries 80 % of the effect, another halves it, the rest leave it as it is."""

    claim = Claim(
        id="C0", text="", contrast="", outcome="", unit="index", counts=0.0, measure="trust",
        arms=tuple(Arm(name, "", load_strategy("no-project"), {"deals_on": 0.0}) for name in ("one", "other")),
    )  # fmt: skip
    base = 5.0 + luck()

    def without(self, switch):
        factor = {"trust_on": 0.2, "review_on": 1.5}.get(switch.name, 1.0)
        return self.played(factor * self.base)

    def played(self, trust):
        return {"one": {"trust": trust}, "other": {"trust": 0.0 * trust}}

    def test_ranks_by_what_is_gone(self):
        found = carriers(self.claim, self.played(self.base), self.without)
        assert found[0].switch.name == "trust_on"
        assert found[0].part == pytest.approx(0.8)
        assert found[-1].switch.name == "review_on"
        assert found[-1].part == pytest.approx(-0.5)
        assert {one.switch.name for one in found if one.real} == {"trust_on", "review_on"}

    def test_the_contrast_itself_is_not_switched_off(self):
        found = carriers(self.claim, self.played(self.base), self.without)
        assert "deals_on" not in {one.switch.name for one in found}

    def test_says_it_in_words(self):
        played = self.played(self.base)
        words = told(self.claim, played, carriers(self.claim, played, self.without))
        assert "(trust_on): without it 80% of the effect is gone" in words
        assert "(review_on) works against it (the effect is 1.5 times as large without)" in words

    def test_no_effect_is_carried_by_nothing(self):
        assert "nothing to carry" in told(self.claim, self.played(luck() - luck().mean()), [])
