// The editor and panel that Camunda Modeler is made of, for one diagram with element templates.
import Modeler from "bpmn-js/lib/Modeler";
import {
  CloudElementTemplatesPropertiesProviderModule,
  ElementTemplatesPropertiesProviderModule,
} from "bpmn-js-element-templates";
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  CamundaPlatformPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from "bpmn-js-properties-panel";
import cloudBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import platformBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-platform";
import camunda from "camunda-bpmn-moddle/resources/camunda.json";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "bpmn-js-element-templates/dist/assets/element-templates.css";

const dialects = {
  camunda8: {
    moddleExtensions: { zeebe },
    modules: [
      cloudBehaviors,
      ZeebePropertiesProviderModule,
      CloudElementTemplatesPropertiesProviderModule,
    ],
  },
  camunda7: {
    moddleExtensions: { camunda },
    modules: [
      platformBehaviors,
      CamundaPlatformPropertiesProviderModule,
      ElementTemplatesPropertiesProviderModule,
    ],
  },
};
let modeler;

// Opens a diagram; returns what the libraries complain about in the templates.
export async function open(dialect, xml, templates) {
  modeler?.destroy();
  const { modules, moddleExtensions } = dialects[dialect];
  modeler = new Modeler({
    container: "#canvas",
    propertiesPanel: { parent: "#panel" },
    debounceInput: false, // what is typed is taken at once, not 300 ms later
    additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ...modules],
    moddleExtensions,
  });
  const told = [];
  for (const kind of ["errors", "warnings"]) {
    modeler.on(`elementTemplates.${kind}`, (event) => {
      told.push(...event[kind].map(({ message }) => message));
    });
  }
  modeler.get("elementTemplatesLoader").setTemplates(templates);
  const { warnings } = await modeler.importXML(xml);
  modeler.get("canvas").zoom("fit-viewport");
  return [...told, ...warnings.map(({ message }) => message)];
}

const element = (id) => modeler.get("elementRegistry").get(id);

// The ids of the templates that the panel offers for an element.
export function offered(id) {
  return modeler.get("elementTemplates").getLatest(element(id)).map((template) => template.id);
}

// Puts a template on an element, as choosing it in the panel does.
export function apply(id, template) {
  const templates = modeler.get("elementTemplates");
  return templates.applyTemplate(element(id), templates.get(template)).id;
}

// Draws a new element of a type; returns the template it has from the start.
export function draw(type) {
  const shape = modeler.get("elementFactory").createShape({ type });
  modeler.get("modeling").createShape(shape, { x: 500, y: 500 }, modeler.get("canvas").getRootElement());
  return modeler.get("elementTemplates").get(shape)?.id ?? null;
}

// Selects an element, so that the panel shows it, and brings it into sight.
export function select(id) {
  modeler.get("canvas").zoom(1);
  modeler.get("canvas").scrollToElement(element(id), 300);
  modeler.get("selection").select(element(id));
}

// Resolves once the panel is drawn to its end. What it finds wrong it finds in effects, which run
// a frame after the drawing and draw again: it is done when several frames change nothing.
export function settled() {
  return new Promise((resolve, reject) => {
    let quiet = 0;
    let left = 1000;
    const watch = new MutationObserver(() => { quiet = 0; });
    const kinds = { attributes: true, characterData: true, childList: true };
    watch.observe(document.querySelector("#panel"), { ...kinds, subtree: true });
    const done = (end) => { watch.disconnect(); end(); };
    const frame = () => requestAnimationFrame(() => setTimeout(() => {
      if (++quiet === 4) done(resolve);
      else if (--left === 0) done(() => reject(new Error("the panel is drawn again and again")));
      else frame();
    }));
    frame();
  });
}

export async function save() {
  return (await modeler.saveXML({ format: true })).xml;
}
