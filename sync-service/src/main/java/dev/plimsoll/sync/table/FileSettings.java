package dev.plimsoll.sync.table;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Settings of the files that a table is written into.
///
/// @param sizing null for the service's default
/// @param bloomFilters columns with a Bloom filter in each row group
/// @param proof comparison of each file before it is announced
public record FileSettings(
    @Nullable FileSizing sizing, PageCodec codec, List<String> bloomFilters, Proof proof) {

  /// Size of files.
  ///
  /// @param bytes approximate; 0 for no limit
  /// @param perRange a file also ends with its range or read task
  public record FileSizing(long bytes, boolean perRange) {}

  /// Comparison of a file before it is announced.
  public enum Proof {
    /// No comparison here: the receipt compares later.
    NONE,
    /// The file is read back and compared with the rows sent.
    FILE,
    /// Source and file are both read again, in the same snapshot.
    SOURCE;

    /// @throws PlimsollException INVALID_REQUEST
    static Proof of(@Nullable String name) {
      return switch (name == null ? "none" : name) {
        case "source" -> SOURCE;
        case "file" -> FILE;
        case "none" -> NONE;
        default -> throw PlimsollException.invalidRequest("proof is none, file or source");
      };
    }
  }

  private static final int MAX_FILES = 10_000;
  private static final long LEAST_BYTES = 1 << 20;
  // An object has at most 10,000 parts of 8 MB.
  private static final long MOST_BYTES = 64L << 30;

  static final FileSettings NONE = new FileSettings(null, PageCodec.ZSTD, List.of(), Proof.NONE);

  public FileSettings {
    bloomFilters = List.copyOf(bloomFilters);
  }

  /// @throws PlimsollException INVALID_REQUEST
  static FileSettings of(FilesRequest request) {
    return new FileSettings(
        sizing(request.size()),
        PageCodec.of(request.codec()),
        Objects.requireNonNullElse(request.bloomFilters(), List.of()),
        Proof.of(request.proof()));
  }

  /// Number of files of a table; 0 for any.
  ///
  /// @throws PlimsollException INVALID_REQUEST
  static int files(@Nullable FileSize size) {
    Integer files = size == null ? null : size.files();
    if (files == null) {
      return 0;
    }
    if (files < 1 || files > MAX_FILES || (size != null && size.bytes() != null)) {
      throw PlimsollException.invalidRequest("files.size has bytes, or files of 1 to " + MAX_FILES);
    }
    return files;
  }

  private static @Nullable FileSizing sizing(@Nullable FileSize size) {
    if (size == null) {
      return null;
    }
    if (size.files() != null) {
      return new FileSizing(0, true);
    }
    Long bytes = size.bytes();
    if (bytes == null) {
      return null;
    }
    if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
      throw PlimsollException.invalidRequest(
          "files.size.bytes must be " + LEAST_BYTES + " to " + MOST_BYTES);
    }
    return new FileSizing(bytes, false);
  }

  /// These settings for a table: Bloom filters of the columns alone that it has.
  FileSettings within(List<Column> columns) {
    List<String> filtered =
        columns.stream()
            .filter(column -> column.type() != PgType.BOOL)
            .map(Column::name)
            .filter(bloomFilters::contains)
            .toList();
    return new FileSettings(sizing, codec, filtered, proof);
  }
}
