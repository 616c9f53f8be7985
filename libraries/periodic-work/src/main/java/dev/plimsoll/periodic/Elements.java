package dev.plimsoll.periodic;

import dev.plimsoll.periodic.WorkState.FailingElements;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Elements that rounds handle one by one, so that a failure costs only its own element. Failed
/// ones come last, the longest untried first, and less and less often; so nothing starves. Elements
/// that are no longer given are forgotten.
///
/// Several failures in a row that may be an outage end the round early.
final class Elements {
  private static final Logger LOG = LoggerFactory.getLogger(Elements.class);

  /// As many in a row suggest a failure of what all elements need.
  private static final int FAILURES_THAT_END_A_ROUND = 5;

  private static final int AGAIN_AND_AGAIN = 3;

  private record Failing(int times, long lastTry, long dueAtNanos, String reason) {}

  private final String name;
  private final BackOff backOff;
  private final Predicate<? super Throwable> maybeOutage;
  private final Map<String, Failing> failing = new LinkedHashMap<>();
  private long tries;

  /// @param maybeOutage whether a failure may concern all elements
  Elements(String name, BackOff backOff, Predicate<? super Throwable> maybeOutage) {
    this.name = name;
    this.backOff = backOff;
    this.maybeOutage = maybeOutage;
  }

  /// One at a time, in one thread. Returns the number of failures.
  <T> int each(Collection<T> elements, PeriodicWork.Each<T> work) throws Exception {
    int failed = 0;
    int inARow = 0;
    int worked = 0;
    for (T element : inOrder(elements)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("stopped between two elements");
      }
      try {
        work.on(element);
        worked(element.toString());
        worked++;
        inARow = 0;
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable e) {
        failed(element.toString(), e);
        failed++;
        inARow = maybeOutage.test(e) ? inARow + 1 : 0;
        if (inARow == FAILURES_THAT_END_A_ROUND) {
          if (worked == 0) {
            throw e;
          }
          break;
        }
      }
    }
    return failed;
  }

  private synchronized <T> List<T> inOrder(Collection<T> elements) {
    failing.keySet().retainAll(elements.stream().map(Object::toString).collect(Collectors.toSet()));
    long now = System.nanoTime();
    List<T> ordered = new ArrayList<>(elements);
    ordered.removeIf(
        element -> {
          Failing known = failing.get(element.toString());
          return known != null && known.dueAtNanos() - now > 0;
        });
    // A stable sort: elements without failures keep their order.
    ordered.sort(Comparator.comparingLong(element -> lastFailedTry(element.toString())));
    return ordered;
  }

  private long lastFailedTry(String element) {
    Failing known = failing.get(element);
    return known == null ? 0 : known.lastTry();
  }

  private synchronized void worked(String element) {
    if (failing.remove(element) != null) {
      LOG.info("event={}.recovered element={}", name, element);
    }
  }

  private synchronized void failed(String element, Throwable why) {
    Failing before = failing.get(element);
    int times = before == null ? 1 : before.times() + 1;
    long dueAt = System.nanoTime() + backOff.after(times).toNanos();
    failing.put(element, new Failing(times, ++tries, dueAt, WorkFailure.reason(why)));
    if (WorkFailure.isSaid(times)) {
      LOG.warn(
          "event={}.failed element={} times={} goes on trying, reason={}",
          name,
          element,
          times,
          WorkFailure.reason(why),
          WorkFailure.trace(why));
    }
  }

  synchronized FailingElements failing() {
    List<Map.Entry<String, Failing>> again =
        failing.entrySet().stream()
            .filter(each -> each.getValue().times() >= AGAIN_AND_AGAIN)
            .toList();
    return again.isEmpty()
        ? new FailingElements(0, null, null)
        : new FailingElements(
            again.size(), again.getFirst().getKey(), again.getFirst().getValue().reason());
  }
}
