// Which other service is away, and since when.

import { element, List, setText } from "./dom.js";
import { clock } from "./format.js";

function row() {
  const node = element("li");
  return {
    node,
    update({ name, away, since }) {
      setText(node, `${name} is away since ${clock(since)}: ${away}. Its work waits for it.`);
    },
  };
}

export function servicesView() {
  const list = new List(document.getElementById("services"), (service) => service.name, row);
  return ({ services }) => list.show(services.filter((service) => service.away));
}
