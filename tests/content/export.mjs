// Reads a diagram with the libraries that Camunda Modeler reads with, and writes it as they write.
// Usage: node export.mjs camunda8|camunda7 < in.bpmn > out.bpmn; exit 1 on any warning.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { BpmnModdle } from "bpmn-moddle";

const require = createRequire(import.meta.url);
const dialects = {
  camunda8: { zeebe: require("zeebe-bpmn-moddle/resources/zeebe.json") },
  camunda7: { camunda: require("camunda-bpmn-moddle/resources/camunda.json") },
};
const moddle = new BpmnModdle(dialects[process.argv[2]]);
const { rootElement, warnings } = await moddle.fromXML(readFileSync(0, "utf8"));
if (warnings.length) {
  console.error(warnings.map((warning) => warning.message).join("\n"));
  process.exit(1);
}
const { xml } = await moddle.toXML(rootElement, { format: true });
process.stdout.write(xml);
