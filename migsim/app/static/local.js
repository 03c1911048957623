// Workers that run the model: what is asked of it is worked out on this device, off the page's own thread.

import { Refused } from "./refused.js";

const KEPT = 6; // markets that a worker keeps, as `Engine` has it
const MOST = 4; // workers
// A module with one vector instruction: whether a browser knows them.
const VECTORS = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

export const build = () => (WebAssembly.validate(VECTORS) ? "model.wasm" : "model-scalar.wasm");

export class Workers {
  // `ready` promises what makes a worker, and what each is sent first: the compiled model, and what holds everywhere.
  constructor(ready) {
    Object.assign(this, { ready, crew: [], next: 0, waiting: new Map() });
  }

  // Ask for an answer; `tell` is called with the share that is done.
  async ask(path, query, documents, tell = null) {
    const one = this.idle(...(await this.ready())), id = this.next++;
    one.busy++;
    // A market is sent once, as long as the worker keeps it.
    const known = one.markets.has(documents.key);
    one.markets.delete(documents.key);
    one.markets.add(documents.key);
    if (one.markets.size > KEPT) one.markets.delete(one.markets.values().next().value);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, tell, one });
      one.worker.postMessage({ id, path, query, documents: known ? { ...documents, model: null } : documents });
    });
  }

  idle(open, model, engine) {
    const least = this.crew.reduce((a, b) => (b.busy < (a?.busy ?? Infinity) ? b : a), null);
    if (least && (least.busy === 0 || this.crew.length >= Math.min(MOST, navigator.hardwareConcurrency || 1))) return least;
    const one = { worker: open(), busy: 0, markets: new Set() };
    one.worker.addEventListener("message", ({ data }) => this.hear(data));
    one.worker.addEventListener("error", (event) => this.lose(one, event.message));
    one.worker.postMessage({ model, engine });
    this.crew.push(one);
    return one;
  }

  hear({ id, share, answer, error }) {
    const asked = this.waiting.get(id);
    if (share !== undefined) { asked.tell?.(share); return; }
    this.waiting.delete(id);
    asked.one.busy--;
    if (error) asked.reject(new Refused([error]));
    else asked.resolve(answer);
  }

  // A worker broke: whoever waits for it is told, and the next question opens another.
  lose(one, message) {
    this.crew = this.crew.filter((other) => other !== one);
    for (const [id, asked] of this.waiting) if (asked.one === one) { this.waiting.delete(id); asked.reject(new Refused([message])); }
  }
}
