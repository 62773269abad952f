// The form island: draws a form-js form, writes its values into a hidden field when the page's own
// <form> is sent, saves drafts, and never loses what was typed.

import { Form } from '@bpmn-io/form-js-viewer';
import flatpickr from 'flatpickr';
import { Vietnamese } from 'flatpickr/dist/esm/l10n/vn.js';

import { Draft } from './draft.js';
import { translate } from './form-words.js';
import { complaint } from './validity.js';
import { fill, vietnamese, words } from './words.js';

flatpickr.localize({
  ...(vietnamese ? Vietnamese : {}),
  monthAriaLabel: words.month,
  yearAriaLabel: words.year,
});

const translations = { translate: ['value', translate] };
const islands = [];

async function draw(element) {
  const read = (name) => JSON.parse(document.getElementById(element.dataset[name]).textContent);
  const form = new Form({ container: element, additionalModules: [translations] });
  const draft = new Draft(element, form);
  await form.importSchema(read('schema'), draft.latest(read('values')));
  const island = { element, form, draft, owner: document.getElementById(element.dataset.owner) };
  islands.push(island);
  draft.watch();
  element.removeAttribute('aria-busy');
  if (element.dataset.checked === 'yes') form.validate();
}

// The label of a field as the officer reads it, without the star of a required field.
function label(form, id) {
  const field = form.get('formFieldRegistry').get(id);
  return field?.label ?? field?.dateLabel ?? id;
}

function control(element, id) {
  const inputs = [...element.querySelectorAll('input, textarea, select, [tabindex]')];
  const wanted = new RegExp(`-${CSS.escape(id)}(-|$)`);
  return inputs.find((input) => wanted.test(input.id)) ?? inputs[0];
}

const sentence = (name, message) =>
  `${(name ?? '').replace(/\s*\*$/, '')}: ${message.replace(/^./u, (c) => c.toLowerCase())}`;

function problems(island) {
  const { errors } = island.form.submit();
  return Object.entries(errors).flatMap(([id, messages]) =>
    [].concat(messages ?? []).slice(0, 1).map((message) => ({
      island,
      id,
      text: sentence(label(island.form, id), String(message)),
    })),
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
  for (const { island, id, field, text } of found) {
    const link = document.createElement('a');
    link.href = `#${field?.id ?? island.element.id}`;
    link.textContent = text;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      (field ?? control(island.element, id))?.focus();
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
