package dev.plimsoll.benchmarks.estimates;

import java.util.List;
import java.util.stream.IntStream;

/// Two halves of the shapes: what one has taught is tried on the other. Every second one, since
/// those of a kind stand side by side.
final class HoldOut {
  private HoldOut() {}

  static <T> List<T> teachers(List<T> all) {
    return half(all, 0);
  }

  static <T> List<T> heldOut(List<T> all) {
    return half(all, 1);
  }

  private static <T> List<T> half(List<T> all, int first) {
    return IntStream.range(0, all.size()).filter(i -> i % 2 == first).mapToObj(all::get).toList();
  }
}
