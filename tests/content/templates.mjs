// Judges template files with the validator that Camunda Modeler uses.
// Usage: node templates.mjs camunda8|camunda7 < templates.json; prints the errors and warnings.
import { readFileSync } from "node:fs";
import { validateAll, validateAllZeebe } from "@bpmn-io/element-templates-validator";

const validate = { camunda8: validateAllZeebe, camunda7: validateAll }[process.argv[2]];
const { results } = validate(JSON.parse(readFileSync(0, "utf8")));
const told = results.map(({ object, errors, warnings }) => ({
  id: object.id,
  errors: (errors ?? []).map((found) => `${found.dataPath}: ${found.message}`),
  warnings: (warnings ?? []).map((found) => `${found.dataPath}: ${found.message}`),
}));
console.log(JSON.stringify(told));
