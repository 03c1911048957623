// Where histories come from: the server, or what was packed into the one file.

import { inLanguage, t } from "./text.js";
import { waiting } from "./waiting.js";

const packed = document.getElementById("packed");
let store = null;

export const offline = packed !== null;

async function unpack() {
  if (typeof DecompressionStream === "undefined") throw new Refused([t("frame.old_browser")]);
  const bytes = Uint8Array.from(atob(packed.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

export class Refused extends Error {
  constructor(mistakes) {
    super(mistakes.join(" "));
    this.mistakes = mistakes;
  }
}

const KINDS = { f4: Float32Array, i1: Int8Array, u1: Uint8Array, i2: Int16Array };

// Arrays come packed; what has no value becomes null. Bytes of several dimensions stay as they are, with their shape.
function opened(part) {
  if (Array.isArray(part)) return part.map(opened);
  if (part === null || typeof part !== "object") return part;
  if ("packed" in part) {
    const bytes = Uint8Array.from(atob(part.data), (c) => c.charCodeAt(0)), values = new KINDS[part.packed](bytes.buffer);
    return part.shape.length > 1 ? Object.assign(values, { shape: part.shape }) : Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  }
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, opened(value)]));
}

async function answer(response) {
  const document = await response.json().then(opened).catch(() => ({ mistakes: [response.statusText] }));
  if (!response.ok) throw new Refused(document.mistakes || [response.statusText]);
  return document;
}

const address = (path, query) => {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) pairs.append(name, one);
  return `/api/${path}?${pairs}`;
};

export const key = (path, query) => `${path}?${Object.keys(query).sort().map((name) => `${name}=${[query[name]].flat()}`).join("&")}`;

// Ask for something; the same question is answered once.
const asked = new Map();
export function ask(path, query = {}) {
  const name = key(path, query);
  if (!asked.has(name)) {
    const answered = waiting(look(path, query, name));
    answered.catch(() => asked.delete(name));
    if (asked.size > 60) asked.delete(asked.keys().next().value);
    asked.set(name, answered);
  }
  return asked.get(name).then((said) => inLanguage(path, said));
}

async function look(path, query, name) {
  if (!offline) return answer(await fetch(address(path, query)));
  store ??= unpack();
  const found = (await store)[name];
  if (found === undefined) throw new Refused(["not in this file"]);
  return opened(found);
}

export async function send(path, body, query = {}) {
  const headers = body instanceof Blob ? {} : { "content-type": "application/json" };
  const content = body instanceof Blob ? body : JSON.stringify(body);
  return answer(await waiting(fetch(address(path, query), { method: "POST", headers, body: content })));
}
