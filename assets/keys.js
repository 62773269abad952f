// Shortcuts of the desk. They do nothing while somebody types or an input method composes a
// letter, nor with Ctrl, Alt or Meta held, and can be switched off in the list that `?` opens.

const OFF = 'motcua:keys-off';

const rows = () => [...document.querySelectorAll('[data-row]')];
const chosen = () => document.querySelector('[data-row].sel');

function choose(row) {
  if (!row) return;
  chosen()?.classList.remove('sel');
  row.classList.add('sel');
  const link = row.querySelector('[data-open]');
  link?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

function move(by) {
  const all = rows();
  const at = all.indexOf(chosen());
  choose(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => chosen()?.querySelector('input[type=checkbox]')?.click(),
  n: () => (document.querySelector('[data-claim]') ?? chosen()?.querySelector('[data-claim-row]'))?.click(),
  z: () => document.querySelector('[data-undo]')?.click(),
  '/': () => document.getElementById('search')?.focus(),
  '?': () => document.getElementById('shortcuts')?.showModal(),
};

function typing(event) {
  const place = event.target;
  return event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey
    || event.altKey || place.isContentEditable
    || (place.matches?.('input:not([type=checkbox]), textarea, select') ?? false);
}

function pressed(event) {
  if (typing(event) || document.querySelector('dialog[open]')) return;
  if (localStorage.getItem(OFF) && event.key !== '?') return;
  if (event.key === 'Enter' && chosen() && event.target === document.body) {
    chosen().querySelector('[data-open]').click();
    return;
  }
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

export function shortcuts() {
  document.addEventListener('keydown', pressed);
  document.addEventListener('focusin', ({ target }) => {
    const row = target.closest?.('[data-row]');
    if (row && row !== chosen()) {
      chosen()?.classList.remove('sel');
      row.classList.add('sel');
    }
  });
  const box = document.getElementById('keys-on');
  if (!box) return;
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener('change', () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, 'yes');
  });
}
