// How people here write dates and numbers, and how tables show them.

import { words } from './words.js';

const DATE = /^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$/;
const SHORT = /^\s*(\d{2})(\d{2})(\d{4})\s*$/;

// 05/06/2024, 5-6-2024 or 05062024. A day that does not exist is no date, not the next month's.
export function readDate(text) {
  const [, day, month, year] = (DATE.exec(text) ?? SHORT.exec(text) ?? []).map(Number);
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : undefined;
}

// "2.000.000" and "2.000,5" as people write them; a single dot is a decimal point only where
// decimals may stand: in a whole number it parts the thousands.
export function readNumber(text, decimalDigits) {
  const plain = text.trim();
  if (/^-?\d{1,3}(\.\d{3})+(,\d*)?$/.test(plain)) {
    const many = plain.split('.').length > 2 || plain.includes(',') || decimalDigits === 0;
    if (many) return plain.replaceAll('.', '').replace(',', '.');
  }
  return plain.replaceAll(',', '.');
}

export const writeNumber = (value) => (value ?? '').toString().replace('.', ',');

export function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'object') return JSON.stringify(value);
  const date = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}).*)?$/.exec(value);
  if (date) return [`${date[3]}/${date[2]}/${date[1]}`, date[4]].filter(Boolean).join(' ');
  return `${value}`;
}

// Read by form-js itself, where form-patch.mjs sends it here.
globalThis.motcuaForms = { readDate, readNumber, writeNumber, cell };
