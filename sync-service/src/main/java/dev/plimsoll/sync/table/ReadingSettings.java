package dev.plimsoll.sync.table;

import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.SpecialValuesRules;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.sync.increment.IncrementSettings;
import dev.plimsoll.sync.registry.TargetSchemas;
import dev.plimsoll.sync.table.TableDefinition.FileSizing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of reading, from a request.
///
/// @param proof comparison of each file before it is announced
/// @param sizing null for the service's default
/// @param increment null where every row is read
/// @param bloomFilters columns with a Bloom filter, in the tables that have them
public record ReadingSettings(
    ReadingWish wish,
    ColumnRules rules,
    Proof proof,
    @Nullable FileSizing sizing,
    @Nullable IncrementSettings increment,
    PageCodec codec,
    List<String> bloomFilters,
    TargetSchemas schemas) {
  /// Comparison of a file before it is announced.
  public enum Proof {
    /// No comparison here: the receipt compares later.
    NONE,
    /// The file is read back and compared with the rows sent.
    FILE,
    /// Source and file are both read again, in the same snapshot.
    SOURCE;

    /// @throws PlimsollException INVALID_REQUEST
    public static Proof of(@Nullable String name) {
      return switch (name == null ? "none" : name) {
        case "source" -> SOURCE;
        case "file" -> FILE;
        case "none" -> NONE;
        default -> throw PlimsollException.invalidRequest("proof is none, file or source");
      };
    }
  }

  private static final int MAX_WORKERS = 64;
  private static final int MAX_FILES = 10_000;
  private static final long LEAST_BYTES = 1 << 20;
  // An object has at most 10,000 parts of 8 MB.
  private static final long MOST_BYTES = 64L << 30;

  /// @throws PlimsollException INVALID_REQUEST
  public static ReadingSettings of(ExtractRequest request) {
    String strategy = request.strategy();
    if (strategy != null && !ReadStrategy.NAMES.contains(strategy)) {
      throw PlimsollException.invalidRequest(
          "strategy is one of " + String.join(", ", ReadStrategy.NAMES));
    }
    int workers = request.workers() == null ? 0 : request.workers();
    if (request.workers() != null && (workers < 1 || workers > MAX_WORKERS)) {
      throw PlimsollException.invalidRequest("workers must be 1 to " + MAX_WORKERS);
    }
    FileSize size = request.fileSize();
    List<String> bloomFilters = request.bloomFilters();
    Proof proof = Proof.of(request.proof());
    IncrementSettings increment = IncrementSettings.of(request);
    return new ReadingSettings(
        new ReadingWish(
            strategy, isStrict(request.consistency()), workers, files(size), proof == Proof.SOURCE),
        new ColumnRules(
            unmapped(request.unmappedTypes()),
            SpecialValuesRules.of(request.specialValues()),
            increment == null ? null : increment.column()),
        proof,
        sizing(size),
        increment,
        PageCodec.of(request.codec()),
        bloomFilters == null ? List.of() : List.copyOf(bloomFilters),
        TargetSchemas.of(request.targetSchemas(), request.target()));
  }

  private static UnmappedTypes unmapped(@Nullable String name) {
    return switch (name == null ? "refuse" : name) {
      case "text" -> UnmappedTypes.TEXT;
      case "refuse" -> UnmappedTypes.REFUSE;
      default -> throw PlimsollException.invalidRequest("unmappedTypes is refuse or text");
    };
  }

  private static boolean isStrict(@Nullable String consistency) {
    return switch (consistency == null ? "table" : consistency) {
      case "strict" -> true;
      case "table" -> false;
      default -> throw PlimsollException.invalidRequest("consistency is table or strict");
    };
  }

  private static int files(@Nullable FileSize size) {
    Integer files = size == null ? null : size.files();
    if (files == null) {
      return 0;
    }
    if (files < 1 || files > MAX_FILES || (size != null && size.bytes() != null)) {
      throw PlimsollException.invalidRequest("fileSize has bytes, or files of 1 to " + MAX_FILES);
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
          "fileSize.bytes must be " + LEAST_BYTES + " to " + MOST_BYTES);
    }
    return new FileSizing(bytes, false);
  }
}
