// The rules of a field, exactly as the server keeps them (engine/definitions/values.py): one table
// of cases runs through both. They are those of form-js, and stricter where it lets pass what no
// office can use: blank text, control characters, an e-mail address without a domain's dot. A phone
// number may be written as people here write it.

import Big from 'big.js';

import { contextFor } from './form-feel.js';

const MAX_TEXT = 20000;
const MAX_AMOUNT = '1e15';
const FIRST_YEAR = 1900;
const NUMBER = /^-?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/;
const NAME = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const EMAIL = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${NAME}(?:\\.${NAME}){1,8}$`);
const PHONE = /^(?:\+|00?)[0-9][0-9 .-]{6,18}$/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const INTERVALS = [1, 5, 10, 15, 30, 60];
const today = () =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());

const isEmpty = (value) =>
  value === undefined || value === null ||
  (typeof value === 'string' && !value.trim()) ||
  (Array.isArray(value) && !value.length);

// A limit that is no number limits nothing.
function limit(value) {
  try {
    return typeof value === 'number' || typeof value === 'string' ? Big(value) : null;
  } catch {
    return null;
  }
}

function ofText({ type, validate = {} }, value, { minLength, maxLength }) {
  if (typeof value !== 'string') return [];
  if (CONTROL.test(value) || (type === 'textfield' && /[\r\n]/.test(value))) {
    return ['Field has characters that cannot be kept.'];
  }
  const whole = value.normalize('NFC');
  const length = [...whole.trim()].length;
  const longest = maxLength?.lt(MAX_TEXT) ? maxLength : Big(MAX_TEXT);
  if (longest.lt(length) || [...whole].length > MAX_TEXT) {
    return ['Field must have maximum length of {value}.', longest.round()];
  }
  if (minLength?.gt(length)) return ['Field must have minimum length of {value}.', minLength];
  return type === 'textfield' ? ofLine(validate, whole) : [];
}

function ofLine({ validationType, pattern, patternErrorMessage }, value) {
  if (validationType === 'email' && !EMAIL.test(value)) return ['Field must be a valid email.'];
  if (validationType === 'phone' && !PHONE.test(value)) {
    return ['Field must be a valid international phone number. (e.g. +4930664040900)'];
  }
  if (pattern && !new RegExp(pattern).test(value)) {
    return patternErrorMessage
      ? ['{value}', patternErrorMessage]
      : ['Field must match pattern {value}.', pattern];
  }
  return [];
}

function decimals(number) {
  const [, after = ''] = number.toFixed().split('.');
  return after.length;
}

function ofNumber({ decimalDigits, increment }, value, { min, max }) {
  if (typeof value === 'string' ? !NUMBER.test(value) : typeof value !== 'number') {
    return ['Value is not a number.'];
  }
  const number = Big(String(value).replace(/\.$/, ''));
  if (number.abs().gt(MAX_AMOUNT)) {
    return ['Field must have maximum value of {value}.', Big(MAX_AMOUNT)];
  }
  if (decimalDigits >= 0 && decimals(number) > decimalDigits) {
    return decimalDigits === 0
      ? ['Value is expected to be an integer.']
      : ['Value is expected to have at most {value} decimal digits.', Big(decimalDigits)];
  }
  const step = increment && Big(increment);
  if (step && !number.mod(step).eq(0)) {
    const below = number.minus(number.mod(step));
    return ['Please select a valid value, the two nearest valid values are {previousValue} and {nextValue}.',
      below, below.plus(step)];
  }
  if (min?.gt(number)) return ['Field must have minimum value of {value}.', min];
  if (max?.lt(number)) return ['Field must have maximum value of {value}.', max];
  return [];
}

function ofMoment({ subtype = 'date', disallowPassedDates, timeInterval }, value) {
  if (typeof value !== 'string') return [];
  if (subtype !== 'time' && Number(value.slice(0, 4)) < FIRST_YEAR) {
    return ['Date must not be before {value}.', String(FIRST_YEAR)];
  }
  const minutes = Number(value.slice(value.indexOf('T') + 1).slice(3, 5));
  if (subtype !== 'date' && INTERVALS.includes(timeInterval) && minutes % timeInterval) {
    return ['Minutes must be a multiple of {value}.', Big(timeInterval)];
  }
  if (disallowPassedDates && subtype !== 'time' && dayOf(value) < today()) {
    return ['Date must not be in the past.'];
  }
  return [];
}

function dayOf(value) {
  if (!/T.*(Z|[+-]\d\d:\d\d)$/.test(value)) return value.slice(0, 10);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date(value));
}

const BY_TYPE = { textfield: ofText, textarea: ofText, number: ofNumber, datetime: ofMoment };
const LIMITS = ['min', 'max', 'minLength', 'maxLength'];

// Takes the place of the service `validator` of form-js.
export class Rules {
  constructor(expressionLanguage, formFieldRegistry, translate) {
    Object.assign(this, { feel: expressionLanguage, registry: formFieldRegistry, translate });
  }

  validateFieldInstance({ id, expressionContextInfo }, value) {
    const field = this.registry.get(id);
    return field ? this.complaints(field, value, expressionContextInfo) : [];
  }

  validateField(field, value) {
    return this.complaints(field, value, { data: {}, this: {}, parent: null, i: [] });
  }

  // Never more than one: the server tells the first, too.
  complaints(field, value, place) {
    if (field.type === 'expression' || this.isReadonly(field, place)) return [];
    const { required } = field.validate ?? {};
    if (isEmpty(value) || (field.type === 'checkbox' && value === false)) {
      return required ? [this.translate('Field is required.')] : [];
    }
    const [text, ...values] = BY_TYPE[field.type]?.(field, value, this.limits(field, place)) ?? [];
    return text ? [this.sentence(text, values)] : [];
  }

  sentence(text, [value, next]) {
    const named = { value, previousValue: value, nextValue: next };
    return this.translate(text, named);
  }

  limits({ validate = {} }, place) {
    return Object.fromEntries(
      LIMITS.map((rule) => [rule, limit(this.evaluated(validate[rule], place))]),
    );
  }

  evaluated(value, place) {
    if (!this.feel.isExpression(value)) return value;
    return this.feel.evaluate(value, contextFor(place, value));
  }

  isReadonly({ readonly }, place) {
    if (!this.feel.isExpression(readonly)) return Boolean(readonly);
    return this.feel.evaluateUnaryTest(readonly, contextFor(place, readonly)) === true;
  }
}
Rules.$inject = ['expressionLanguage', 'formFieldRegistry', 'translate'];
