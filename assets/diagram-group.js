// Drawings that stand side by side: moving one moves the others, so that the eye compares places.

const groups = new Map(); // name → the viewers that move together

// What one viewer's buttons and links need of its group; without a name it is alone in one.
export function groupOf(name, viewer) {
  const viewers = groups.get(name) ?? [];
  if (name) groups.set(name, viewers);
  viewers.push(viewer);
  const group = { viewers, fit: () => fit(viewers), alone: (act) => alone(viewers, act) };
  viewer.get('eventBus').on('canvas.viewbox.changed', ({ viewbox }) => follow(viewers, viewer, viewbox));
  return group;
}

const moving = new WeakSet(); // groups whose viewers must not answer to one another now

function follow(viewers, lead, { x, y, scale }) {
  if (moving.has(viewers)) return;
  alone(viewers, () => {
    for (const viewer of viewers) {
      if (viewer !== lead) place(viewer, { x, y, scale });
    }
  });
}

// Do something to one of them that the others do not follow.
function alone(viewers, act) {
  const before = moving.has(viewers);
  moving.add(viewers);
  try {
    act();
  } finally {
    if (!before) moving.delete(viewers);
  }
}

function place(viewer, { x, y, scale }) {
  const canvas = viewer.get('canvas');
  const { outer } = canvas.viewbox();
  if (!outer.width || !outer.height) return; // not laid out yet
  canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
}

// The whole of what any of them shows, never larger than drawn.
function fit(viewers) {
  const boxes = viewers.map((viewer) => viewer.get('canvas').viewbox());
  if (viewers.length === 1) {
    viewers[0].get('canvas').zoom('fit-viewport', 'auto');
    return;
  }
  const left = Math.min(...boxes.map(({ inner }) => inner.x));
  const top = Math.min(...boxes.map(({ inner }) => inner.y));
  const width = Math.max(...boxes.map(({ inner }) => inner.x + inner.width)) - left;
  const height = Math.max(...boxes.map(({ inner }) => inner.y + inner.height)) - top;
  alone(viewers, () => viewers.forEach((viewer, number) => {
    const { outer } = boxes[number];
    const scale = Math.min(1, outer.width / width, outer.height / height);
    const [spareX, spareY] = [outer.width / scale - width, outer.height / scale - height];
    place(viewer, { x: left - spareX / 2, y: top - spareY / 2, scale });
  }));
}
