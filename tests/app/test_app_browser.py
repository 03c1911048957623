"""The app in a real browser, used as a trainer would use it: from the server, and as one file without a network."""

import pytest
from migsim import simulate
from migsim.app.game import PACKAGES, plan_of

SIZES = {"telephone": [(390, 844)], "desk": [(1024, 768), (1366, 768), (1920, 1080)]}  # opened at the first
WORDY = ("story", "twins", "lessons?lesson=style", "game", "why")  # where words are longer in French
VIEWS = ("story", "twins", "lessons", "lessons?lesson=style", "game", "why", "compare", "debrief", "market")


@pytest.fixture(params=["server", "file"])
def home(request):
    if request.param == "server":
        return request.getfixturevalue("server")
    return request.getfixturevalue("one_file").as_uri()


@pytest.mark.slow
@pytest.mark.parametrize("on", SIZES)
def test_nothing_sticks_out_at_any_size(home, watched, on):
    seen = watched(home, SIZES[on][0])
    for view in (*VIEWS, *(f"{view}{'&' if '?' in view else '?'}language=fr" for view in WORDY)):
        page = seen.go(view)
        for width, height in SIZES[on]:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
            assert not seen.overflows(), (view, width, height)
        page.set_viewport_size({"width": SIZES[on][0][0], "height": SIZES[on][0][1]})


@pytest.mark.slow
def test_everybody_can_use_it(home, watched):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    seen = watched(home, bypass_csp=True)  # the checker has to be put into the page
    for view in (*VIEWS, "lessons?lesson=style, answered"):
        page = seen.go(view.partition(",")[0])
        if view.endswith("answered"):
            page.get_by_role("button", name="After doing it for them").click()
            page.locator(".right, .wrong").wait_for()
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = axe.run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], view


def test_the_page_shows_what_the_engine_computed(home, watched):
    page = watched(home).go("story?strategy=intensive")
    weekly = simulate("treyl-poultry", "intensive").weekly
    page.locator(".player input[type=range]").focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("PageDown")
    shown = page.locator(".figures dd").all_inner_texts()
    now = weekly.iloc[39]
    income = weekly[["member_income", "constituent_income", "wider_income"]].to_numpy()[1:40].sum()
    assert shown[:4] == [
        f"{now['trust']:.2f}",
        f"{now['live_migs']:.0f}",
        f"{now['deals_running']:.0f}",
        f"{100 * now['severity']:.0f}\u00a0%",
    ]
    assert shown[4] == f"{'−' if income < 0 else ''}£{abs(income):,.0f}"


def test_a_story_plays_stops_and_steps_by_keyboard_alone(home, watched):
    page = watched(home).go("story")
    week = page.locator(".player output")
    page.locator("#view").focus()
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('.player input').value > 3")
    page.keyboard.press(" ")
    stopped = week.inner_text()
    page.wait_for_timeout(300)
    assert week.inner_text() == stopped
    page.keyboard.press("End")
    assert week.inner_text() == "Week 260, month 60"
    page.keyboard.press("ArrowLeft")
    assert week.inner_text() == "Week 259, month 60"


def test_a_bet_is_answered_and_the_knob_turns(home, watched):
    page = watched(home).go("lessons?lesson=style")
    page.get_by_role("button", name="After doing it for them").click()
    verdict = page.locator(".right h2, .wrong h2")
    verdict.wait_for()
    assert verdict.inner_text() in ("You bet right.", "It came out another way.")
    page.get_by_role("button", name="26 weeks").click()
    page.wait_for_function("() => document.querySelectorAll('svg circle').length >= 20")


def test_a_game_is_played_to_its_end(home, watched):
    page = watched(home).go("game")
    for quarter in range(1, 5):
        page.get_by_role("button", name="Coach" if quarter % 2 else "Connect").click()
        page.get_by_role("button", name=f"Play quarter {quarter}").click()
        page.wait_for_function(
            "n => document.querySelector('.story.done') || [...document.querySelectorAll('button')]"
            ".some((b) => b.textContent === `Play quarter ${n}`)",
            arg=quarter + 1,
        )
    if not page.locator(".story.done").count():
        page.get_by_role("button", name="Hand over and leave").click()
    page.locator(".story.done table").wait_for()
    assert "ways to play" in page.locator("main").inner_text()


