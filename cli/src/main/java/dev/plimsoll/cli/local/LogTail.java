package dev.plimsoll.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The end of a log file, and what is added to it.
final class LogTail {
  /// No more is read of a file's end than this.
  private static final int WINDOW_BYTES = 1 << 20;

  private final String part;
  private final Path file;
  private long position;

  LogTail(String part, Path file) {
    this.part = part;
    this.file = file;
  }

  String part() {
    return part;
  }

  Path file() {
    return file;
  }

  /// The last lines.
  List<String> last(int lines) {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      position = Math.max(0, open.length() - WINDOW_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> read = added();
    return read.subList(Math.max(0, read.size() - lines), read.size());
  }

  /// Whole lines added since the last call.
  List<String> added() {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      if (open.length() < position) {
        position = 0; // it was rotated
      }
      byte[] bytes = new byte[(int) Math.min(open.length() - position, WINDOW_BYTES)];
      open.seek(position);
      open.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      position += end;
      return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
