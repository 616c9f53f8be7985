package dev.plimsoll.offsetlog.packing;

import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/// Parallel arrays as parameters for `unnest`. The driver sends all but texts in binary.
public final class ArrayParameters {
  private ArrayParameters() {}

  public static int[] ints(Collection<Integer> numbers) {
    return ints(numbers, Integer::intValue);
  }

  public static <T> int[] ints(Collection<T> rows, ToIntFunction<? super T> of) {
    return rows.stream().mapToInt(of).toArray();
  }

  public static long[] longs(Collection<Long> numbers) {
    return longs(numbers, Long::longValue);
  }

  public static <T> long[] longs(Collection<T> rows, ToLongFunction<? super T> of) {
    return rows.stream().mapToLong(of).toArray();
  }

  public static <T> byte[][] bytes(Collection<T> rows, Function<? super T, byte[]> of) {
    return rows.stream().map(of).toArray(byte[][]::new);
  }

  public static <T> String[] texts(Collection<T> rows, Function<? super T, String> of) {
    return rows.stream().map(of).toArray(String[]::new);
  }

  public static <T> UUID[] uuids(Collection<T> rows, Function<? super T, UUID> of) {
    return rows.stream().map(of).toArray(UUID[]::new);
  }

  public static <T> Boolean[] booleans(Collection<T> rows, Predicate<? super T> of) {
    return rows.stream().map(of::test).toArray(Boolean[]::new);
  }
}
