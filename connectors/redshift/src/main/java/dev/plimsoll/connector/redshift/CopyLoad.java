package dev.plimsoll.connector.redshift;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Load of one table by one COPY.
///
/// @param files of the table; none for a table without rows
/// @param role that the cluster reads them with
/// @param create whether a missing table is created
public record CopyLoad(
    QualifiedName name,
    List<Column> columns,
    List<LoadableBatch> files,
    IamRole role,
    boolean create) {

  public long rows() {
    return files.stream().mapToLong(LoadableBatch::rows).sum();
  }

  public long bytes() {
    return files.stream().mapToLong(LoadableBatch::bytes).sum();
  }

  /// @throws PlimsollException UNSUPPORTED_TYPE
  public static void requireTypes(QualifiedName table, List<Column> columns) {
    String missing =
        columns.stream()
            .filter(column -> RedshiftType.of(column).isEmpty())
            .map(column -> "\"" + column.name() + "\" " + column.declaredType())
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_TYPE,
          table + " has columns that Redshift does not take from Parquet: " + missing);
    }
  }

  /// Redshift folds even quoted names to small letters unless a session says otherwise.
  boolean hasCapitals() {
    return Stream.concat(Stream.of(name.schema(), name.name()), columns.stream().map(Column::name))
        .anyMatch(one -> !one.equals(one.toLowerCase(Locale.ROOT)));
  }

  /// Remarks on what slows the load down or may make it fail; empty for nothing.
  ///
  /// @param codec of the files' pages
  /// @param slices of the cluster; 0 where not known
  public List<String> remarks(PageCodec codec, int slices) {
    List<String> remarks =
        new ArrayList<>(
            SliceFiles.remarks(files.stream().map(LoadableBatch::bytes).toList(), slices));
    if (!files.isEmpty() && codec == PageCodec.ZSTD) {
      remarks.add(
          "pages are compressed by zstd, which Redshift's documentation does not name within"
              + " Parquet: extract with --codec snappy");
    }
    String unbounded =
        columns.stream()
            .filter(RedshiftType::mayBeTooLong)
            .map(column -> "\"" + column.name() + "\"")
            .collect(Collectors.joining(", "));
    if (!unbounded.isEmpty()) {
      remarks.add("COPY fails at a value that is longer than its column holds: " + unbounded);
    }
    if (hasCapitals()) {
      remarks.add("names with capitals need enable_case_sensitive_identifier");
    }
    return remarks;
  }
}
