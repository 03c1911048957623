// Answers to what a page asks of the model: histories, outcomes in several worlds, lessons, plays of the game.

import { number } from "./engine.js";

const OUTCOMES = ["net_benefit", "system_benefit", "trust", "partners", "goals_reached", "migs_alive", "households_reached"];
const SCORES = ["net_benefit", "system_benefit", "cost", "benefit_cost_ratio", "migs_formed", "migs_alive", "migs_completed", "goals_reached", "partners", "trust", "households_reached"];
const LESSON_WORLDS = 40;
const GAINS = ["system_benefit", "wider_benefit", "constituent_benefit"];

// Each takes a market's world, what was asked, and the documents that it needs; `tell` is called with the share done.
export const answers = {
  tale: (world, { run, votes }, { setup }) => world.tell(setup, run, votes),

  dots(world, { runs }, { setups }, tell) {
    const found = setups.map((setup, n) => [setup.name, range(runs).map((run) => { tell((n * runs + run) / (setups.length * runs)); return world.play(setup, run); })]);
    return Object.fromEntries(found.map(([name, cards]) => [name, Object.fromEntries(OUTCOMES.map((column) => [column, cards.map((card) => number(card[column]))]))]));
  },

  lesson(world, { knob }, { lesson, without }, tell) {
    const turned = knob ?? lesson.asked_at, ways = lesson.ways[turned];
    const values = ways.map((way, n) => measured(world, lesson, way, lesson.changes[n], without, (share) => tell((n + share) / ways.length)));
    const [wins, of] = won(lesson, values), means = values.map(mean);
    return { knob: turned, knobs: lesson.knobs, asked_at: lesson.asked_at, measure: lesson.measure, values: values.map((row) => row.map(number)), means: means.map(number), wins, of, bins: lesson.bins, worth: lesson.worth, difference: values[1] ? number(ahead(lesson, values)) : null, answer: answered(lesson, values, means) };
  },

  play(world, { run, quarters }, { game }) {
    const told = world.tell(decided(world, game, quarters), run);
    return { ...told, score: scored(told.scorecard) };
  },

  // Every way to play the packages in one world, by their names joined with blanks, with its score.
  plays(world, { run }, { game }, tell) {
    const names = Object.keys(game.packages), count = names.length ** game.quarters;
    return Object.fromEntries(range(count).map((n) => {
      const way = range(game.quarters).map((quarter) => names[Math.floor(n / names.length ** (game.quarters - 1 - quarter)) % names.length]);
      tell(n / count);
      return [way.join(" "), scored(world.play(decided(world, game, way.map((name) => game.packages[name])), run))];
    }));
  },
};

const range = (count) => Array.from({ length: count }, (_, n) => n);
const scored = (card) => Object.fromEntries(SCORES.map((name) => [name, number(card[name])]));

// Mean over the worlds that have a value.
function mean(row) {
  const known = row.filter(Number.isFinite);
  return known.length ? known.reduce((sum, one) => sum + one, 0) / known.length : NaN;
}

function measured(world, { measure }, setup, changes, without, tell) {
  return range(LESSON_WORLDS).map((run) => {
    tell(run / LESSON_WORLDS);
    const card = world.play(setup, run, { changes, recorded: measure === "trust_gain" });
    if (measure === "trust_gain") { const trust = world.weekly("trust").map(Math.fround); return Math.fround(trust[52] - trust[0]); }
    if (measure !== "share_outside") return card[measure];
    const alone = world.play(without, run, { changes }), [everybody, wider, tied] = GAINS.map((name) => card[name] - alone[name]);
    return everybody > 0 ? Math.max(0, Math.min((wider + tied) / everybody, 1)) : NaN;
  });
}

// Worlds in which the first way does better, a draw counting half, of those in which both have a value.
function won({ less_is_better: less }, [first, second]) {
  if (!second) return [0, first.filter(Number.isFinite).length];
  const leads = first.map((one, n) => (one - second[n]) * (less ? -1 : 1)).filter(Number.isFinite);
  return [leads.reduce((sum, lead) => sum + (lead > 1e-12 ? 1 : lead >= -1e-12 ? 0.5 : 0), 0), leads.length];
}

// How far the first way is ahead on average, over the worlds in which both have a value.
const ahead = ({ less_is_better: less }, [first, second]) => mean(first.map((one, n) => one - second[n])) * (less ? -1 : 1);

// Number of the answer that came out: of two ways 0 the first, 1 the second, 2 no difference worth acting on; of one way the bin.
function answered(lesson, values, means) {
  if (lesson.bins.length) return lesson.bins.filter((edge) => edge < means[0] || Number.isNaN(means[0])).length;
  const lead = ahead(lesson, values);
  return lead >= lesson.worth ? 0 : lead <= -lesson.worth ? 1 : 2;
}

// A play as a strategy: one phase a quarter, then nothing. It settles beforehand what every play does.
function decided(world, game, quarters) {
  const { setup } = game, { size, fields } = world.engine.known.records.levers, design = world.engine.known.records.design;
  const copy = (one) => Uint8Array.from(atob(one.data), (c) => c.charCodeAt(0));
  const settled = copy(setup.arrays[0]), schedule = copy(setup.arrays[1]), weeks = schedule.length / size;
  const put = (bytes, [type, offset], at, values) => {
    const view = new DataView(bytes.buffer), wide = Number(type[1]);
    values.forEach((value, n) => {
      const place = at + offset + n * wide;
      if (type === "f8") view.setFloat64(place, value, true);
      else if (type === "i8") view.setBigInt64(place, BigInt(value), true);
      else if (wide === 4) view.setInt32(place, value, true);
      else view.setUint8(place, value);
    });
  };
  put(settled, design.fields.latest, 0, [1 + game.weeks * quarters.length]);
  const first = schedule.slice(size, 2 * size), after = schedule.slice((weeks - 1) * size);
  for (let week = 1; week < weeks; week++) {
    const quarter = quarters[Math.floor((week - 1) / game.weeks)];
    schedule.set(quarter ? first : after, week * size);
    if (!quarter) continue;
    put(schedule, fields.hours, week * size, game.practices.map((name) => quarter.hours[name] ?? 0));
    for (const name of ["style", "travel_support", "fund"]) put(schedule, fields[name], week * size, [quarter[name]]);
  }
  return { name: setup.name, title: setup.title, arrays: [{ ...setup.arrays[0], data: settled }, { ...setup.arrays[1], data: schedule }, setup.arrays[2]] };
}
