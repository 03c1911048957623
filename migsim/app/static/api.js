// Where answers come from: texts and data from the server, or from what was packed into the one file; whatever happens in
// a market is worked out here, by the compiled model.

import { Workers, build } from "./local.js";
import { Refused } from "./refused.js";
import { inLanguage } from "./text.js";
import { waiting } from "./waiting.js";

export { Refused };

const packed = document.getElementById("packed");
export const offline = packed !== null;

async function unpack() {
  const bytes = Uint8Array.from(atob(packed.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
let opened = null;
const store = () => (opened ??= unpack());

async function answer(response) {
  const document = await response.json().catch(() => ({ mistakes: [response.statusText] }));
  if (!response.ok) throw new Refused(document.mistakes || [response.statusText]);
  return document;
}

const address = (path, query) => `/api/${path}?${new URLSearchParams(query)}`;
export const key = (path, query) => `${path}?${Object.keys(query).sort().map((name) => `${name}=${query[name]}`).join("&")}`;

// Ask for something; the same question is answered once. `tell` is called with the share that is done.
const asked = new Map();
export function ask(path, query = {}, tell = null) {
  const name = key(path, query);
  if (!asked.has(name)) {
    const answered = waiting(path in WORKED_OUT ? WORKED_OUT[path](query, tell) : look(path, query, name));
    answered.catch(() => asked.delete(name));
    if (asked.size > 60) asked.delete(asked.keys().next().value);
    asked.set(name, answered);
  }
  return asked.get(name).then((said) => inLanguage(path, said));
}

async function look(path, query, name) {
  if (!offline) return answer(await fetch(address(path, query)));
  const found = (await store())[name];
  if (found === undefined) throw new Refused(["not in this file"]);
  return found;
}

// What is worked out here: by path, what a worker is asked and the documents that it needs.
const WORKED_OUT = {
  tale: async (query) => work("tale", query, { run: query.run, votes: query.votes && String(query.votes).split(",").map(Number) }, { setup: await setup(query, query.strategy) }),
  dots: async (query, tell) => work("dots", query, { runs: query.runs }, { setups: await Promise.all(query.strategies.split(",").map((name) => setup(query, name))) }, tell),
  lesson: async (query, tell) => work("lesson", query, { knob: query.knob }, { lesson: await ask("plan", { market: query.market, seed: query.seed, name: query.name }), without: await setup(query, "no-project") }, tell),
  play: async (query) => work("play", query, { run: query.run, quarters: JSON.parse(query.quarters) }, { game: await rules(query) }),
  plays: async (query, tell) => work("plays", query, { run: query.run }, { game: await rules(query) }, tell),
};
const setup = ({ market, seed }, strategy) => ask("setup", { market, seed, strategy });
const rules = ({ market, seed }) => ask("rules", { market, seed });

async function work(path, { market, seed }, query, documents, tell) {
  const model = await ask("model", { market, seed });
  const said = await workers.ask(path, query, { ...documents, key: `${market}/${seed}`, model }, tell);
  for (const [name, shape] of Object.entries(said.looks?.shapes ?? {})) Object.assign(said.looks[name], { shape });
  return said;
}

async function binary() {
  if (!offline) return (await fetch(`/model/${build()}`)).arrayBuffer();
  return Uint8Array.from(atob((await store())[build()]), (c) => c.charCodeAt(0));
}

// In the one file a worker's modules are one text: a page from a disk may load no others.
async function opener() {
  if (!offline) return () => new Worker("/static/worker.js", { type: "module" });
  const place = URL.createObjectURL(new Blob([(await store())["worker.js"]], { type: "text/javascript" }));
  return () => new Worker(place);
}

let readied = null;
const workers = new Workers(() => (readied ??= Promise.all([opener(), binary(), ask("engine")])));

export async function send(path, body, query = {}) {
  const headers = body instanceof Blob ? {} : { "content-type": "application/json" };
  const content = body instanceof Blob ? body : JSON.stringify(body);
  return answer(await waiting(fetch(address(path, query), { method: "POST", headers, body: content })));
}
