// Typing is kept twice: as a draft on the server (when the page names an address for it) and in
// this tab's own storage, which survives an expired sign-in.

import { fill, words } from './words.js';

const WAIT = 1500; // milliseconds of silence before a draft is saved

export class Draft {
  constructor(element) {
    this.address = element.dataset.draft;
    this.key = `form:${document.body.dataset.person}:${element.dataset.keep}`;
    this.status = document.getElementById(element.dataset.status);
    this.dirty = false;
    this.leaving = false;
  }

  // What this tab still holds is newer than what the server knows.
  latest(values) {
    const kept = sessionStorage.getItem(this.key);
    if (!kept) return values;
    this.say(words.restored);
    return { ...values, ...JSON.parse(kept) };
  }

  watch(form) {
    this.last = JSON.stringify(form._getState().data); // the first drawing is no change
    form.on('changed', ({ data }) => this.changed(data));
    window.addEventListener('beforeunload', (event) => {
      document.activeElement?.blur(); // form-js holds back the last letters until a field is left
      if (this.dirty && !this.leaving) event.preventDefault();
    });
  }

  changed(data) {
    const text = JSON.stringify(data);
    if (text === this.last) return;
    this.last = text;
    this.dirty = true;
    sessionStorage.setItem(this.key, text);
    clearTimeout(this.timer);
    if (this.address) this.timer = setTimeout(() => this.save(data), WAIT);
  }

  async save(data) {
    this.say(words.saving);
    const values = JSON.parse(JSON.stringify(data));
    try {
      const answer = await fetch(this.address, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-CSRFToken': document.querySelector('meta[name=csrf-token]').content,
          Accept: 'application/json',
        },
        body: JSON.stringify({ values }),
        redirect: 'error',
      });
      if (answer.status === 401) return this.say(words.signedOut);
      if (!answer.ok) return this.say(words.unsaved);
      const { saved_at: time } = await answer.json();
      if (JSON.stringify(values) === this.last) this.kept();
      return this.say(fill(words.saved, { time }));
    } catch {
      return this.say(words.unsaved);
    }
  }

  kept() {
    this.dirty = false;
    sessionStorage.removeItem(this.key);
  }

  // The copy in the tab stays until the next page says that the act was done (see app.js).
  sent() {
    clearTimeout(this.timer);
    this.leaving = true;
  }

  say(text) {
    if (this.status) this.status.textContent = text;
  }
}
