// FEEL in forms of thousands of fields. form-js hands every expression all values of the form, which
// costs with the square of their number; here each gets the few that its words can mean, and is not
// evaluated again while those stay as they are.

import { FeelExpressionLanguage } from '@bpmn-io/form-js-viewer';

const WORDS = /[\p{L}\p{N}_]+/gu;
const CLOCK = /\b(now|today)\b/;
const KEPT = 5000; // results; then all are forgotten
const indexes = new WeakMap();

function wordsOf(text) {
  return text.match(WORDS) ?? [];
}

// First word of a name → the names; names may have spaces. Data of a form is never changed in place
// while it is drawn, so an index lasts as long as the data.
function indexOf(data) {
  if (!indexes.has(data)) {
    const index = new Map();
    for (const name of Object.keys(data)) {
      const [word = ''] = wordsOf(name);
      if (!index.has(word)) index.set(word, []);
      index.get(word).push(name);
    }
    indexes.set(data, index);
  }
  return indexes.get(data);
}

// The context of form-js for one expression: `this`, `parent`, `i`, then the data, then `_this_` ….
export function contextFor({ data, ...special }, expression) {
  const words = new Set(['', ...wordsOf(expression)]);
  const few = {};
  for (const name of Object.keys(special)) if (words.has(name)) few[name] = special[name];
  const index = indexOf(data ?? {});
  for (const word of words) for (const name of index.get(word) ?? []) few[name] = data[name];
  for (const name of Object.keys(special)) {
    if (words.has(`_${name}_`)) few[`_${name}_`] = special[name];
  }
  return few;
}

export class RememberingFeel extends FeelExpressionLanguage {
  constructor(eventBus) {
    super(eventBus);
    this.results = new Map();
  }

  evaluate(expression, data = {}) {
    return this.remembered('=', expression, data, () => super.evaluate(expression, data));
  }

  evaluateUnaryTest(expression, data = {}) {
    return this.remembered('?', expression, data, () => super.evaluateUnaryTest(expression, data));
  }

  remembered(operation, expression, data, evaluate) {
    if (!this.isExpression(expression)) return null;
    if (CLOCK.test(expression)) return evaluate();
    const key = JSON.stringify([operation, expression, data]);
    if (!this.results.has(key)) {
      if (this.results.size >= KEPT) this.results.clear();
      this.results.set(key, evaluate());
    }
    return this.results.get(key);
  }
}
RememberingFeel.$inject = ['eventBus'];
