// Lanes with their berths: which build lies where.

import { element, List, setAttribute, setText } from "./dom.js";
import { count, percent } from "./format.js";

const AFLOAT = new Set(["DISPATCHED", "RUNNING"]);

function berth() {
  const what = element("span", { class: "berth-what" });
  const progress = element("span", { class: "berth-doing" });
  const node = element("li", { class: "berth" }, what, progress);
  return {
    node,
    update({ number, build }) {
      setAttribute(node, "data-busy", String(build !== undefined));
      if (build === undefined) {
        setText(what, `Berth ${number + 1}`);
        setText(progress, "free");
      } else {
        setText(what, build.planned.table.name);
        setText(
          progress,
          build.state === "DISPATCHED"
            ? "sent"
            : build.waitingFor
              ? `waits, ${build.phase}`
              : `${percent(build.fraction, 1)} ${build.phase}`,
        );
      }
    },
  };
}

function lane() {
  const name = element("h3", { class: "lane-name" });
  const load = element("span", { class: "lane-load" });
  const berths = element("ul", { class: "berths" });
  const list = new List(berths, (item) => String(item.number), berth);
  const node = element("li", { class: "lane" }, element("div", { class: "lane-head" }, name, load), berths);
  return {
    node,
    update({ view, builds }) {
      setText(name, view.lane.charAt(0).toUpperCase() + view.lane.slice(1));
      setText(load, `${count(view.busy)} of ${count(view.berths)} busy, ${count(view.waiting)} waiting`);
      const items = [];
      for (let number = 0; number < view.berths; number += 1) {
        items.push({ number, build: builds.find((build) => build.berth === number) });
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
        builds: afloat.filter((build) => build.planned.lane === one.lane),
      })),
    );
  };
}
