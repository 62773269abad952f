// The form island: draws a form-js form, writes its values into a hidden field when the page's own
// <form> is sent, saves drafts, and never loses what was typed.

import { Draft } from './draft.js';
import { show } from './form-viewer.js';
import { complaint } from './validity.js';
import { fill, words } from './words.js';

const islands = [];

async function draw(element) {
  const read = (name) => JSON.parse(document.getElementById(element.dataset[name]).textContent);
  const draft = new Draft(element);
  const form = await show(element, read('schema'), draft.latest(read('values')));
  const island = { element, form, draft, owner: document.getElementById(element.dataset.owner) };
  islands.push(island);
  draft.watch(form);
  element.removeAttribute('aria-busy');
  if (element.dataset.checked === 'yes') form.validate();
}

// The label of a field as the officer reads it, without the star of a required field.
function label(form, id) {
  const field = form.get('formFieldRegistry').get(id);
  return field?.label ?? field?.dateLabel ?? id;
}

// `rows` are the rows of the lists around the field, counted from 1.
function control(element, id, rows = []) {
  const inputs = [...element.querySelectorAll('input, textarea, select, [tabindex]')];
  const row = rows.map((number) => `_${number - 1}`).join('');
  const wanted = new RegExp(`-${CSS.escape(id)}${row}(-|$)`);
  return inputs.find((input) => wanted.test(input.id)) ?? inputs[0];
}

const sentence = (name, message) =>
  `${(name ?? '').replace(/\s*\*$/, '')}: ${message.replace(/^./u, (c) => c.toLowerCase())}`;

function problems(island) {
  const { errors } = island.form.submit();
  return Object.entries(errors).flatMap(([id, messages]) =>
    messagesOf(messages).map(({ rows, message }) => ({
      island,
      id,
      rows,
      text: sentence(label(island.form, id) + inRow(rows), message),
    })),
  );
}

const inRow = (rows) => (rows.length ? ` (${fill(words.row, { row: rows.join('.') })})` : '');

// form-js keeps the messages of a field in a list, those of a field in rows by the rows' indexes.
function messagesOf(found, rows = []) {
  if (!found) return [];
  const [first] = Object.values(found);
  if (typeof first === 'string') return [{ rows, message: first }];
  return Object.entries(found).flatMap(([row, inner]) =>
    messagesOf(inner, [...rows, Number(row) + 1]),
  );
}

// The page's own fields; the browser would tell one at a time, in its own language.
function plainProblems(owner) {
  const fields = [...owner.elements];
  return fields
    .filter((field) => field.willValidate && !field.validity.valid)
    .filter((field) => field.type !== 'radio' || fields.find((f) => f.name === field.name) === field)
    .map((field) => ({ field, text: sentence(name(field)?.textContent, complaint(field)) }));
}

// Radio buttons are one field, which goes by the legend's name and not by those of its choices.
function name(field) {
  const legend = field.type === 'radio' && field.closest('fieldset')?.querySelector('legend');
  return legend || field.labels[0];
}

// The summary takes the focus and links to each field, in the words that stand beside the field.
function summarise(owner, found) {
  const box = document.getElementById(owner.dataset.summary);
  const title = document.createElement('h2');
  title.textContent = fill(words.problems, { count: found.length });
  const list = document.createElement('ul');
  for (const { island, id, rows, field, text } of found) {
    const link = document.createElement('a');
    link.href = `#${field?.id ?? island.element.id}`;
    link.textContent = text;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      (field ?? control(island.element, id, rows))?.focus();
    });
    const item = document.createElement('li');
    item.append(link);
    list.append(item);
  }
  box.replaceChildren(title, list);
  box.hidden = false;
  box.focus();
}

function send(event) {
  const owner = event.target;
  const own = islands.filter((island) => island.owner === owner);
  // An act beside the form comes back to it: what was typed waits in this tab, unasked.
  if ('returns' in owner.dataset) islands.forEach(({ draft }) => draft.sent());
  if (!own.length) return;
  const unchecked = event.submitter?.dataset.unchecked === 'yes';
  const found = unchecked ? [] : [...plainProblems(owner), ...own.flatMap(problems)];
  if (found.length) {
    event.preventDefault();
    event.stopImmediatePropagation();
    summarise(owner, found);
    return;
  }
  for (const { element, form, draft } of own) {
    const data = form.submit().data;
    owner.elements.namedItem(element.dataset.target).value = JSON.stringify(data);
    draft.sent();
  }
}

// Pressing a button leaves the field that was typed in, and its message may move the button away
// from under the pointer before it is let go: the press would be lost. So the field is left when the
// press is complete, and before anything acts on it.
const button = (target) => target.closest?.('button');
document.addEventListener('mousedown', (event) => button(event.target) && event.preventDefault());
document.addEventListener('click', ({ target }) => button(target)?.focus({ preventScroll: true }), {
  capture: true,
});
document.addEventListener('submit', send, { capture: true });
document.querySelectorAll('[data-form]').forEach((element) => {
  draw(element).catch((error) => {
    element.querySelector('[data-failed]')?.removeAttribute('hidden');
    throw error;
  });
});
for (const link of document.querySelectorAll('[data-field]')) {
  link.addEventListener('click', (event) => {
    const island = islands.find(({ form, element }) =>
      control(element, link.dataset.field) && form.get('formFieldRegistry').getAll()
        .some((field) => field.key === link.dataset.field || field.id === link.dataset.field));
    if (!island) return;
    event.preventDefault();
    const field = island.form.get('formFieldRegistry').getAll()
      .find((candidate) => [candidate.key, candidate.id].includes(link.dataset.field));
    control(island.element, field.id)?.focus();
  });
}
