// Files on their way: too many are told before they leave, the way is shown, and whatever the
// server answers is shown in the page.

const forms = 'form[data-upload]';

document.addEventListener('change', ({ target }) => {
  const form = target.closest?.(forms);
  if (!form) return;
  if (target.type === 'file') {
    tell(form, tooLarge(form) ? form.dataset.large : '');
    named(target);
  }
  if (target.name === 'day' && target.value) form.querySelector('[name=when][value=later]').checked = true;
});

document.addEventListener('htmx:beforeRequest', (event) => {
  const form = event.target.closest(forms);
  if (form && tooLarge(form)) {
    tell(form, form.dataset.large);
    event.preventDefault();
  }
});

document.addEventListener('htmx:xhr:progress', ({ target, detail }) => {
  const bar = target.closest?.(forms)?.querySelector('progress');
  if (!bar || !detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = (100 * detail.loaded) / detail.total;
});

// A refusal is an answer as well: it says what to mend.
document.addEventListener('htmx:beforeSwap', ({ target, detail }) => {
  if (detail.requestConfig.elt.matches(forms) && [409, 413, 422].includes(detail.xhr.status)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (target.id !== 'upload') return;
  target.querySelector('[data-focus]')?.focus();
  dress(target);
});

for (const name of ['htmx:sendError', 'htmx:responseError']) {
  document.addEventListener(name, ({ target }) => {
    const form = target.closest?.(forms);
    if (form) tell(form, form.dataset.lost);
  });
}

// The browser's own words for choosing files are in the browser's language: ours stand over them.
function dress(part) {
  part.querySelectorAll('.pick').forEach((pick) => pick.classList.add('dressed'));
}

function named(input) {
  const picked = input.closest('.pick').querySelector('.picked');
  picked.dataset.none ??= picked.textContent;
  picked.textContent = [...input.files].map((file) => file.name).join(', ') || picked.dataset.none;
}

dress(document);

function tooLarge(form) {
  const files = [...form.querySelector('[type=file]').files];
  return files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.upload);
}

function tell(form, text) {
  const place = form.querySelector('[data-says]');
  place.textContent = text;
  place.hidden = !text;
}
