// The diagram island: the process as its designer drew it, with the way so far coloured, the
// current steps set apart and what remains written under them. The same is listed beside it.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const STEP = 1.25; // one press of the zoom buttons

async function draw(element) {
  const told = JSON.parse(document.getElementById(element.dataset.diagram).textContent);
  const viewer = new NavigatedViewer({
    container: element.querySelector('[data-canvas]'),
    zoomScroll: { enabled: false }, // the wheel scrolls the page, not the picture
  });
  await viewer.importXML(told.xml);
  mark(viewer, told);
  write(viewer, told.notes);
  const fit = () => viewer.get('canvas').zoom('fit-viewport', 'auto');
  fit();
  buttons(element, viewer, fit);
  new ResizeObserver(fit).observe(element);
  element.removeAttribute('aria-busy');
}

function mark(viewer, { done, current }) {
  const canvas = viewer.get('canvas');
  const passed = new Set(done);
  const waiting = new Set(current);
  viewer.get('elementRegistry').forEach((shape) => {
    if (shape.labelTarget) return;
    if (waiting.has(shape.id)) canvas.addMarker(shape.id, 'now');
    else if (passed.has(shape.id)) canvas.addMarker(shape.id, 'done');
    else if (shape.type === 'bpmn:SequenceFlow' && passed.has(shape.source?.id)
      && (passed.has(shape.target?.id) || waiting.has(shape.target?.id))) {
      canvas.addMarker(shape.id, 'done');
    }
  });
}

// notes: {node id: {text, state}}; the state is the class of the mark of time.
function write(viewer, notes) {
  const registry = viewer.get('elementRegistry');
  for (const [id, { text, state }] of Object.entries(notes)) {
    const shape = registry.get(id);
    if (!shape) continue;
    const html = document.createElement('div');
    html.className = `note ${state}`;
    html.textContent = text;
    html.style.width = `${shape.width + 40}px`;
    viewer.get('overlays').add(id, { position: { bottom: -3, left: -20 }, html });
  }
}

function buttons(element, viewer, fit) {
  const zoom = viewer.get('zoomScroll');
  const acts = { in: () => zoom.stepZoom(STEP), out: () => zoom.stepZoom(-STEP), fit };
  for (const button of element.querySelectorAll('[data-zoom]')) {
    button.addEventListener('click', acts[button.dataset.zoom]);
  }
}

document.querySelectorAll('[data-diagram]').forEach((element) => {
  draw(element).catch((error) => {
    element.querySelector('[data-failed]')?.removeAttribute('hidden');
    throw error;
  });
});
