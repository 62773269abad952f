// DMN decisions for engine/workflow/decisions.py, evaluated cell by cell by feelin.
//
// A plan is what a decision rests on, in order, itself last; it is kept by its digest, so that a
// table of thousands of rules crosses the border once. Values between decisions stay FEEL values.

const PLANS = 32; // plans kept; the oldest goes first

const STRING = '"[^"\\\\]*"';
const NUMBER = "-?\\d+(?:\\.\\d+)?";
const STRINGS = new RegExp(`^${STRING}(?:\\s*,\\s*${STRING})*$`);
const NUMBERS = new RegExp(`^${NUMBER}(?:\\s*,\\s*${NUMBER})*$`);
const COMPARED = new RegExp(`^(<=|>=|<|>)\\s*(${NUMBER})$`);
const INTERVAL = new RegExp(`^([\\[(\\]])\\s*(${NUMBER})\\s*\\.\\.\\s*(${NUMBER})\\s*([\\])\\[])$`);
const COMPARE = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

class Fault extends Error {
  constructor(code, message, place) {
    super(message);
    this.code = code;
    this.place = place;
  }
}

// The commonest cells without the parser. Each function answers true or false for values of its
// own kind and null, and undefined for what feelin has to judge.
export function quick(text) {
  if (text === "" || text === "-") return () => true;
  if (text === "true" || text === "false") return scalar("boolean", (v) => v === (text === "true"));
  if (STRINGS.test(text)) {
    const known = new Set([...text.matchAll(/"([^"\\]*)"/g)].map((m) => m[1]));
    return scalar("string", (v) => known.has(v));
  }
  if (NUMBERS.test(text)) {
    const known = new Set(text.split(",").map(Number));
    return scalar("number", (v) => known.has(v));
  }
  const compared = COMPARED.exec(text);
  if (compared) {
    const [, operator, limit] = compared;
    return scalar("number", (v) => COMPARE[operator](v, Number(limit)));
  }
  const interval = INTERVAL.exec(text);
  if (interval) {
    const [, open, low, high, close] = interval;
    if (Number(low) > Number(high)) return null; // what such a range holds, feelin says
    const above = open === "[" ? COMPARE[">="] : COMPARE[">"];
    const below = close === "]" ? COMPARE["<="] : COMPARE["<"];
    return scalar("number", (v) => above(v, Number(low)) && below(v, Number(high)));
  }
  return null;
}

function scalar(kind, test) {
  return (value) => (typeof value === kind ? test(value) : value === null ? false : undefined);
}

function put(target, key, value) {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

// `enter` tells which names exist before something is parsed; `moments` gives now() and today().
export function decider({ evaluate, unaryTest, enter, moments, plain }) {
  const plans = new Map();
  let warned = new Set();

  function fault(error, place) {
    const code = error instanceof Error && "position" in error ? "syntax" : "fails";
    return new Fault(code, String((error && error.message) || error), place);
  }

  function compute(text, context, place) {
    enter(context);
    try {
      const { value, warnings } = evaluate(text, context);
      for (const { message } of warnings) warned.add(message);
      return value === undefined ? null : value;
    } catch (error) {
      throw fault(error, place);
    }
  }

  const same = (a, b) => a === b || compute("a = b", { a, b }, {}) === true;

  // What comes in as JSON becomes the value that the column's type says.
  function typed(value, type, place) {
    const wrong = () => new Fault("type", `${JSON.stringify(plain(value))} is no ${type}`, place);
    if (value === null || type === "any") return value;
    if (type === "string" || type === "boolean") {
      if (typeof value !== type) throw wrong();
      return value;
    }
    if (type === "number" || type === "integer") {
      if (typeof value !== "number" || (type === "integer" && !Number.isInteger(value))) throw wrong();
      return value;
    }
    if (typeof value === "string") {
      const whole = type === "dateTime" || (type === "date" && value.includes("T"));
      const make = whole ? "date and time(v)" : `${type}(v)`;
      const found = compute(make, { v: value }, place);
      if (found === null) throw wrong();
      return found;
    }
    if (typeof value !== "object" || typeof value.toISO !== "function") throw wrong();
    return value;
  }

  function prepare(plan) {
    for (const decision of plan.decisions) {
      if (!decision.rules) continue;
      for (const rule of decision.rules) rule.tests = rule.inputs.map(quick);
      const named = decision.outputs.filter((output) => output.values);
      for (const output of named) output.order = compute(`[${output.values}]`, {}, { decision: decision.id });
    }
    return plan;
  }

  function tests(decision, context) {
    return decision.inputs.map((input, column) => {
      const place = { decision: decision.id, column: column + 1 };
      const found = compute(input.expression, context, place);
      const value = typed(found, input.type, place);
      const around = { ...context, "?": value };
      const answers = new Map();
      return (rule, number) => {
        const fast = rule.tests[column] && rule.tests[column](value);
        if (typeof fast === "boolean") return fast;
        const text = rule.inputs[column];
        if (!answers.has(text)) answers.set(text, slow(text, around, { ...place, rule: number }));
        return answers.get(text);
      };
    });
  }

  function slow(text, around, place) {
    enter(around);
    try {
      return unaryTest(text, around).value === true;
    } catch (error) {
      throw fault(error, place);
    }
  }

  function hits(decision, context) {
    const columns = tests(decision, context);
    const found = [];
    for (let at = 0; at < decision.rules.length; at += 1) {
      if (!columns.every((test) => test(decision.rules[at], at + 1))) continue;
      found.push(at + 1);
      if (decision.policy === "FIRST") break;
    }
    return found;
  }

  function rows(decision, context, numbers) {
    const values = new Map();
    return numbers.map((number) => {
      const row = {};
      decision.outputs.forEach((output, column) => {
        const text = decision.rules[number - 1].outputs[column];
        const place = { decision: decision.id, rule: number, output: column + 1 };
        if (!values.has(text)) values.set(text, text ? compute(text, context, place) : null);
        put(row, output.name, values.get(text));
      });
      return row;
    });
  }

  // Where an output stands in its column's list of values; what is not in it comes last.
  function rank(output, value) {
    const at = output.order.findIndex((other) => same(other, value));
    return at < 0 ? output.order.length : at;
  }

  function ordered(decision, found, numbers) {
    const keyed = decision.outputs.filter((output) => output.order);
    const entries = found.map((row, at) => ({ row, number: numbers[at], ranks: keyed.map((o) => rank(o, row[o.name])) }));
    entries.sort((a, b) => {
      for (let at = 0; at < keyed.length; at += 1) {
        if (a.ranks[at] !== b.ranks[at]) return a.ranks[at] - b.ranks[at];
      }
      return a.number - b.number;
    });
    return entries;
  }

  function refuseSeveral(decision, numbers) {
    if (numbers.length > 1) {
      throw new Fault("unique", `rules ${numbers.join(", ")} are hit, but only one may be (UNIQUE)`, { decision: decision.id, rule: numbers[1] });
    }
  }

  function refuseDifferent(decision, found, numbers) {
    found.forEach((row, at) => {
      if (decision.outputs.some((output) => !same(row[output.name], found[0][output.name]))) {
        throw new Fault("any", `rules ${numbers[0]} and ${numbers[at]} are hit, but give different results (ANY)`, { decision: decision.id, rule: numbers[at] });
      }
    });
  }

  function aggregated(decision, values, numbers) {
    const { aggregation, id } = decision;
    if (aggregation === "COUNT") return values.length;
    values.forEach((value, at) => {
      if (typeof value !== "number") {
        throw new Fault("aggregate", `${JSON.stringify(plain(value))} is no number for ${aggregation}`, { decision: id, rule: numbers[at], output: 1 });
      }
    });
    if (aggregation === "MIN") return values.reduce((a, b) => Math.min(a, b));
    if (aggregation === "MAX") return values.reduce((a, b) => Math.max(a, b));
    // Binary fractions would make 0.30000000000000004 of 0.1 and 0.2.
    return Number(values.reduce((a, b) => a + b, 0).toPrecision(15));
  }

  function defaults(decision, context) {
    if (!decision.outputs.some((output) => output.default)) return null;
    const row = {};
    decision.outputs.forEach((output, column) => {
      const place = { decision: decision.id, output: column + 1 };
      put(row, output.name, output.default ? compute(output.default, context, place) : null);
    });
    return row;
  }

  function table(decision, context) {
    let numbers = hits(decision, context);
    let found = rows(decision, context, numbers);
    const one = (row) => (decision.outputs.length === 1 ? row[decision.outputs[0].name] : row);
    const many = ["COLLECT", "RULE ORDER", "OUTPUT ORDER"].includes(decision.policy);
    if (decision.policy === "UNIQUE") refuseSeveral(decision, numbers);
    if (decision.policy === "ANY") refuseDifferent(decision, found, numbers);
    if (!numbers.length) {
      const row = defaults(decision, context);
      if (!row) return { value: null, rows: [], hits: [] };
      return { value: one(row), rows: [row], hits: [] }; // no list, as Camunda 8 has it
    }
    if (decision.policy === "PRIORITY" || decision.policy === "OUTPUT ORDER") {
      const entries = ordered(decision, found, numbers);
      found = entries.map((entry) => entry.row);
      numbers = entries.map((entry) => entry.number);
    }
    if (decision.aggregation) {
      return counted(decision, aggregated(decision, found.map(one), numbers), numbers);
    }
    if (many) return { value: found.map(one), rows: found, hits: numbers };
    return { value: one(found[0]), rows: [found[0]], hits: [numbers[0]] };
  }

  function counted(decision, value, numbers) {
    const row = {};
    put(row, decision.outputs[0].name, value);
    return { value, rows: [row], hits: numbers };
  }

  function literal(decision, context) {
    const value = compute(decision.expression, context, { decision: decision.id });
    const row = {};
    put(row, decision.keys[0], value);
    return { value, rows: [row], hits: [] };
  }

  // Only variables whose name can occur in the plan's text: what is parsed then depends on less.
  function seen(plan, data) {
    const context = {};
    for (const key of Object.keys(data)) {
      const word = /^[\p{L}\p{N}_]+/u.exec(key);
      if (!word || plan.text.includes(word[0])) put(context, key, data[key]);
    }
    return context;
  }

  function run(plan, data, at) {
    let context = { ...moments(at), ...seen(plan, data) };
    for (const { name, id, parameters, expression } of plan.functions) {
      const made = compute(`function(${parameters.join(", ")}) ${expression}`, context, { decision: id });
      context = { ...context };
      put(context, name, made);
    }
    let result;
    warned = new Set();
    const trace = [];
    for (const decision of plan.decisions) {
      result = decision.rules ? table(decision, context) : literal(decision, context);
      trace.push([decision.id, result.hits]);
      context = { ...context };
      const alone = result.rows.length === 1 ? result.rows[0] : {};
      if (decision.spreads) for (const key of Object.keys(alone)) put(context, key, alone[key]);
      for (const key of decision.keys) put(context, key, result.value);
    }
    return { value: plain(result.value), rows: plain(result.rows), hits: trace, warnings: [...warned].slice(0, 20) };
  }

  function answer(work) {
    try {
      return JSON.stringify(work());
    } catch (error) {
      const message = String((error && error.message) || error).slice(0, 500);
      const place = error instanceof Fault ? error.place : {};
      return JSON.stringify({ error: message, code: error instanceof Fault ? error.code : "fails", ...place });
    }
  }

  return {
    learn(key, text) {
      return answer(() => {
        if (plans.size >= PLANS) plans.delete(plans.keys().next().value);
        plans.set(key, prepare({ ...JSON.parse(text), text }));
        return {};
      });
    },
    decide(key, data, at) {
      return answer(() => (plans.has(key) ? run(plans.get(key), JSON.parse(data), at) : { unknown: true }));
    },
  };
}
