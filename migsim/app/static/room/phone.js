// A phone in the room: join, wait, decide, see. Every decision is sent until it is known to be counted.
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  const screen = document.getElementById("screen"), line = document.getElementById("line");
  const EVERY = 2000, PATIENCE = 9000;

  // One small store; a page in private mode has it until it is closed.
  const memory = {};
  const store = {
    get: (name) => { try { return localStorage.getItem(`migsim-${name}`) ?? memory[name] ?? ""; } catch { return memory[name] ?? ""; } },
    set: (name, value) => { memory[name] = value; try { localStorage.setItem(`migsim-${name}`, value); } catch { /* private mode */ } },
  };
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!store.get("client")) store.set("client", random());

  let code = location.hash.slice(1) || store.get("code"), state = null, drawn = "", timer = 0;
  let sending = null; // the decision on its way: {poll, n, chosen}; a reload goes on with it
  history.replaceState(null, "", location.pathname + location.search);

  const clean = (text) => text.toUpperCase().replace(/[^A-Z]/g, "");
  const say = (text, wrong = false) => { line.textContent = text; line.className = wrong ? "wrong" : ""; };
  const t = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name === "c") element.style.setProperty("--c", `var(--c${value % 5})`);
      else if (value !== false) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }
  const badge = (n) => h("span", { class: `badge s${n % 3}`, "aria-hidden": "true" }, String.fromCharCode(65 + n));

  async function call(path, body) {
    const give = new AbortController(), late = setTimeout(() => give.abort(), PATIENCE);
    try {
      const answer = await fetch(path, { signal: give.signal, cache: "no-store", method: body ? "POST" : "GET", body: body && JSON.stringify(body),
        headers: { "x-room": code, "x-client": store.get("client"), ...(body ? { "content-type": "application/json" } : {}) } });
      if (answer.status === 204) return null;
      const told = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(told.mistakes?.[0] ?? ""), { status: answer.status });
      return told;
    } finally { clearTimeout(late); }
  }

  function take(told) {
    if (told && (!state || told.version >= state.version)) { state = told; draw(); }
  }

  // Look every two seconds, never two looks at a time; a lost connection is said after the second failure.
  let failed = 0, looked = -EVERY;
  async function look() {
    clearTimeout(timer);
    if (performance.now() - looked < EVERY - 50) { timer = setTimeout(look, EVERY - (performance.now() - looked)); return; }
    looked = performance.now();
    try {
      take(await call(`/room/phone?since=${state?.version ?? ""}`));
      if (failed > 1) say("");
      failed = 0;
    } catch (error) {
      if (error.status === 403 || error.status === 429) { leave(error.status === 429 ? t("wait") : t("other_code")); return; }
      failed += 1;
      if (failed > 1) say(t("lost"), true);
    }
    timer = setTimeout(look, EVERY);
  }

  function leave(why) {
    state = null;
    drawn = "";
    code = "";
    store.set("code", "");
    join();
    say(why, true);
  }

  // The latest decision goes out until the room has counted it or is closed; its number makes a repeat harmless.
  async function send() {
    for (let wait = 500; sending; wait = Math.min(wait * 2, 4000)) {
      const mine = sending;
      const sign = setTimeout(() => say(t("sending")), 300);
      try {
        const told = await call("/room/phone/decide", mine);
        settle(mine);
        take(told);
        tell();
      } catch (error) {
        if (error.status && error.status < 500) { settle(mine); say(error.message, true); look(); }
        else { say(t("again"), true); await new Promise((done) => setTimeout(done, wait)); }
      } finally { clearTimeout(sign); }
    }
  }

  function settle(mine) {
    if (sending === mine) { sending = null; store.set("sending", ""); }
  }

  function resume() {
    try { sending = JSON.parse(store.get("sending") || "null"); } catch { sending = null; }
    if (sending) send();
  }

  function decide(n) {
    const poll = state.poll, before = chosen();
    const after = before.includes(n) ? (poll.choices > 1 ? before.filter((one) => one !== n) : before) : poll.choices === 1 ? [n] : [...before, n];
    if (after.length > poll.choices) { say(t("enough", { choices: poll.choices }), true); return; }
    if (String(after) === String(before)) return; // a double tap on the one choice is the same choice
    const idle = !sending;
    // Larger than any number before it, after a reload too.
    sending = { poll: poll.id, n: Math.max(Date.now(), (poll.n || 0) + 1, (sending?.n || 0) + 1), chosen: after };
    store.set("sending", JSON.stringify(sending));
    draw();
    if (idle) send();
  }

  const chosen = () => (sending?.poll === state.poll.id ? sending.chosen : state.poll.mine ?? []);

  function tell() {
    const poll = state?.poll;
    if (sending || !poll || !state.name) return;
    const given = poll.mine?.length ?? 0;
    if (poll.status === "open") say(!given ? "" : poll.choices > 1 ? t("given", { given, choices: poll.choices }) : t("counted"));
    else say(given ? t("closed_counted") : t("closed"));
  }

  function join() {
    if (drawn === "join") return;
    drawn = "join";
    const fields = { code: h("input", { name: "code", maxlength: 12, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", required: "" }), name: h("input", { name: "name", maxlength: 24, autocomplete: "nickname", required: "" }) };
    fields.code.value = code;
    fields.name.value = store.get("name");
    const go = h("button", { class: "go" }, t("join"));
    const form = h("form", { onsubmit: async (event) => {
      event.preventDefault();
      go.disabled = true;
      say(t("sending"));
      code = fields.code.value;
      for (let tries = 0; ; tries++) {
        try {
          const told = await call("/room/phone/join", { name: fields.name.value });
          code = clean(code);
          store.set("code", code);
          store.set("name", told.name);
          say("");
          state = null;
          take(told);
          look();
          return;
        } catch (error) {
          if (error.status || tries > 5) { say(error.status === 403 ? t("wrong_code") : error.status === 429 ? t("wait") : error.message || t("lost"), true); go.disabled = false; return; }
          say(t("again"), true);
        }
      }
    } }, h("label", {}, t("code"), fields.code), h("label", {}, t("name"), fields.name), go);
    screen.className = "";
    screen.replaceChildren(h("h1", {}, t("title")), form);
  }

  function draw() {
    if (!state.name) { join(); return; }
    const poll = state.poll, now = JSON.stringify([state.name, poll, poll ? chosen() : 0]);
    if (now === drawn) { tell(); return; }
    const held = document.activeElement?.dataset?.n;
    drawn = now;
    if (!poll) {
      screen.replaceChildren(h("h1", {}, t("in", { name: state.name })), h("p", {}, t("look_up")));
      return;
    }
    const mine = chosen();
    screen.className = poll.options.length > 3 ? "many" : "";
    screen.replaceChildren(h("h1", {}, poll.title), poll.status === "open" && poll.choices > 1 ? h("p", {}, t("choose", { choices: poll.choices })) : "",
      ...poll.options.map((text, n) => (poll.status === "shown" ? result(poll, text, n, mine) :
        h("button", { type: "button", class: "option", c: n, "data-n": n, disabled: poll.status !== "open" ? "" : false, "aria-pressed": String(mine.includes(n)), onclick: () => decide(n) }, badge(n), text))));
    if (held) screen.querySelector(`[data-n="${held}"]`)?.focus();
    tell();
  }

  function result(poll, text, n, mine) {
    const most = Math.max(1, ...poll.counts), bar = h("i", {});
    bar.style.width = `${(100 * poll.counts[n]) / most}%`;
    return h("div", { class: "bar", c: n }, badge(n), h("span", {}, text + (mine.includes(n) ? ` (${t("yours")})` : "")), h("b", {}, String(poll.counts[n])), bar);
  }

  addEventListener("visibilitychange", () => { if (!document.hidden && code && state?.name) look(); });
  addEventListener("online", () => { if (code && state?.name) look(); });
  if (code && store.get("code") === clean(code)) { look(); resume(); }
  else join();
})();
