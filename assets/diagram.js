// The diagram island: the process as its designer drew it, with the way so far coloured, the
// current steps set apart and what remains written under them. The same is listed beside it.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const STEP = 1.25; // one press of the zoom buttons
const NARROW = 700; // pixels, under which a whole process is too small to read
const BESIDE = 50; // pixels that a note may stick out on either side of its step
const READABLE = 0.75; // below this scale the names of steps cannot be read

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
  const whole = 'whole' in element.dataset;
  const frame = element.querySelector('[data-canvas]');
  const show = () => {
    if (!frame.clientWidth || !frame.clientHeight) return; // not laid out yet: the observer calls again
    if (whole && frame.clientWidth > NARROW) stretch(frame, viewer, fit);
    else near(viewer, told.current, fit);
  };
  show();
  buttons(element, viewer, fit);
  let drawn = `${frame.clientWidth}`;
  new ResizeObserver(() => {
    if (drawn === `${frame.clientWidth}` && frame.clientHeight) return;
    drawn = `${frame.clientWidth}`;
    viewer.get('canvas').resized();
    show();
  }).observe(frame);
  element.removeAttribute('aria-busy');
}

// As high as the process is when it takes the whole width.
function stretch(frame, viewer, fit) {
  const canvas = viewer.get('canvas');
  const { inner } = canvas.viewbox();
  frame.style.height = `${Math.max(220, Math.ceil((inner.height * frame.clientWidth) / inner.width) + 16)}px`;
  canvas.resized();
  fit();
}

// The whole process when it can be read so; else the surroundings of the current step.
function near(viewer, current, fit) {
  const canvas = viewer.get('canvas');
  fit();
  const here = viewer.get('elementRegistry').get(current[0]);
  if (canvas.zoom() >= READABLE || !here) return;
  canvas.zoom(READABLE);
  const { outer, inner } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  const within = (wanted, size, from, whole) =>
    whole <= size ? from + (whole - size) / 2 : Math.min(Math.max(wanted, from - 20), from + whole - size + 20);
  canvas.viewbox({
    x: within(here.x + here.width / 2 - width / 2, width, inner.x, inner.width),
    y: within(here.y + here.height / 2 - height / 2, height, inner.y, inner.height),
    width,
    height,
  });
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
    const note = document.createElement('span');
    note.className = `note ${state}`;
    note.textContent = text;
    const html = document.createElement('div'); // centres the note above its step
    html.className = 'place';
    html.style.width = `${shape.width + 2 * BESIDE}px`;
    html.append(note);
    viewer.get('overlays').add(id, { position: { top: -18, left: -BESIDE }, html });
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
