package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table as the target's catalog has it at one moment. Decisions are made from this alone.
///
/// @param serverVersion `server_version_num`, for example 180006
/// @param clockMillis the target's clock, milliseconds since 1970
/// @param backendPid of the session that reads this
/// @param role who asks
/// @param oid of the table
/// @param kind `pg_class.relkind`; an ordinary table is `r`
/// @param owner of the table
/// @param owned the role is the owner, or a member of it
/// @param schemaUsable the role may look into the schema
/// @param schemaWritable the role may create relations there
/// @param analyzed statistics exist, and at most a tenth of the rows changed since
/// @param takenNames of the names the build wants, those that some relation of the schema has
/// @param constraints of this table, all kinds
public record TargetTable(
    int serverVersion,
    long clockMillis,
    int backendPid,
    String role,
    long oid,
    String kind,
    String owner,
    boolean owned,
    boolean schemaUsable,
    boolean schemaWritable,
    boolean analyzed,
    List<Column> columns,
    List<Index> indexes,
    List<String> takenNames,
    List<Constraint> constraints) {

  /// @param number `attnum`
  /// @param notNull proven: marked and, from version 18 on, validated
  /// @param unproven the NOT NULL constraint that is there but not validated (from 18 on)
  /// @param nullFraction of the statistics; 0 where there are none
  public record Column(
      int number, String name, boolean notNull, @Nullable String unproven, double nullFraction) {}

  /// @param valid complete, and kept up to date by writers
  /// @param unique and checked at once, not at the end of a transaction
  /// @param plain a btree over whole columns only, ascending, with each type's own operators and
  ///     each column's own collation, for all rows
  /// @param columns key columns in order; INCLUDE columns are none
  /// @param builtBy the session that is creating it right now
  public record Index(
      String name,
      boolean valid,
      boolean unique,
      boolean primary,
      boolean plain,
      List<String> columns,
      @Nullable Integer builtBy) {}

  /// @param validated holds for every row, not only for new ones
  public record Constraint(String name, boolean validated) {}

  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  public Optional<Index> index(String name) {
    return indexes.stream().filter(index -> index.name().equals(name)).findFirst();
  }

  public Optional<Constraint> constraint(String name) {
    return constraints.stream().filter(constraint -> constraint.name().equals(name)).findFirst();
  }

  public Optional<Index> primaryKey() {
    return indexes.stream().filter(Index::primary).findFirst();
  }

  /// A valid index that is what the definition asks for, whatever its name.
  public Optional<Index> satisfying(IndexDefinition definition) {
    return indexes.stream()
        .filter(index -> index.valid() && matches(index, definition))
        .filter(index -> definition.kind() != IndexDefinition.Kind.PRIMARY_KEY || index.primary())
        .findFirst();
  }

  /// Whether an index, valid or not, covers what the definition asks for. For a primary key this is
  /// the unique index below it.
  public static boolean matches(Index index, IndexDefinition definition) {
    boolean uniqueEnough =
        switch (definition.kind()) {
          case PRIMARY_KEY, UNIQUE -> index.unique();
          case INDEX -> true;
        };
    return uniqueEnough && index.plain() && index.columns().equals(definition.columns());
  }

  /// The key columns that may still hold NULL as far as the catalog knows.
  public List<Column> nullableColumns(IndexDefinition definition) {
    return columns.stream()
        .filter(column -> definition.columns().contains(column.name()) && !column.notNull())
        .toList();
  }
}
