// Asks again and again: a second after each answer, ever later after failures, not at all while the
// page is hidden.

const AFTER_ANSWER_MILLIS = 1_000;
const LONGEST_MILLIS = 15_000;

/**
 * @param {() => Promise<any>} ask
 * @param {(answer: any) => void} answered
 * @param {(error: Error, retryMillis: number) => boolean} failed whether to go on asking
 */
export function poll(ask, answered, failed) {
  let timer = 0;
  let failures = 0;
  let asking = false;

  async function round() {
    clearTimeout(timer);
    if (asking || document.hidden) {
      return;
    }
    asking = true;
    let goOn = true;
    try {
      answered(await ask());
      failures = 0;
    } catch (error) {
      failures += 1;
      goOn = failed(error, wait());
    } finally {
      asking = false;
    }
    if (goOn) {
      timer = setTimeout(round, wait());
    }
  }

  function wait() {
    return failures === 0
      ? AFTER_ANSWER_MILLIS
      : Math.min(AFTER_ANSWER_MILLIS * 2 ** failures, LONGEST_MILLIS);
  }

  document.addEventListener("visibilitychange", round);
  return round;
}
