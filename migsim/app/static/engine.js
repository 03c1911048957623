// Histories and outcomes worked out by the compiled model, from what the app's server or file hands out as data.

import { Model, bytes } from "./model.js";

const KEPT = 6; // markets, as `Workers` has it
const LOOK = 4; // weeks between two looks at trust and motivation
const TRUST_STEPS = 250, PULL_STEPS = 100;
const READ = { f8: "getFloat64", f4: "getFloat32", i8: "getBigInt64", u8: "getBigUint64", i4: "getInt32", u4: "getUint32", i2: "getInt16", u2: "getUint16", i1: "getInt8", u1: "getUint8", b1: "getUint8" };

// What a page can show: five significant digits; nothing where there is no value.
export const number = (value) => (value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(5)));

export class Engine {
  // `known` is what holds for every market; `module` the compiled model.
  constructor(known, module) {
    Object.assign(this, { known, module, worlds: new Map() });
  }

  // A market made ready; those asked about last are kept for the next question.
  world(name, document) {
    const found = this.worlds.get(name) ?? new World(this, document);
    this.worlds.delete(name);
    this.worlds.set(name, found);
    if (this.worlds.size > KEPT) this.worlds.delete(this.worlds.keys().next().value);
    return found;
  }
}

// One market in a memory of its own.
class World {
  constructor(engine, document) {
    Object.assign(this, { engine, document, seed: BigInt(document.seed) });
    this.model = new Model(new WebAssembly.Instance(engine.module, {}));
    this.market = document.market.map((one) => this.model.place(one));
    this.marketAt = this.model.tuple(this.market);
    this.parameters = this.model.place(engine.known.parameters);
    this.lots = this.model.place({ shape: [1, Math.max(1, engine.known.prior.wide.lacking.length)], strides: [8, 8], item: 8, fill: "AAAAAAAAAAA=" });
    this.ids = this.model.place({ shape: [Math.max(1, engine.known.prior.wide.lacking.length)], strides: [8], item: 8, fill: "AAAAAAAAAAA=" });
    this.desks = {};
  }

  index(tuple, name) { return this.engine.known.tuples[tuple].indexOf(name); }

  // Memory for a future: recorded week by week with its log, or its scorecard alone.
  desk(recorded, room = 0) {
    const kept = this.desks[recorded];
    if (kept && kept.room >= room) return kept;
    const { state, results, weeks } = this.document, empty = (one, count) => ({ ...one, shape: [count, ...one.shape.slice(1)] });
    const events = this.index("state", "events"), size = this.engine.known.records.events.size;
    const laid = state.map((one, n) => this.model.place(n === events ? { shape: [room], strides: [size], item: size, fill: btoa("\0".repeat(size)) } : one));
    const written = results.map((one, n) => this.model.place(!recorded && n < 2 ? empty(one, 0) : one));
    const desk = { room, weeks, state: laid, results: written, stateAt: this.model.tuple(laid), resultsAt: this.model.tuple(written) };
    if (recorded) {
      const looks = Math.floor(weeks / LOOK) + 1;
      desk.looks = this.document.looks.map((one) => this.model.place({ ...one, shape: [looks, ...one.shape], strides: [one.shape.reduce((a, b) => a * b, one.item), ...one.strides] }));
      desk.looksAt = this.model.tuple(desk.looks);
    }
    this.desks[recorded] = desk;
    return desk;
  }

  // Lay a strategy out where the one before it lay.
  setup(document) {
    if (this.laid?.document === document) return this.laid;
    const size = document.arrays.reduce((sum, { shape, item }) => sum + 256 + item * shape[0], 0), { model } = this;
    if (!(this.area?.size >= size)) this.area = { at: model.room(size), size };
    const { top } = model;
    model.top = this.area.at;
    const placed = document.arrays.map((one) => model.place(one));
    this.laid = { placed, at: model.tuple(placed), document };
    model.top = top;
    return this.laid;
  }

  view() { return new DataView(this.model.exports.memory.buffer); }

  // Read a field of every row of an array of records.
  column(array, kind, name) {
    const { size, fields } = this.engine.known.records[kind], [type, offset, count] = fields[name];
    const view = this.view(), read = READ[type], wide = Number(type[1]);
    return Array.from({ length: array.count }, (_, row) => {
      const at = array.address + row * size + offset;
      return count === 1 ? Number(view[read](at, true)) : Array.from({ length: count }, (__, n) => Number(view[read](at + n * wide, true)));
    });
  }

  // Write a field of one row.
  write(array, kind, row, name, value) {
    const { size, fields } = this.engine.known.records[kind], [type, offset] = fields[name];
    const put = READ[type].replace("get", "set"), wide = Number(type[1]), at = array.address + row * size + offset;
    [value].flat().forEach((one, n) => this.view()[put](at + n * wide, put.includes("Big") ? BigInt(one) : Number(one), true));
  }

  numbers(array) { return new Float64Array(this.model.exports.memory.buffer.slice(array.address, array.address + array.size)); }

