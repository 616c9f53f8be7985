package dev.plimsoll.connector.conformance;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.column.TupleText;
import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.SpecialValuesRules;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Source that is held against the conformance tests: what its own tests say of it, and readings of
/// its tables.
abstract class SourceUnderTest {
  static final String PROGRAM = "plimsoll-sync conformance";
  static final ReadingWish AUTO = new ReadingWish(null, false, 0, 0, false);

  protected abstract Source source();

  protected abstract DatabaseAddress address();

  /// A table of {@link SampleRows}, whose key is `id` where the source has keys.
  protected abstract QualifiedName filled();

  /// A table of the same columns, without a row.
  protected abstract QualifiedName empty();

  /// Adds a row of another id than all others to the filled table, and takes it away again.
  protected abstract void addRow(long id) throws Exception;

  protected abstract void removeRow(long id) throws Exception;

  static ReadingWish wish(@Nullable String strategy, int files, boolean proven) {
    return new ReadingWish(strategy, false, 0, files, proven);
  }

  final PlanningSession planning() throws Exception {
    return source().plan(address(), PROGRAM);
  }

  static ColumnRules rules() {
    return new ColumnRules(UnmappedTypes.REFUSE, SpecialValuesRules.of(null), null);
  }

  final SourceTable table(QualifiedName name) throws Exception {
    try (PlanningSession session = planning()) {
      return session.table(name, rules()).table();
    }
  }

  static PlannedTable planned(SourceTable table, @Nullable RowWindow window) {
    return new PlannedTable(table.name(), table.structure(), window);
  }

  final TableAccess access(
      PlannedTable planned, @Nullable SharedSnapshot snapshot, boolean proven) {
    return new TableAccess(address(), PROGRAM, planned, snapshot, proven, () -> false);
  }

  /// What some source cannot do.
  @FunctionalInterface
  interface OptionalFeature<T> {
    T get() throws Exception;
  }

  static <T> T supported(String what, OptionalFeature<T> feature) throws Exception {
    try {
      return feature.get();
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.INVALID_REQUEST) {
        return abort(what + ": " + e.getMessage());
      }
      throw e;
    }
  }

  static List<String> read(SourceRows rows, List<Column> columns) throws Exception {
    List<String> texts = new ArrayList<>();
    TupleText text = new TupleText(columns);
    for (byte[] row = rows.next(); row != null; row = rows.next()) {
      texts.add(text.of(row).utf8());
    }
    return texts;
  }

  static TableDigest digest(SourceRows rows, List<Column> columns) throws Exception {
    RowDigest digest = new RowDigest();
    TupleText text = new TupleText(columns);
    for (byte[] row = rows.next(); row != null; row = rows.next()) {
      digest.add(text.of(row));
    }
    return TableDigest.of(digest);
  }

  final List<String> whole(QualifiedName name) throws Exception {
    SourceTable table = table(name);
    try (WholeTable whole = source().whole(access(planned(table, null), null, false));
        SourceRows rows = whole.rows()) {
      return read(rows, table.columns());
    }
  }
}
