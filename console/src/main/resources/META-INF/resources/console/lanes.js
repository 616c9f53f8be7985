// Lanes with their slots: which build lies where.

import { element, List, setAttribute, setText } from "./dom.js";
import { count, percent } from "./format.js";

const AFLOAT = new Set(["DISPATCHED", "RUNNING"]);

function slot() {
  const what = element("span", { class: "slot-what" });
  const progress = element("span", { class: "slot-doing" });
  const node = element("li", { class: "slot" }, what, progress);
  return {
    node,
    update({ number, build }) {
      setAttribute(node, "data-busy", String(build !== undefined));
      if (build === undefined) {
        setText(what, `Slot ${number + 1}`);
        setText(progress, "free");
      } else {
        const { phase, fraction, waitingFor } = build.progress;
        setText(what, build.planned.table.name);
        setText(
          progress,
          build.state === "DISPATCHED"
            ? "sent"
            : waitingFor
              ? `waits, ${phase}`
              : `${percent(fraction, 1)} ${phase}`,
        );
      }
    },
  };
}

function lane() {
  const name = element("h3", { class: "lane-name" });
  const load = element("span", { class: "lane-load" });
  const slots = element("ul", { class: "slots" });
  const list = new List(slots, (item) => String(item.number), slot);
  const node = element("li", { class: "lane" }, element("div", { class: "lane-head" }, name, load), slots);
  return {
    node,
    update({ view, builds }) {
      setText(name, view.lane.charAt(0).toUpperCase() + view.lane.slice(1));
      setText(load, `${count(view.busy)} of ${count(view.slots)} busy, ${count(view.waiting)} waiting`);
      const items = [];
      for (let number = 0; number < view.slots; number += 1) {
        items.push({ number, build: builds.find((build) => build.progress.slot === number) });
      }
      list.show(items);
    },
  };
}

export function lanesView() {
  const list = new List(document.getElementById("lanes"), (item) => item.view.lane, lane);
  return (view) => {
    const afloat = view.builds.filter((build) => AFLOAT.has(build.state));
    list.show(
      view.lanes.map((one) => ({
        view: one,
        builds: afloat.filter((build) => build.planned.allocation.lane === one.lane),
      })),
    );
  };
}
