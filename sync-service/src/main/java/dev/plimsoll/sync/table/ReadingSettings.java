package dev.plimsoll.sync.table;

import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.SpecialValuesRules;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ColumnsRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.sync.increment.IncrementSettings;
import dev.plimsoll.sync.registry.TargetSchemas;
import dev.plimsoll.sync.table.FileSettings.Proof;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Settings of reading, from a request.
///
/// @param files with Bloom filters of columns in the tables that have them
/// @param increment null where every row is read
public record ReadingSettings(
    ReadingWish wish,
    ColumnRules rules,
    FileSettings files,
    @Nullable IncrementSettings increment,
    TargetSchemas schemas) {
  private static final int MAX_WORKERS = 64;

  /// @throws PlimsollException INVALID_REQUEST
  public static ReadingSettings of(ExtractRequest request) {
    ReadingRequest reading = Objects.requireNonNullElse(request.reading(), ReadingRequest.NONE);
    FilesRequest asked = Objects.requireNonNullElse(request.files(), FilesRequest.NONE);
    ColumnsRequest columns = Objects.requireNonNullElse(request.columns(), ColumnsRequest.NONE);
    FileSettings files = FileSettings.of(asked);
    IncrementSettings increment = IncrementSettings.of(request);
    return new ReadingSettings(
        wish(reading, FileSettings.files(asked.size()), files.proof()),
        new ColumnRules(
            unmapped(columns.unmappedTypes()),
            SpecialValuesRules.of(columns.specialValues()),
            increment == null ? null : increment.column()),
        files,
        increment,
        TargetSchemas.of(request.targetSchemas(), request.target()));
  }

  private static ReadingWish wish(ReadingRequest reading, int files, Proof proof) {
    String strategy = reading.strategy();
    if (strategy != null && !ReadStrategy.NAMES.contains(strategy)) {
      throw PlimsollException.invalidRequest(
          "strategy is one of " + String.join(", ", ReadStrategy.NAMES));
    }
    int workers = reading.workers() == null ? 0 : reading.workers();
    if (reading.workers() != null && (workers < 1 || workers > MAX_WORKERS)) {
      throw PlimsollException.invalidRequest("workers must be 1 to " + MAX_WORKERS);
    }
    boolean strict = isStrict(reading.consistency());
    return new ReadingWish(strategy, strict, workers, files, proof == Proof.SOURCE);
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
}
