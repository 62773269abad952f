// FEEL for engine/workflow/feel.py: bpmn.io's feelin inside an embedded V8.
//
// The build bundles this file into engine/workflow/feelin.js as one script (IIFE, es2020). It
// defines functions of strings, `feelEvaluate`, `feelUnaryTest` and those for forms and decisions,
// and then freezes everything that an expression could reach, so that no evaluation leaves a trace
// for the next.
import { parser } from "@bpmn-io/lezer-feel";
import { evaluate, parseExpression, parseUnaryTests, unaryTest } from "@bpmn-io/feelin";

import { decider, quick } from "./decisions.js";
import { reader } from "./reading.js";

const TREES = 2000; // parsed expressions kept; the oldest goes first
const trees = new Map();
const configure = parser.configure.bind(parser);

// What an expression means depends on which names are known (they may contain spaces), so a
// parse is kept by its text and by the names of its variables.
let names = "";

function shape(value, depth = 0) {
  if (value === null || typeof value !== "object" || depth > 8) return "";
  if (Array.isArray(value)) return "[" + (value.length ? shape(value[0], depth + 1) : "") + "]";
  const parts = [];
  for (const key in value) parts.push(key + shape(value[key], depth + 1));
  return "{" + parts.join("\u0001") + "}";
}

parser.configure = (options) => ({
  parse(text) {
    const key = options.top + "\u0000" + text + "\u0000" + names;
    let tree = trees.get(key);
    if (tree === undefined) {
      tree = configure(options).parse(text);
      if (trees.size >= TREES) trees.delete(trees.keys().next().value);
      trees.set(key, tree);
    }
    return tree;
  },
});

// Moments and durations leave as ISO 8601 text; functions and ranges are no data.
function plain(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === "function") throw new TypeError("the result is a function, not data");
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Object.getPrototypeOf(value) === Object.prototype) {
    const copy = Object.create(null);
    for (const key of Object.keys(value)) copy[key] = plain(value[key]);
    return copy;
  }
  if (typeof value.toISO === "function") return iso(value);
  throw new TypeError("the result is a range or a function, not data");
}

// feelin keeps a date as a moment at 00:00 UTC and a time as a moment of the year 1900.
function iso(value) {
  if (!value.isLuxonDateTime) return value.toISO();
  if (value.year === 1900) return value.toISOTime({ suppressMilliseconds: true });
  const midnight = value.hour + value.minute + value.second + value.millisecond === 0;
  if (midnight && value.zoneName === "UTC") return value.toISODate();
  return value.toISO({ suppressMilliseconds: true });
}

function answer(work) {
  try {
    const { value, warnings } = work();
    return JSON.stringify([plain(value), warnings.length ? warnings[0].message : ""]);
  } catch (error) {
    const message = String((error && error.message) || error);
    return JSON.stringify({ error: message.slice(0, 500), syntax: error instanceof Error && "position" in error });
  }
}

// now() and today() follow the moment of the act, in Vietnamese time, and not the machine's clock;
// today() is then a date like any other, so `date(x) < today()` compares dates. Without a moment
// ("") they are the machine's. `at` is ISO 8601 with the offset +07:00.
const VIETNAM = 7 * 3600 * 1000;

function moments(at) {
  const text = at || new Date(Date.now() + VIETNAM).toISOString().replace("Z", "+07:00");
  return {
    now: () => evaluate("date and time(x)", { x: text }).value,
    today: () => evaluate("date(x)", { x: text.slice(0, 10) }).value,
  };
}

function run(operation, expression, data, at) {
  return answer(() => {
    const context = JSON.parse(data);
    names = shape(context);
    return operation(expression, { ...moments(at), ...context });
  });
}

// Everything that a form asks at one moment, in one call. `asked`: [[operation, expression, trail]…],
// the trail being the rows from the form down to the place: [[path of the list, index]…]. `data` has
// `data`, what an expression sees by name, and `raw`, the rows that `this` is taken from. The answer
// is a list of values; what fails is null, as in form-js. The contexts are those of form-js, too.
const OPERATIONS = { value: evaluate, test: unaryTest };
// Of a form's many names an expression gets those alone that can be meant by its words: what the
// parse and the search for a name cost grows with the names around.
const WORDS = /[\p{L}\p{N}_]+/gu;

function byFirstWord(context) {
  const index = new Map();
  for (const key of Object.keys(context)) {
    const [word = ""] = key.match(WORDS) ?? [];
    if (!index.has(word)) index.set(word, []);
    index.get(word).push(key);
  }
  return index;
}

