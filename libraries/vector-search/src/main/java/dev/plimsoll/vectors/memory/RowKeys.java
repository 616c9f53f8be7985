package dev.plimsoll.vectors.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Keys of rows by the rows' numbers, in the order in which they were added.
sealed interface RowKeys {
  List<String> key(int row);

  /// Order of two rows by their keys.
  int compare(int row, int other);

  /// About so many bytes of memory.
  long bytes();

  /// A key of one whole number.
  final class Numbers implements RowKeys {
    private long[] keys = new long[1024];
    private int rows;

    void add(long key) {
      if (rows == keys.length) {
        keys = Arrays.copyOf(keys, 2 * rows);
      }
      keys[rows++] = key;
    }

    @Override
    public List<String> key(int row) {
      return List.of(Long.toString(keys[row]));
    }

    @Override
    public int compare(int row, int other) {
      return Long.compare(keys[row], keys[other]);
    }

    @Override
    public long bytes() {
      return 8L * keys.length;
    }
  }

  /// Any other key, added in the server's order.
  final class Texts implements RowKeys {
    // Header, length, hash and a reference of a string and its bytes.
    private static final int OVERHEAD = 64;

    private final List<List<String>> keys = new ArrayList<>();
    private long bytes;

    void add(List<String> key) {
      keys.add(key);
      for (String part : key) {
        bytes += OVERHEAD + part.length();
      }
    }

    @Override
    public List<String> key(int row) {
      return keys.get(row);
    }

    @Override
    public int compare(int row, int other) {
      return Integer.compare(row, other);
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }
}
