package dev.plimsoll.vectors.memory;

import java.util.Arrays;

/// Ascending numbers of rows.
final class RowNumbers {
  private int[] numbers = new int[16];
  private int size;

  /// @param number greater than all before
  void add(int number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return numbers[index];
  }

  /// Index of the first one that is not below it; [#size] for none.
  int from(int number) {
    int found = Arrays.binarySearch(numbers, 0, size, number);
    return found >= 0 ? found : -found - 1;
  }
}
