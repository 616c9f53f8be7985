// Figures as people read them. Bytes in binary units, durations in the two largest units.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** For example `1,234,567`. */
export function count(value) {
  return WHOLE.format(value);
}

/** For example `1.2M`. */
export function compact(value) {
  return value < 10_000 ? WHOLE.format(value) : COMPACT.format(value);
}

/** For example `3.4 MiB`. */
export function bytes(value) {
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < UNITS.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${UNITS[unit]}`;
}

/** For example `850 ms`, `12.3 s`, `4 min 5 s`, `2 h 10 min`, `3 d 4 h`, `27,340 d`. */
export function duration(millis) {
  if (millis < 1_000) {
    return `${Math.round(millis)} ms`;
  }
  if (millis < 59_950) {
    return `${(millis / 1_000).toFixed(1)} s`;
  }
  const seconds = Math.round(millis / 1_000);
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 2_880) {
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 2_400 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${count(hours / 24)} d`;
}

/** Whole percent; 100 only when it is all. */
export function percent(part, whole) {
  if (whole <= 0) {
    return "";
  }
  const share = Math.min(part / whole, 1);
  return `${share < 1 ? Math.min(Math.floor(share * 100), 99) : 100} %`;
}

/** Local time of day; with its date where that is another one. */
export function clock(instant) {
  const moment = new Date(instant);
  const time = moment.toLocaleTimeString([], { hour12: false });
  const today = moment.toDateString() === new Date().toDateString();
  return today ? time : `${moment.toLocaleDateString([], { month: "short", day: "numeric" })} ${time}`;
}

/** `1 build`, `2 builds`. */
export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/**
 * For example `12,300/s, 2 min 5 s left`; nothing where nothing is known.
 *
 * @param {{rowsPerSecond: number, endsAt?: string} | undefined} known
 * @param {number} now by the planner's clock
 */
export function pace(known, now) {
  if (!known) {
    return "";
  }
  const rate = `${compact(Math.round(known.rowsPerSecond))}/s`;
  const left = known.endsAt ? Date.parse(known.endsAt) - now : 0;
  return left >= 500 ? `${rate}, ${duration(Math.round(left / 1_000) * 1_000)} left` : rate;
}
