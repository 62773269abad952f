// Runs cases through form-js as officers meet it. A case is a schema, the values that the form is
// shown with, and what is typed: [[place, value]…], a place being keys and row numbers.

import { show } from "../../../assets/form-viewer.js";
import { FORM_WORDS } from "../../../assets/form-words.js";

// Resolves once a form is drawn to its end. What it computes, and what it finds wrong, it does in
// effects, which run a frame after the drawing and draw again: it is done when several frames change
// nothing.
function settled(container, form) {
  return new Promise((resolve) => {
    let quiet = 0;
    const changed = () => { quiet = 0; };
    const watch = new MutationObserver(changed);
    watch.observe(container, { attributes: true, characterData: true, childList: true, subtree: true });
    form.on("changed", changed);
    const done = () => {
      watch.disconnect();
      form.off("changed", changed);
      resolve();
    };
    const frame = () => requestAnimationFrame(() => setTimeout(() => {
      if (++quiet === 4) done();
      else frame();
    }));
    frame();
  });
}
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function instances(form) {
  return form.get("formFieldInstanceRegistry").getAllKeyed();
}

// A value for a list is how many rows it shall have; they are made as its button makes them.
async function type(form, [place, value]) {
  const instance = instances(form).find(({ valuePath }) => same(valuePath, place));
  if (instance) {
    const field = form.get("formFieldRegistry").get(instance.id);
    if (!field.disabled && !readonly(form, field, instance)) {
      form._update({ fieldInstance: instance, value });
    }
    return;
  }
  const list = form.get("formFieldRegistry").getAll()
    .find(({ type: kind, path }) => kind === "dynamiclist" && path === place.join("."));
  if (list) {
    const data = structuredClone(form._getState().data);
    data[list.path] = value.map((_, row) =>
      form._getInitializedFieldData(data, { container: list, indexes: { [list.id]: row } }));
    form._setState({ data });
    await settled(form._container, form);
  }
}

function readonly(form, field, { expressionContextInfo }) {
  return form.get("validator").isReadonly(field, expressionContextInfo);
}

function wrong(form, errors) {
  return instances(form)
    .filter(({ id, indexes }) => {
      const found = Object.values(indexes ?? {}).reduce((at, index) => at?.[index], errors[id]);
      return found?.length && found.some((each) => typeof each === "string");
    })
    .map(({ valuePath }) =>
      valuePath.map((part) => (typeof part === "number" ? part + 1 : part)).join("."))
    .sort();
}

async function run({ schema, inputs = {}, typed = [] }) {
  const container = document.createElement("div");
  document.getElementById("forms").append(container);
  try {
    const form = await show(container, schema, inputs);
    await settled(container, form);
    for (const each of typed) await type(form, each);
    await settled(container, form);
    const { data, errors } = form.submit();
    const messages = Object.values(errors).flat(5).filter((each) => typeof each === "string");
    const result = { wrong: wrong(form, errors), data: JSON.parse(JSON.stringify(data)), messages };
    form.destroy();
    return result;
  } catch (error) {
    return { failed: String(error) };
  } finally {
    container.remove();
  }
}

globalThis.runCases = async (cases) => {
  const results = [];
  for (let start = 0; start < cases.length; start += 25) {
    results.push(...await Promise.all(cases.slice(start, start + 25).map(run)));
  }
  return results;
};

globalThis.formWords = FORM_WORDS;
globalThis.showForm = async (schema, values) => {
  const container = document.createElement("div");
  document.getElementById("forms").replaceChildren(container);
  globalThis.form = await show(container, schema, values ?? {});
};
globalThis.formSettled = () => settled(document.body, globalThis.form);
