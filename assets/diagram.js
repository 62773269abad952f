// The diagram island: the process as its designer drew it, with the way so far coloured, the
// current steps set apart, what remains written under them, and marks on what a list beside it
// speaks of. The same is always listed in words.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import { markAll } from './diagram-marks.js';
import { groupOf } from './diagram-group.js';

const FONT = getComputedStyle(document.documentElement).getPropertyValue('--font');
const LABEL = 10; // pixels: our letters are wider than the Modeler's, which measured the room
const STEP = 1.25; // one press of the zoom buttons
const NARROW = 700; // pixels, under which a whole process is too small to read
const BESIDE = 50; // pixels that a note may stick out on either side of its step
const READABLE = 0.75; // below this scale the names of steps cannot be read

async function draw(element) {
  const told = JSON.parse(document.getElementById(element.dataset.diagram).textContent);
  await document.fonts.load(`12px ${FONT}`, 'ắ').catch(() => []); // words are measured as they are shown
  const viewer = new NavigatedViewer({
    container: element.querySelector('[data-canvas]'),
    textRenderer: { defaultStyle: { fontFamily: FONT }, externalStyle: { fontSize: LABEL } },
    zoomScroll: { enabled: false }, // the wheel scrolls the page, not the picture
    canvas: { deferUpdate: false },
  });
  await viewer.importXML(told.xml);
  colour(viewer, told.done ?? [], told.current ?? []);
  write(viewer, told.notes ?? {});
  const group = groupOf(element.dataset.sync, viewer);
  markAll(viewer, told.marks ?? {}, element.dataset.diagram, group);
  const frame = element.querySelector('[data-canvas]');
  const show = () => {
    if (!frame.clientWidth || !frame.clientHeight) return; // not laid out yet: the observer calls again
    if ('whole' in element.dataset && frame.clientWidth > NARROW) stretch(frame, viewer, group.fit);
    else near(viewer, told.current?.[0] ?? firstMarked(viewer, told.marks ?? {}), group.fit);
  };
  show();
  buttons(element, viewer, group.fit);
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

// The whole process when it can be read so; else the surroundings of the current step, or of
// what is marked first.
function near(viewer, id, fit) {
  const canvas = viewer.get('canvas');
  fit();
  const here = viewer.get('elementRegistry').get(id);
  if (canvas.zoom() >= READABLE || here?.x === undefined) return;
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

// A flow has no place of its own to go to.
function firstMarked(viewer, marks) {
  const registry = viewer.get('elementRegistry');
  return Object.keys(marks).find((id) => registry.get(id)?.x !== undefined);
}

function colour(viewer, done, current) {
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

// Drawings stand on the page, or come with a part of it that was loaded anew.
function drawAll(part) {
  part.querySelectorAll('[data-diagram][aria-busy]:not([data-drawn])').forEach((element) => {
    element.dataset.drawn = '';
    draw(element).catch((error) => {
      element.querySelector('[data-failed]')?.removeAttribute('hidden');
      throw error;
    });
  });
}

drawAll(document);
document.addEventListener('htmx:afterSettle', () => drawAll(document));
