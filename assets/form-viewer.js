// form-js as officers meet it: in the words of the page, with the rules of the server, showing
// nothing of anybody else's.

import { Form, MarkdownRendererModule } from '@bpmn-io/form-js-viewer';
import flatpickr from 'flatpickr';
import { Vietnamese } from 'flatpickr/dist/esm/l10n/vn.js';

import { contextFor, RememberingFeel } from './form-feel.js';
import { Rules } from './form-rules.js';
import './form-values.js';
import { translate } from './form-words.js';
import { vietnamese, words } from './words.js';

flatpickr.localize({
  ...(vietnamese ? Vietnamese : {}),
  firstDayOfWeek: 1,
  monthAriaLabel: words.month,
  yearAriaLabel: words.year,
});

const [, Markdown] = MarkdownRendererModule.markdownRenderer;

// A text may be computed from what an applicant wrote: it must not lead out of the house.
class OwnLinks extends Markdown {
  render(text) {
    const page = new DOMParser().parseFromString(super.render(text), 'text/html');
    const own = (address) => new URL(address, document.baseURI).origin === location.origin;
    for (const link of page.querySelectorAll('a[href]')) {
      const address = link.getAttribute('href');
      if (!/^(mailto|tel):/i.test(address) && !safely(own, address)) link.removeAttribute('href');
    }
    for (const image of page.querySelectorAll('img')) {
      if (!safely(own, image.getAttribute('src') ?? '//')) image.remove();
    }
    return page.body.innerHTML;
  }
}
OwnLinks.$inject = [];

function safely(test, value) {
  try {
    return test(value);
  } catch {
    return false;
  }
}

globalThis.motcuaForms.contextFor = contextFor;

const OURS = {
  expressionLanguage: ['type', RememberingFeel],
  translate: ['value', translate],
  validator: ['type', Rules],
  markdownRenderer: ['type', OwnLinks],
};

// What form-js would fill in itself is English: labels it finds missing, and twelve-hour times.
export function prepared(schema) {
  const copy = structuredClone(schema);
  const visit = (component) => {
    component.label ??= '';
    if (component.type === 'text') component.text ??= '';
    if (component.type === 'datetime') component.use24h = true;
    component.components?.forEach(visit);
  };
  copy.components.forEach(visit);
  return copy;
}

export async function show(container, schema, values) {
  const form = new Form({ container, additionalModules: [OURS] });
  await form.importSchema(prepared(schema), values);
  return form;
}
