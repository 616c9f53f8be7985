package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.sync.registry.TargetSchemas;
import org.jspecify.annotations.Nullable;

/// Settings of an increment, as its request has them.
///
/// @param target database that it is merged into; null where it stays in the log
/// @param column null with {@link IncrementMode#XMIN}
/// @param lag as asked for; the column's type says what it means
/// @param addsColumns added columns are read, and added at the target
/// @param restart the watermark is forgotten
/// @param deletes limit of the rows to delete at the target; null where none are deleted
public record IncrementSettings(
    String source,
    @Nullable String target,
    TargetSchemas schemas,
    IncrementMode mode,
    @Nullable String column,
    @Nullable String lag,
    boolean addsColumns,
    boolean restart,
    @Nullable DeleteLimit deletes) {

  /// @return null where a request wants every row
  /// @throws PlimsollException INVALID_REQUEST
  public static @Nullable IncrementSettings of(ExtractRequest request) {
    IncrementRequest wanted = request.increment();
    if (wanted == null) {
      return null;
    }
    IncrementMode mode = mode(wanted.mode());
    String column = wanted.column();
    if (mode == IncrementMode.COLUMN && (column == null || column.isEmpty())) {
      throw PlimsollException.invalidRequest("increment.column must name a column");
    }
    if (mode == IncrementMode.XMIN && (column != null || wanted.lag() != null)) {
      throw PlimsollException.invalidRequest(
          "increment.column and increment.lag mean nothing with xmin");
    }
    DeleteLimit deletes = DeleteLimit.of(wanted.deletes());
    if (deletes != null && request.target() == null) {
      throw PlimsollException.invalidRequest(
          "increment.deletes deletes at the target: there must be one");
    }
    return new IncrementSettings(
        request.source(),
        request.target(),
        TargetSchemas.of(request.targetSchemas(), request.target()),
        mode,
        column,
        wanted.lag(),
        addsColumns(wanted.addedColumns()),
        Boolean.TRUE.equals(wanted.restart()),
        deletes);
  }

  private static IncrementMode mode(@Nullable String name) {
    return switch (name) {
      case "column" -> IncrementMode.COLUMN;
      case "xmin" -> IncrementMode.XMIN;
      case null -> IncrementMode.COLUMN;
      default -> throw PlimsollException.invalidRequest("increment.mode is column or xmin");
    };
  }

  private static boolean addsColumns(@Nullable String name) {
    return switch (name) {
      case "add" -> true;
      case "omit" -> false;
      case null -> true;
      default -> throw PlimsollException.invalidRequest("increment.addedColumns is add or omit");
    };
  }
}
