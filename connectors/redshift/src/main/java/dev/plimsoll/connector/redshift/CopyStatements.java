package dev.plimsoll.connector.redshift;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Statements that load a table in one transaction. Pure.
///
/// Source: Database Developer Guide, COPY and "COPY from columnar data formats": of Parquet it
/// takes no list of columns that would map them (columns go by order and number), no REGION (the
/// bucket is in the cluster's own), no COMPUPDATE and no MAXERROR.
///
/// A second COPY would append the rows a second time, and Redshift enforces no unique key. So the
/// transaction locks a ledger, which makes loads run one after the other, fails by a division where
/// the load is in the ledger already, and enters it with the rows. After an unknown outcome it is
/// run again: it fails, or it is the first.
public final class CopyStatements {
  static final QualifiedName LEDGER_NAME = new QualifiedName("plimsoll", "table_load");
  static final String LEDGER = "plimsoll.table_load";
  static final String CREATE_LEDGER =
      "CREATE TABLE IF NOT EXISTS plimsoll.table_load"
          + " (load_id varchar(200) NOT NULL, row_count bigint NOT NULL)";

  private CopyStatements() {}

  /// Statements that are run once for a cluster.
  private static List<String> ledger() {
    return List.of("CREATE SCHEMA IF NOT EXISTS plimsoll", CREATE_LEDGER);
  }

  /// Query of the rows that the ledger has of a load.
  static String noted(String loadId) {
    return "SELECT row_count FROM " + LEDGER + " WHERE load_id = " + literal(loadId);
  }

  static String note(String loadId, long rows) {
    return "INSERT INTO %s (load_id, row_count) VALUES (%s, %d)"
        .formatted(LEDGER, literal(loadId), rows);
  }

  /// Query of the names of a table's columns in their order; empty for a missing or hidden table.
  static String columns(QualifiedName table) {
    return """
        SELECT column_name FROM information_schema.columns
        WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position"""
        .formatted(literal(table.schema()), literal(table.name()));
  }

  static String createTable(QualifiedName table, List<Column> columns) {
    return columns.stream()
        .map(CopyStatements::definition)
        .collect(
            Collectors.joining(
                ", ", "CREATE TABLE IF NOT EXISTS " + Identifiers.quote(table) + " (", ")"));
  }

  private static String definition(Column column) {
    return Identifiers.quote(column.name())
        + " "
        + RedshiftType.of(column).orElseThrow()
        + (column.notNull() ? " NOT NULL" : "");
  }

  static String copy(QualifiedName table, String manifest, IamRole role) {
    return """
        COPY %s
        FROM %s
        %s
        FORMAT AS PARQUET
        MANIFEST"""
        .formatted(Identifiers.quote(table), literal(manifest), role.clause());
  }

  /// Query that fails by a division where the table's columns are not those of the files, in their
  /// order: COPY would put values of one type into whichever column has their place.
  static String sameOrder(QualifiedName table, List<Column> columns) {
    String places =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    "(ordinal_position = %d AND column_name = %s)"
                        .formatted(i + 1, literal(columns.get(i).name())))
            .collect(Collectors.joining(" OR "));
    return """
        SELECT 1 / (CASE WHEN count(*) = %d AND sum(CASE WHEN %s THEN 1 ELSE 0 END) = %d
                    THEN 1 ELSE 0 END) AS same_columns
        FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"""
        .formatted(
            columns.size(), places, columns.size(), literal(table.schema()), literal(table.name()));
  }

  /// Statements by which a person loads a table, its first load or not.
  ///
  /// @param manifest URL; null for a table without rows, which is only created
  /// @param loadId the same for the same files, for every caller
  public static List<String> script(CopyLoad load, @Nullable String manifest, String loadId) {
    List<String> sql = new ArrayList<>(ledger());
    sql.add(createTable(load.name(), load.columns()));
    if (manifest != null) {
      sql.addAll(transaction(load, manifest, loadId));
    }
    return sql;
  }

  private static List<String> transaction(CopyLoad load, String manifest, String loadId) {
    String id = literal(loadId);
    return List.of(
        "BEGIN",
        "LOCK " + LEDGER,
        "SELECT 1 / (1 - count(*)) AS not_loaded_before FROM " + LEDGER + " WHERE load_id = " + id,
        sameOrder(load.name(), load.columns()),
        copy(load.name(), manifest, load.role()),
        "SELECT 1 / (CASE WHEN pg_last_copy_count() = "
            + load.rows()
            + " THEN 1 ELSE 0 END) AS whole",
        note(loadId, load.rows()),
        "COMMIT");
  }

  /// String constant as Redshift reads it. A backslash escapes there, and the documentation names
  /// no form of constant in which it does not.
  ///
  /// @throws PlimsollException INVALID_REQUEST for a backslash or a control character
  static String literal(String value) {
    if (value.indexOf('\\') >= 0 || value.chars().anyMatch(Character::isISOControl)) {
      throw PlimsollException.invalidRequest(
          "\""
              + value
              + "\" cannot be part of a statement for Redshift: it has a backslash or a"
              + " control character");
    }
    return "'" + value.replace("'", "''") + "'";
  }
}
