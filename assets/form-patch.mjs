// form-js has a few English words and the browser's own date order built in, out of reach of its
// `translate` service. They are replaced while bundling; a replacement that no longer fits its
// release stops the build, so an upgrade cannot bring English back unseen.

import { readFile } from 'node:fs/promises';

const REPLACEMENTS = [
  // 05/06/2020 everywhere, whatever the language of the browser.
  ["getLocaleDateFormat(locale = 'default')", "getLocaleDateFormat(locale = 'en-GB')", 1],
  ["children: valueLabel || 'Select'", "children: valueLabel || globalThis.motcuaWords.select", 1],
  ["placeholder: 'Search'", 'placeholder: globalThis.motcuaWords.search', 1],
  ["emptyListMessage = 'No results'", 'emptyListMessage = globalThis.motcuaWords.none', 1],
  [
    "placeholder: use24h ? 'hh:mm' : 'hh:mm --'",
    "placeholder: use24h ? globalThis.motcuaWords.time : globalThis.motcuaWords.time + ' --'",
    1,
  ],
  [
    'placeholder: getLocaleReadableDateFormat()',
    'placeholder: globalThis.motcuaWords.date',
    1,
  ],
  ["children: \"Browse\"", 'children: globalThis.motcuaWords.browse', 1],
  // Images of our own origin alone.
  ['/^(https?|data):.*/i', '/^\\/(?!\\/)/', 1],
  // Dates and numbers as people here write them.
  ['allowInput: true,', 'allowInput: true, parseDate: globalThis.motcuaForms.readDate,', 1],
  [
    "stringValue = stringValue.replaceAll(',', '.');",
    'stringValue = globalThis.motcuaForms.readNumber(stringValue, decimalDigits);',
    1,
  ],
  [
    'setDisplayValue(stringValue);',
    'setDisplayValue(globalThis.motcuaForms.writeNumber(stringValue));',
    1,
  ],
  [
    'const [displayValue, setDisplayValue] = useState(value);',
    'const [displayValue, setDisplayValue] = useState(globalThis.motcuaForms.writeNumber(value));',
    1,
  ],
  ["setDisplayValue('NaN');", "setDisplayValue('');", 1],
  ['serializeCellData(row[key])', 'globalThis.motcuaForms.cell(row[key])', 1],
  // Forms of thousands of fields: an expression sees the values that it can mean (form-feel.js), a
  // field without a condition costs none, and the browser itself fits a text area to its text.
  [
    'expressionLanguage.evaluate(value, buildExpressionContext(expressionContextInfo))',
    'expressionLanguage.evaluate(value, globalThis.motcuaForms.contextFor(expressionContextInfo, value))',
    1,
  ],
  [
    'expressionLanguage.evaluateUnaryTest(value, buildExpressionContext(expressionContextInfo))',
    "expressionLanguage.evaluateUnaryTest(value, globalThis.motcuaForms.contextFor(expressionContextInfo, value ?? ''))",
    1,
  ],
  [
    'const localExpressionContext = buildExpressionContext({',
    "const localExpressionContext = conditional?.hide && globalThis.motcuaForms.contextFor({",
    1,
  ],
  [
    `          parent: parentScopeData
        });
        context.isHidden`,
    `          parent: parentScopeData
        }, String(conditional.hide));
        context.isHidden`,
    1,
  ],
  [
    'const autoSizeTextarea = textarea => {',
    "const autoSizeTextarea = textarea => {\n  if (CSS.supports('field-sizing', 'content')) return;",
    1,
  ],
  // Every computed field has turns of its own: form-js lets but one of them compute at a time.
  [
    'expressionLoopPreventer.registerExpressionExecution(this)',
    'expressionLoopPreventer.registerExpressionExecution(props.domId)',
    1,
  ],
  [
    'this._computedExpressions.includes(expressionField)',
    'this._computedExpressions.filter((one) => one === expressionField).length >= 10',
    1,
  ],
  [
    '`Remove list item ${itemIndex + 1}`',
    '`${globalThis.motcuaWords.removeItem} ${itemIndex + 1}`',
    1,
  ],
];

export const vietnameseForms = {
  name: 'vietnamese-forms',
  setup(build) {
    build.onLoad({ filter: /form-js-viewer[\\/]dist[\\/]index\.es\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const [from, to, times] of REPLACEMENTS) {
        const found = contents.split(from).length - 1;
        if (found !== times) throw new Error(`form-js changed: found ${found} × ${from}`);
        contents = contents.replaceAll(from, to);
      }
      return { contents, loader: 'js' };
    });
  },
};
