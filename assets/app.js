// What every page runs: htmx for the list's filters, the shortcuts, and a few habits of forms.

import 'htmx.org/dist/htmx.esm.js';

import { shortcuts } from './keys.js';
import './upload.js';
import { speakOfFields } from './validity.js';

// A finished act lets go of what this tab kept of its form.
for (const mark of document.querySelectorAll('[data-forget]')) {
  sessionStorage.removeItem(`form:${document.body.dataset.person}:${mark.dataset.forget}`);
}

// One press, one request.
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented || event.target.method === 'get') return;
  if (event.target.dataset.sent === 'yes') {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = 'yes';
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// Selects that act by themselves; without JavaScript their form has a button.
document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-all]')) {
    for (const box of document.querySelectorAll(`input[name=${target.dataset.all}]`)) {
      box.checked = target.checked;
    }
  }
});

for (const opener of document.querySelectorAll('[data-dialog]')) {
  opener.addEventListener('click', () => document.getElementById(opener.dataset.dialog).showModal());
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print());
}

// On a narrow screen the tab that is open may lie outside its strip.
const open = document.querySelector('.tabs [aria-current]');
if (open) open.parentElement.scrollLeft = open.offsetLeft - open.parentElement.offsetLeft - 14;

document.querySelector('[data-focus]')?.focus();
speakOfFields();
shortcuts();
