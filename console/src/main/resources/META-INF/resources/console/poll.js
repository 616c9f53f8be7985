// Asks again and again: every second while anything moves, less often while nothing does, ever
// later after failures, not at all while the page is hidden.

const BUSY_MILLIS = 950;
const IDLE_MILLIS = 2_500;
const AFTER_FAILURE_MILLIS = 1_000;
const LONGEST_MILLIS = 15_000;

/**
 * @param {() => Promise<any>} ask
 * @param {(answer: any) => boolean} answered whether anything moves
 * @param {(error: Error, retryMillis: number) => boolean} failed whether to go on asking
 */
export function poll(ask, answered, failed) {
  let timer = 0;
  let failures = 0;
  let asking = false;
  let moves = true;

  async function round() {
    clearTimeout(timer);
    if (asking || document.hidden) {
      return;
    }
    asking = true;
    const begun = performance.now();
    let goOn = true;
    try {
      moves = answered(await ask());
      failures = 0;
    } catch (error) {
      failures += 1;
      goOn = failed(error, wait());
    } finally {
      asking = false;
    }
    if (goOn) {
      timer = setTimeout(round, failures > 0 ? wait() : Math.max(wait() - (performance.now() - begun), 0));
    }
  }

  function wait() {
    if (failures === 0) {
      return moves ? BUSY_MILLIS : IDLE_MILLIS;
    }
    return Math.min(AFTER_FAILURE_MILLIS * 2 ** failures, LONGEST_MILLIS);
  }

  document.addEventListener("visibilitychange", round);
  return round;
}