  // Parameters of a future: a row of the table of draws, by its own luck; what the table lacks, from its range.
  draw(run, changes) {
    const { known } = this.engine, { prior } = known;
    new Uint8Array(this.model.exports.memory.buffer, this.parameters.address, this.parameters.size).set(bytes(known.parameters.data));
    const lot = this.uniforms(run, prior.event, [0])[0], row = prior.rows[Math.min(Math.floor(lot * prior.rows.length), prior.rows.length - 1)].split(" ");
    prior.names.forEach((name, n) => this.write(this.parameters, "parameters", 0, name, Number(row[n])));
    const { lacking } = prior.wide;
    if (lacking.length) {
      const u = this.uniforms(run, prior.wide.event, lacking.map(({ id }) => id));
      lacking.forEach(({ name, low, high, log }, n) => this.write(this.parameters, "parameters", 0, name, log ? this.exponential(low + u[n] * (high - low)) : low + u[n] * (high - low)));
    }
    for (const [name, value] of Object.entries(changes)) this.write(this.parameters, "parameters", 0, name, value);
  }

  uniforms(run, event, ids) {
    ids.forEach((id, n) => this.view().setBigInt64(this.ids.address + 8 * n, BigInt(id), true));
    const given = { ...this.ids, count: ids.length, shape: [ids.length] }, lots = { ...this.lots, count: ids.length, shape: [1, ids.length], strides: [8 * ids.length, 8] };
    this.model.call("uniforms_of_futures", this.seed, BigInt(run), BigInt(event), given, lots);
    return this.numbers({ ...lots, size: 8 * ids.length });
  }

  exponential(value) {
    const one = { ...this.lots, count: 1, shape: [1], strides: [8] };
    this.view().setFloat64(one.address, value, true);
    this.model.call("exponentials", one);
    return this.view().getFloat64(one.address, true);
  }

  // Run a future to its horizon; returns its scorecard by column.
  play(document, run, { changes = {}, recorded = false } = {}) {
    const desk = this.desk(recorded), setup = this.setup(document);
    this.draw(run, changes);
    this.model.call("run_future", desk.stateAt, this.marketAt, this.parameters, setup.at, this.seed, BigInt(run), desk.resultsAt);
    return this.card(desk, setup);
  }

  card(desk, setup) {
    const { names } = this.engine.known, workshop = this.column(setup.placed[0], "design", "workshop")[0];
    const values = this.numbers(desk.results[2]);
    return Object.fromEntries(names.scorecard.map((name, n) => [name, !workshop && names.at_exit.includes(name) ? NaN : values[n]]));
  }

  // One weekly measure of the future that was recorded last.
  weekly(name) {
    return this.column(this.desk(true).results[0], "weekly", name);
  }

  // Walk a future week by week, with looks at it, and lay out all that a page can show of it.
  tell(document, run, votes = null, room = this.document.people * this.engine.known.codes.of_one) {
    const desk = this.desk(true, room), setup = this.setup(document), key = [this.seed, BigInt(run)];
    const { model } = this, given = [desk.stateAt, this.marketAt, this.parameters];
    this.draw(run, {});
    model.call("begin_future", ...given, setup.at, key, desk.resultsAt);
    if (votes) this.hand(desk, setup, given, key, votes);
    for (let week = 0; week <= desk.weeks; week++) {
      if (week) model.call("step_future", ...given, setup.at, key, BigInt(week), desk.resultsAt);
      if (week % LOOK === 0) model.call("look", ...given, desk.looksAt, BigInt(week / LOOK));
    }
    model.call("finish_future", ...given, key, desk.resultsAt);
    const logged = this.column(this.of(desk, "ledger"), "ledger", "events")[0];
    if (logged > desk.room) return this.tell(document, run, votes, logged); // the same future, with room for its log
    return { ...this.told(desk, setup, run, logged), looks: this.looked(desk) };
  }

  of(desk, name) { return desk.state[this.index("state", name)]; }

  // Groups by votes that a class cast, in place of those that the actors' own vote formed in week 0.
  hand(desk, setup, given, key, votes) {
    const { voted } = this.engine.known.codes, ledger = this.of(desk, "ledger"), logged = this.column(ledger, "ledger", "events")[0];
    const first = this.column(this.of(desk, "events"), "events", "event").slice(0, logged).indexOf(voted);
    this.write(ledger, "ledger", 0, "events", first < 0 ? logged : first);
    const clear = ({ address, size }) => new Uint8Array(this.model.exports.memory.buffer, address, size).fill(0);
    const migs = this.of(desk, "migs"), actors = this.of(desk, "actors"), constraints = this.of(desk, "constraints");
    clear(migs);
    clear(this.of(desk, "members"));
    for (let g = 0; g < migs.count; g++) for (const name of ["chair", "alive_later"]) this.write(migs, "migs", g, name, -1);
    for (let i = 0; i < actors.count; i++) for (const name of ["memberships", "member_ever"]) this.write(actors, "actors", i, name, 0);
    for (let k = 0; k < constraints.count; k++) this.write(constraints, "constraints", k, "ever_worked", 0);
    votes.forEach((vote, k) => this.view().setFloat64(this.of(desk, "votes").address + 8 * k, vote, true));
    this.model.call("form_by_votes", ...given, setup.at, key, desk.resultsAt);
  }

