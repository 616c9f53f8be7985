// Where each job of a graph is drawn: a column for each layer, in it the jobs in their order.
// Decisions alone, without a page.

export const BOX = { width: 150, height: 24, gapX: 50, gapY: 10, margin: 6 };

const LONGEST = 20;

/** Both ends of a name that has no room. */
export function shortened(name) {
  return name.length <= LONGEST ? name : `${name.slice(0, 9)}…${name.slice(-10)}`;
}

/**
 * @param {{nodes: any[], edges: any[]}} graph
 * @returns the drawing's size, each job's corner, each edge's path
 */
export function placed({ nodes, edges }) {
  const rows = new Map();
  const places = new Map();
  for (const node of nodes) {
    const row = rows.get(node.layer) ?? 0;
    rows.set(node.layer, row + 1);
    places.set(node.id, {
      x: BOX.margin + node.layer * (BOX.width + BOX.gapX),
      y: BOX.margin + row * (BOX.height + BOX.gapY),
    });
  }
  const layers = Math.max(0, ...nodes.map((node) => node.layer)) + 1;
  const most = Math.max(1, ...rows.values());
  return {
    width: 2 * BOX.margin + layers * BOX.width + (layers - 1) * BOX.gapX,
    height: 2 * BOX.margin + most * BOX.height + (most - 1) * BOX.gapY,
    boxes: nodes.map((node) => ({ ...node, ...places.get(node.id) })),
    paths: edges
      .filter(({ from, to }) => places.has(from) && places.has(to))
      .map(({ from, to }) => {
        const begin = places.get(from);
        const end = places.get(to);
        const [x, y] = [begin.x + BOX.width, begin.y + BOX.height / 2];
        const bend = BOX.gapX / 2;
        const last = end.y + BOX.height / 2;
        return { key: `${from}-${to}`, d: `M ${x} ${y} C ${x + bend} ${y}, ${end.x - bend} ${last}, ${end.x} ${last}` };
      }),
  };
}
