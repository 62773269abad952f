// Judges diagrams with the real bpmnlint and its recommended rules.
// Usage: node lint.mjs FILE…; prints {file: [[rule, element id]…]}.
import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";
import Linter from "bpmnlint/lib/linter.js";
import NodeResolver from "bpmnlint/lib/resolver/node-resolver.js";

const told = {};
for (const file of process.argv.slice(2)) {
  const { rootElement } = await new BpmnModdle().fromXML(readFileSync(file, "utf8"));
  // One linter a file: some of its rules remember what they saw.
  const linter = new Linter({
    config: { extends: "bpmnlint:recommended" },
    resolver: new NodeResolver(),
  });
  const reports = await linter.lint(rootElement);
  told[file] = Object.entries(reports).flatMap(([rule, found]) => found.map(({ id }) => [rule, id]));
}
process.stdout.write(JSON.stringify(told));