  told(desk, setup, run, logged) {
    const { names, codes } = this.engine.known, { document } = this;
    const log = Object.fromEntries(["week", "event", "mig", "actor", "other", "value"].map((name) => [name, this.column(this.of(desk, "events"), "events", name).slice(0, logged)]));
    const left = log.week.filter((_, n) => log.event[n] === codes.exit);
    const single = (values) => values.map((value) => (Number.isNaN(value) ? null : Math.fround(value)));
    return {
      seed: document.seed, run, strategy: { name: setup.document.name, title: setup.document.title }, exit: left.at(-1) ?? null,
      weekly: Object.fromEntries(names.weekly.map((name) => [name, single(this.column(desk.results[0], "weekly", name))])),
      relief: this.relief(desk, single),
      events: { names: names.events, ...log, mig: log.mig.map((mig) => mig + 1), value: single(log.value) },
      migs: this.groups(desk), actors: this.people(desk),
      scorecard: Object.fromEntries(Object.entries(this.card(desk, setup)).map(([name, value]) => [name, number(value)])),
    };
  }

  // Share of each constraint's severity that is relieved, week by week: what was worked, and how work flows.
  relief(desk, single) {
    const path = this.of(desk, "plain_path"), sums = this.numbers(path), [weeks, count, sorts] = path.shape;
    const flow = this.numbers(this.market[this.index("market", "flow")]), at = (week, k) => (week < 0 ? 0 : sums[(week * count + k) * sorts]);
    return Object.fromEntries(this.document.constraints.map((name, k) => [name, single(Array.from({ length: weeks }, (_, week) => {
      let relief = 0;
      for (let j = 0; j < count; j++) relief += (at(week, j) - at(week - 1, j)) * flow[k * count + j];
      return Math.min(relief, 1);
    }))]));
  }

  groups(desk) {
    const { names } = this.engine.known, { constraints, actors } = this.document, migs = this.of(desk, "migs");
    const field = Object.fromEntries(["status", "constraint", "formed_on", "members", "chair", "interval", "meetings", "capacity", "ownership", "goals", "plan", "kitty"].map((name) => [name, this.column(migs, "migs", name)]));
    return field.status.flatMap((status, g) => (status === 0 ? [] : [{
      mig: g + 1, constraint: constraints[field.constraint[g]], formed_on: constraints[field.formed_on[g]], status: names.status[status],
      members: field.members[g], chair: field.chair[g] >= 0 ? actors[field.chair[g]] : "", interval: field.interval[g], meetings: field.meetings[g],
      capacity: number(field.capacity[g]), ownership: number(field.ownership[g]), goals: field.goals[g], plan: field.plan[g] + 1, kitty: names.kitties[field.kitty[g]],
    }]));
  }

  people(desk) {
    const { names } = this.engine.known, actors = this.of(desk, "actors");
    const [here, member, type, ties] = ["in_room", "member_ever", "type", "ties"].map((name) => this.column(actors, "actors", name));
    const [gain, relative] = ["gain", "relative"].map((name) => this.column(desk.results[4], "gains", name));
    return here.map((one, i) => ({ in_room: Boolean(one), member: Boolean(member[i]), cooperation: names.cooperation[type[i]], ties: ties[i], gain: number(gain[i]), gain_relative: number(relative[i]) }));
  }

  // Trust between each pair, who belongs to which group, and what draws members there, look by look, in few steps.
  looked(desk) {
    const { names } = this.engine.known, [trust, member, pulls] = desk.looks, belongs = this.model.read(member);
    const utilities = this.numbers(pulls), count = names.pulls.length, drawn = new Int8Array(utilities.length);
    belongs.forEach((one, place) => {
      if (one) for (let n = 0; n < count; n++) drawn[place * count + n] = even(Math.max(-1.27, Math.min(utilities[place * count + n], 1.27)) * PULL_STEPS);
    });
    return {
      weeks: Array.from({ length: trust.shape[0] }, (_, n) => n * LOOK),
      trust: Uint8Array.from(this.numbers(trust), (value) => even(value * TRUST_STEPS)), steps: TRUST_STEPS,
      member: belongs, names: names.pulls, pulls: drawn, pull_steps: PULL_STEPS,
      shapes: { trust: trust.shape, member: member.shape, pulls: [...pulls.shape, count] },
    };
  }
}

// Nearest whole number, halves to the even one.
function even(value) {
  const low = Math.floor(value), part = value - low;
  return part > 0.5 || (part === 0.5 && low % 2) ? low + 1 : low;
}