def test_the_game_shows_what_the_engine_computed(home, watched):
    page = watched(home).go("game")
    page.get_by_role("button", name="Step back").click()
    page.get_by_role("button", name="Play quarter 1").click()
    page.get_by_role("button", name="Play quarter 2").wait_for()
    weekly = simulate("treyl-poultry", plan_of([PACKAGES["step-back"]] * 4)).weekly
    now = weekly.iloc[13]
    income = weekly[["member_income", "constituent_income", "wider_income"]].to_numpy()[1:14].sum()
    assert page.locator(".figures dd").all_inner_texts() == [
        f"{now['trust']:.2f}",
        f"{now['live_migs']:.0f}",
        f"{now['deals_running']:.0f}",
        f"{100 * now['severity']:.0f}\u00a0%",
        f"{'−' if income < 0 else ''}£{abs(income):,.0f}",
    ]


def test_the_same_decisions_are_played_in_another_world(home, watched):
    page = watched(home).go("game")
    assert "null" not in page.locator("main").inner_text()
    for quarter in range(1, 5):
        page.get_by_role("button", name=f"Play quarter {quarter}").click()
        if quarter < 4:
            page.locator("canvas.net").wait_for()
            page.get_by_role("button", name=f"Play quarter {quarter + 1}").wait_for()
    if not page.locator(".story.done").count():
        page.get_by_role("button", name="Hand over and leave").click()
    page.get_by_role("button", name="The same decisions in world 1").click()
    page.get_by_text("Your play (World 1)").wait_for()
    assert "Coach → Coach → Coach → Coach" in page.locator(".played").inner_text()
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("button", name="Play quarter 1").wait_for()
    assert "run=" not in page.url, "the next team plays in the world of the last"


def test_a_blank_plays_after_the_speed_is_chosen(home, watched):
    page = watched(home).go("story")
    page.get_by_label("Speed").select_option("fast")
    page.get_by_label("Speed").press(" ")
    page.wait_for_function("() => document.querySelector('.player input').value > 3")


def test_the_groups_below_the_shapes_are_those_of_the_week(home, watched):
    page = watched(home).go("story?strategy=light-touch")
    status = simulate("treyl-poultry", "light-touch").migs["status"]
    ended = status.isin(["dissolved", "goal reached"]).sum()
    assert page.locator(".legend .over").count() == 0
    page.locator("#view").focus()
    page.keyboard.press("End")
    assert page.locator(".legend .over").count() == ended > 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_cards_and_turning_points_fit_a_sheet_and_the_worksheet_another(server, watched, language):
    page = watched(server).go(f"debrief?language={language}")
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") == 2


def test_the_page_says_who_a_shape_is_and_why_a_group_ended(home, watched):
    page = watched(home).go("story?strategy=light-touch")
    box = page.locator("canvas.net").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.93)
    page.get_by_role("link", name="Why? What").wait_for()
    page.locator("#view").focus()
    page.keyboard.press("End")
    told = page.locator(".log").inner_text()
    assert told.count("comes to its end: ") == told.count("comes to its end") > 0
    page.get_by_role("link", name="Why? What").click()
    page.get_by_role("heading", name="Why they come, and why they stay away").wait_for()


def test_whoever_has_no_mouse_goes_on_where_they_were(home, watched):
    page = watched(home).go("lessons")
    page.get_by_role("link", name="1. What a MIG is").press("Enter")
    page.get_by_role("heading", name="Of everything that the project adds").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".right, .wrong").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "26 weeks"
    page.get_by_role("link", name="Lessons", exact=True).press("Enter")
    page.get_by_role("link", name="When a shock comes").wait_for()
    page.goto(page.url.partition("#")[0] + "#game")
    page.get_by_role("button", name="Play quarter 1").press("Enter")
    page.get_by_role("button", name="Play quarter 2").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Play quarter 2"


def test_two_worlds_are_run_twenty_times(home, watched):
    page = watched(home).go("twins")
    page.get_by_role("button", name="Run it 20 times").click()
    page.get_by_text("of 20 worlds").wait_for()
    assert page.locator("svg circle").count() + page.locator("svg rect").count() == 40


