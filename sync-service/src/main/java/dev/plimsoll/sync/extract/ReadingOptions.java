package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.sync.endpoint.TargetSchemas;
import dev.plimsoll.sync.increment.IncrementOptions;
import dev.plimsoll.sync.parquet.PageCodec;
import dev.plimsoll.sync.source.SpecialValuesRules;
import dev.plimsoll.sync.source.StrategyChooser;
import dev.plimsoll.sync.source.UnmappedTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a request wants its tables read.
///
/// @param strategy a name; null for the service's choice
/// @param strict under one snapshot, or not at all
/// @param workers on one table; 0 for the service's number
/// @param files that a table is to be written into; 0 for any number
/// @param proof what each file is compared with before anybody is told of it
/// @param unmapped what becomes of columns whose types have no mapping
/// @param sizing null for the service's own
/// @param increment only what is new; null for every row
/// @param codec of the files' pages
/// @param bloomFilters columns that have one, in tables that have them
/// @param special what becomes of values that readers do not agree on
/// @param schemas of the target that tables are loaded into
record ReadingOptions(
    @Nullable String strategy,
    boolean strict,
    int workers,
    int files,
    Proof proof,
    UnmappedTypes unmapped,
    @Nullable FileSizing sizing,
    @Nullable IncrementOptions increment,
    PageCodec codec,
    List<String> bloomFilters,
    SpecialValuesRules special,
    TargetSchemas schemas) {
  private static final int MAX_WORKERS = 64;
  private static final int MAX_FILES = 10_000;
  private static final long LEAST_BYTES = 1 << 20;
  // 10,000 parts of 8 MB are what an object may have.
  private static final long MOST_BYTES = 64L << 30;

  /// @throws PlimsollException INVALID_REQUEST
  static ReadingOptions of(ExtractRequest request) {
    String strategy = request.strategy();
    if (strategy != null && !StrategyChooser.NAMES.contains(strategy)) {
      throw invalid("strategy is one of " + String.join(", ", StrategyChooser.NAMES));
    }
    int workers = request.workers() == null ? 0 : request.workers();
    if (request.workers() != null && (workers < 1 || workers > MAX_WORKERS)) {
      throw invalid("workers must be 1 to " + MAX_WORKERS);
    }
    FileSize size = request.fileSize();
    List<String> bloomFilters = request.bloomFilters();
    return new ReadingOptions(
        strategy,
        isStrict(request.consistency()),
        workers,
        files(size),
        Proof.of(request.proof()),
        unmapped(request.unmappedTypes()),
        sizing(size),
        IncrementOptions.of(request),
        PageCodec.of(request.codec()),
        bloomFilters == null ? List.of() : List.copyOf(bloomFilters),
        SpecialValuesRules.of(request.specialValues()),
        TargetSchemas.of(request.targetSchemas(), request.target()));
  }

  private static UnmappedTypes unmapped(@Nullable String name) {
    return switch (name) {
      case "text" -> UnmappedTypes.TEXT;
      case "refuse" -> UnmappedTypes.REFUSE;
      case null -> UnmappedTypes.REFUSE;
      default -> throw invalid("unmappedTypes is refuse or text");
    };
  }

  private static boolean isStrict(@Nullable String consistency) {
    return switch (consistency) {
      case "strict" -> true;
      case "table" -> false;
      case null -> false;
      default -> throw invalid("consistency is table or strict");
    };
  }

  private static int files(@Nullable FileSize size) {
    Integer files = size == null ? null : size.files();
    if (files == null) {
      return 0;
    }
    if (files < 1 || files > MAX_FILES || (size != null && size.bytes() != null)) {
      throw invalid("fileSize has bytes, or files of 1 to " + MAX_FILES);
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
      throw invalid("fileSize.bytes must be " + LEAST_BYTES + " to " + MOST_BYTES);
    }
    return new FileSizing(bytes, false);
  }

  private static PlimsollException invalid(String detail) {
    return new PlimsollException(ErrorCode.INVALID_REQUEST, detail);
  }
}
