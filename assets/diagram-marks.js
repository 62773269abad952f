// Marks on a drawing: what was added, removed or changed, what is wrong. Each has a sign, a colour
// and a line of its own; it leads to the entry that speaks of it, and the entry leads back to it.

const SIGNS = { added: '+', removed: '−', changed: '~', error: '✕', warning: '!' };
const WIDE = new Set(['bpmn:Participant', 'bpmn:Lane', 'bpmn:SubProcess']); // what others stand in
const SMALLEST = 0.6; // scale at which a shape that is asked for can still be read

// marks: {node or flow id: {state, text}}; `name` is the drawing's own.
export function markAll(viewer, marks, name, group) {
  const registry = viewer.get('elementRegistry');
  for (const [id, mark] of Object.entries(marks)) {
    const shape = registry.get(id);
    if (!shape || !(mark.state in SIGNS)) continue;
    viewer.get('canvas').addMarker(id, `mark-${mark.state}`);
    if (WIDE.has(shape.type)) viewer.get('canvas').addMarker(id, 'mark-wide');
    viewer.get('overlays').add(id, { position: corner(shape), html: sign(viewer, shape, mark, name) });
  }
  for (const entry of entriesOf(name)) {
    entry.addEventListener('click', () => look(viewer, entry.dataset.shows.split(' '), group));
  }
}

// A drawing may hold none of these: then nothing happens there.
function look(viewer, ids, group) {
  const drawnIn = (other) => ids.map((id) => other.get('elementRegistry').get(id)).find(Boolean);
  const shape = drawnIn(viewer);
  const lit = viewer.get('elementRegistry').filter((other) => viewer.get('canvas').hasMarker(other, 'lit'));
  lit.forEach((other) => viewer.get('canvas').removeMarker(other, 'lit'));
  if (!shape) return;
  const canvas = viewer.get('canvas');
  canvas.addMarker(shape, 'lit');
  const show = () => {
    canvas.setRootElement(canvas.findRoot(shape));
    centre(canvas, middle(shape));
  };
  // Each drawing finds a shape of its own; the one that has none goes to the same place.
  if (group.viewers.every(drawnIn)) group.alone(show);
  else show();
  canvas.getContainer().closest('[data-diagram]').scrollIntoView({ block: 'nearest' });
}

function centre(canvas, { x, y }) {
  const { outer, scale } = canvas.viewbox();
  if (!outer.width || !outer.height) return;
  const seen = Math.max(scale, SMALLEST);
  const [width, height] = [outer.width / seen, outer.height / seen];
  canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
}

function middle({ waypoints, x, y, width, height }) {
  if (!waypoints) return { x: x + width / 2, y: y + height / 2 };
  const half = Math.floor((waypoints.length - 1) / 2);
  const [from, to] = [waypoints[half], waypoints[half + 1]];
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

// Where the sign stands, measured from the upper left of what it marks.
function corner(shape) {
  if (!shape.waypoints) return { top: -11, left: shape.width - 11 };
  const [left, top] = ['x', 'y'].map((side) => Math.min(...shape.waypoints.map((point) => point[side])));
  const { x, y } = middle(shape);
  return { top: y - top - 11, left: x - left - 11 };
}

function sign(viewer, shape, { state, text }, name) {
  const entry = entriesOf(name).find(({ dataset }) => dataset.shows.split(' ').includes(shape.id));
  const made = document.createElement(entry ? 'button' : 'span');
  made.className = `sign ${state}`;
  made.textContent = SIGNS[state];
  made.title = text;
  made.setAttribute('aria-label', text);
  if (entry) {
    made.type = 'button';
    made.addEventListener('focus', () => bring(viewer, shape, made));
    made.addEventListener('click', () => {
      entry.scrollIntoView({ block: 'center' });
      entry.focus({ preventScroll: true });
    });
  } else {
    made.setAttribute('role', 'img');
  }
  return made;
}

// What the keyboard reaches is brought into the frame; the browser would scroll the frame itself.
function bring(viewer, shape, made) {
  if (!made.matches(':focus-visible')) return;
  const canvas = viewer.get('canvas');
  centre(canvas, middle(shape));
  for (let box = made; box !== canvas.getContainer().parentElement; box = box.parentElement) {
    box.scrollTo(0, 0);
  }
}

// Entries that speak of no drawing by name speak of all.
function entriesOf(name) {
  return [...document.querySelectorAll('[data-shows]')].filter(
    ({ dataset }) => !dataset.in || dataset.in.split(' ').includes(name),
  );
}