def test_a_comparison_is_run_and_its_report_read(server, watched, tmp_path):
    page = watched(server).go("compare")
    for box in page.get_by_role("checkbox").all():
        box.set_checked(False)
    for title in ("No project", "Light touch"):
        page.get_by_role("checkbox", name=title).check()
    page.get_by_label("Futures").fill("20")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Write the full report").click()
    page.get_by_role("link", name="Keep the report").wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep the report").click()
    download.value.save_as(tmp_path / "report.html")
    assert "Light touch" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_answer_of_a_comparison_is_told_in_french(server, watched):
    page = watched(server).go("compare?language=fr")
    for box in page.get_by_role("checkbox").all()[2:]:
        box.set_checked(False)
    page.get_by_label("Avenirs").fill("20")
    page.get_by_role("button", name="Lancer").click()
    page.locator("#view").get_by_text("simulés sur 20").wait_for(timeout=60_000)
    assert page.get_by_role("rowheader", name="Aucun projet").count() == 1


def test_a_market_of_ones_own_is_checked_and_shown(server, watched, tmp_path):
    from migsim.scenario.library import scenario_path

    text = scenario_path("treyl-poultry").read_text(encoding="utf-8")
    seen = watched(server)
    page = seen.go("market")
    (tmp_path / "wrong.toml").write_text(text.replace("severity = 0.", "severity = 7.", 1), encoding="utf-8")
    page.get_by_label("File").set_input_files(tmp_path / "wrong.toml")
    page.get_by_role("alert").wait_for()
    assert "market.toml:" in page.get_by_role("alert").inner_text()
    seen.wrong.clear()  # the browser logs the refusal
    (tmp_path / "own.toml").write_text(
        text.replace('title = "Poultry', 'title = "<b>My</b> poultry', 1), encoding="utf-8"
    )
    page.get_by_label("File").set_input_files(tmp_path / "own.toml")
    page.get_by_role("heading", name="everything is in order").wait_for()
    page.get_by_role("link", name="Story", exact=True).last.click()
    page.wait_for_selector("canvas.net")
    assert page.get_by_label("Market").locator("option:checked").inner_text().startswith("<b>My</b> poultry")


@pytest.mark.slow
def test_scrubbing_keeps_up(server, watched):
    page = watched(server).go("story")
    frames = page.evaluate(
        """async () => {
          const scrub = document.querySelector('.player input'), times = [];
          for (let week = 0; week <= 260; week += 2) {
            const start = performance.now();
            scrub.value = week;
            scrub.dispatchEvent(new Event('input'));
            times.push(performance.now() - start);
            await new Promise(requestAnimationFrame);
          }
          return times.sort((a, b) => a - b);
        }"""
    )
    assert frames[len(frames) // 2] < 16.7, "milliseconds of work a frame, median"


def test_in_a_hall_no_letter_is_smaller_than_a_forty_fifth_of_the_screen(home, watched):
    seen = watched(home, (1920, 1080))
    for view in ("story", "lessons", "game"):
        page = seen.go(view)
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll("main *, header *")]
              .filter((one) => one.offsetParent && !one.closest(".unseen, .uplot")
                && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
              .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
        )
        assert smallest >= 1080 / 45, view


def test_the_smallest_telephone_scrolls_in_one_direction_only(server, watched):
    seen = watched(server, (280, 640))
    for view in ("story", "lessons", "game", "why"):
        seen.go(f"{view}?language=fr")
        assert not seen.overflows(), view


def test_a_page_that_slept_goes_on_where_it_was(server, watched):
    page = watched(server).go("story")
    page.evaluate("""() => {
      window.asleep = 0;
      const ask = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (then) => ask((at) => then(at + window.asleep));
    }""")
    page.locator("#view").focus()
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('.player input').value > 2")
    week = int(page.locator(".player input[type=range]").input_value())
    page.evaluate("window.asleep = 600000")
    page.wait_for_timeout(100)
    assert int(page.locator(".player input[type=range]").input_value()) < week + 10


def test_it_speaks_the_language_of_the_browser_and_goes_on_where_one_was(server, watched):
    seen = watched(server, locale="fr-FR")
    page = seen.go("game")
    assert page.locator("h1").inner_text() == "Le jeu du facilitateur"
    page.goto("about:blank")
    page.goto(server)
    page.get_by_role("link", name="Reprendre où vous en étiez").click()
    page.get_by_role("heading", name="Le jeu du facilitateur").wait_for()
