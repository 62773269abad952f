// What the browser finds wrong with a field, in the words of the page instead of its own language.

import { fill, words } from './words.js';

export function complaint(field) {
  const { validity } = field;
  if (validity.valueMissing) return words.required;
  if (validity.typeMismatch && field.type === 'email') return words.email;
  if (validity.rangeUnderflow || validity.rangeOverflow) {
    return fill(words.range, { min: field.min, max: field.max });
  }
  return words.wrong;
}

export function speakOfFields() {
  document.addEventListener('invalid', ({ target }) => {
    target.setCustomValidity('');
    if (!target.validity.valid) target.setCustomValidity(complaint(target));
  }, true);
  document.addEventListener('input', ({ target }) => target.setCustomValidity?.(''));
}
