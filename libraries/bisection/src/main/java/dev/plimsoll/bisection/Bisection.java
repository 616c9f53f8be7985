package dev.plimsoll.bisection;

import java.util.List;
import java.util.function.Predicate;

/// Does something for many elements, and for all but the offenders where some make it fail.
///
/// Elements keep their order: what comes before an offender is done before it is set aside, and
/// what follows comes after. One offender of `n` costs about `2 log2 n` attempts, `n` of them cost
/// `2 n`. Without state; safe for any number of threads.
public final class Bisection {
  /// What is done for elements together: for all of them, or, where it throws, for none.
  ///
  /// @param <E> what it may throw beside unchecked exceptions
  @FunctionalInterface
  public interface Attempt<T, E extends Exception> {
    void on(List<T> together) throws E;
  }

  /// Takes an element out that failed alone.
  ///
  /// @param <E> what it may throw beside unchecked exceptions; that ends the whole
  @FunctionalInterface
  public interface SetAside<T, E extends Exception> {
    /// @param why what the attempt for it alone has thrown
    void take(T offender, Exception why) throws E;
  }

  private Bisection() {}

  /// Tries all together, and by halves where that fails of some of them.
  ///
  /// @param elements in the order in which they are to be done; none is no work
  /// @param ofElements whether a failure is of what the elements hold. Any other one (an outage)
  ///     is thrown on at once: what was done until then stays done
  /// @return how many were set aside
  /// @throws E as the attempt or whoever takes offenders does
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
