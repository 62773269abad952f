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