function meant(expression, context, index) {
  const few = {};
  for (const word of new Set(["", ...(expression.match(WORDS) ?? [])])) {
    for (const key of index.get(word) ?? []) few[key] = context[key];
  }
  return few;
}

function seen({ data, ...special }) {
  const wrapped = Object.entries(special).map(([key, value]) => [`_${key}_`, value]);
  return { ...special, ...data, ...Object.fromEntries(wrapped) };
}

function within(place, [path, index], rows) {
  const row = path.reduce((value, key) => value?.[key], rows)?.[index] ?? {};
  const parent = seen({ ...place, data: place.this });
  return [{ data: place.data, this: row, parent, i: [...place.i, index + 1] }, row];
}

function contextAt(trail, { data, raw }) {
  let [place, rows] = [{ data, this: data, parent: null, i: [] }, raw ?? data];
  for (const step of trail) [place, rows] = within(place, step, rows);
  return seen(place);
}

function formAnswers(asked, given, at) {
  const data = JSON.parse(given);
  const contexts = new Map();
  return JSON.parse(asked).map(([operation, expression, trail]) => {
    const key = JSON.stringify(trail);
    if (!contexts.has(key)) {
      const context = { ...moments(at), ...contextAt(trail, data) };
      contexts.set(key, [context, byFirstWord(context)]);
    }
    const context = meant(expression, ...contexts.get(key));
    try {
      names = shape(context);
      return plain(OPERATIONS[operation](expression, context).value);
    } catch {
      return null;
    }
  });
}

// Patterns of text fields, matched as the browser does. [[pattern, text]…] → true, false, or null
// where the pattern is none.
function formMatches(pairs) {
  return JSON.parse(pairs).map(([pattern, text]) => {
    try {
      return new RegExp(pattern).test(text);
    } catch {
      return null;
    }
  });
}

globalThis.formAnswers = (asked, data, at) => JSON.stringify([formAnswers(asked, data, at)]);
globalThis.formMatches = (pairs) => JSON.stringify([formMatches(pairs)]);

globalThis.feelRead = reader({ configure });
globalThis.feelEvaluate = (expression, data, at) => run(evaluate, expression, data, at);
globalThis.feelUnaryTest = (expression, data, at) => run(unaryTest, expression, data, at);

// Texts in, as a list of [kind, text]; for each what is wrong with its syntax and where, or null.
// Nothing is evaluated: of a tree with an error, feelin tells before it evaluates.
function problem(kind, text) {
  const unary = kind === "unary";
  if (unary && quick(text)) return null;
  names = "";
  const tree = (unary ? parseUnaryTests : parseExpression)(text, {});
  let broken = false;
  tree.iterate({ enter: (node) => void (broken = broken || node.type.isError) });
  if (!broken) return null;
  try {
    (unary ? unaryTest : evaluate)(text, {});
  } catch (error) {
    if ("position" in error) return [error.message, error.position.from];
  }
  return ["it does not parse", 0];
}

const decisions = decider({
  evaluate,
  unaryTest,
  moments,
  plain,
  enter: (context) => {
    names = shape(context);
  },
});

globalThis.feelProblems = (texts) => JSON.stringify(JSON.parse(texts).map((pair) => problem(...pair)));
globalThis.feelLearn = decisions.learn;
globalThis.feelDecide = decisions.decide;

for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics", "eval", "setTimeout"]) {
  delete globalThis[name];
}

// A frozen prototype would also forbid objects of their own `toString`; an accessor allows it.
function soften(prototype) {
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const entry = Object.getOwnPropertyDescriptor(prototype, key);
    if (!("value" in entry) || !entry.configurable) continue;
    const { value } = entry;
    const set = function (own) {
      if (this === prototype) throw new TypeError("frozen");
      Object.defineProperty(this, key, {
        value: own, writable: true, enumerable: true, configurable: true,
      });
    };
    Object.defineProperty(prototype, key, { get: () => value, set, configurable: false });
  }
}

for (const kind of [Object, Function, Array, Error]) soften(kind.prototype);

function freeze(thing, seen) {
  const kind = typeof thing;
  if (thing === null || (kind !== "object" && kind !== "function") || seen.has(thing)) return;
  seen.add(thing);
  const entries = Object.getOwnPropertyDescriptors(thing);
  for (const key of Reflect.ownKeys(entries)) {
    const entry = entries[key];
    freeze(entry.value, seen);
    freeze(entry.get, seen);
    freeze(entry.set, seen);
  }
  freeze(Object.getPrototypeOf(thing), seen);
  Object.freeze(thing);
}

const frozen = new Set([globalThis]);
for (const name of Object.getOwnPropertyNames(globalThis)) freeze(globalThis[name], frozen);
