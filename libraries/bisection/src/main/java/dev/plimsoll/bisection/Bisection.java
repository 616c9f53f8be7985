package dev.plimsoll.bisection;

import java.util.List;
import java.util.function.Predicate;

/// Bisection of a batch: processes all elements but the offenders that make it fail.
///
/// Order is kept: elements before an offender are processed before it is set aside, the others
/// afterwards. One offender of `n` elements costs about `2 log2 n` attempts, `n` offenders `2 n`.
/// Stateless and thread-safe.
public final class Bisection {
  /// Processes elements together: all of them or, where it throws, none.
  @FunctionalInterface
  public interface Attempt<T, E extends Exception> {
    void on(List<T> together) throws E;
  }

  /// Sets an element aside that failed alone; an exception ends the whole.
  ///
  /// @param <E> what it may throw beside unchecked exceptions; that ends the whole
  @FunctionalInterface
  public interface SetAside<T, E extends Exception> {
    /// @param why what the attempt for it alone has thrown
    void take(T offender, Exception why) throws E;
  }

  private Bisection() {}

  /// Tries all together, and halves where that fails.
  ///
  /// @param elements in the order of processing; none is no work
  /// @param ofElements whether a failure is caused by the elements. Any other (an outage) is thrown
  ///     at once; elements processed before stay so
  /// @return number of elements that were set aside
  public static <T, E extends Exception> int run(
      List<T> elements,
      Predicate<? super Exception> ofElements,
      Attempt<? super T, ? extends E> attempt,
      SetAside<? super T, ? extends E> setAside)
      throws E {
    if (elements.isEmpty()) {
      return 0;
    }
    try {
      attempt.on(List.copyOf(elements));
      return 0;
    } catch (Exception e) {
      if (!ofElements.test(e)) {
        throw e;
      }
      if (elements.size() == 1) {
        setAside.take(elements.getFirst(), e);
        return 1;
      }
    }
    int half = elements.size() / 2;
    return run(elements.subList(0, half), ofElements, attempt, setAside)
        + run(elements.subList(half, elements.size()), ofElements, attempt, setAside);
  }
}
