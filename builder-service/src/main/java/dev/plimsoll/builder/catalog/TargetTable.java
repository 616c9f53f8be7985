package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table as the target's catalog has it at one moment. Decisions are made from this alone.
///
/// @param serverVersion `server_version_num`, for example 180006
/// @param standby the server can be read from only
/// @param clockMillis the target's clock, milliseconds since 1970
/// @param backendPid of the session that reads this
/// @param role who asks
/// @param oid of the table
/// @param kind `pg_class.relkind`; an ordinary table is `r`, a partitioned one `p`
/// @param partition it is a part of a partitioned table
/// @param owner of the table
/// @param owned the role is the owner, or a member of it
/// @param schemaUsable the role may look into the schema
/// @param schemaWritable the role may create relations there
/// @param analyzed statistics exist, and at most a tenth of the rows changed since
/// @param parallelWorkers of the table's storage parameters; null where it has none
/// @param takenNames of the names the build wants, those that some relation of the schema has
/// @param marks that say what `parallel_workers` was before a build
/// @param constraints of this table, all kinds
/// @param partitions of a partitioned table
/// @param wanted what the definition means here; null until it is known
public record TargetTable(
    int serverVersion,
    boolean standby,
    long clockMillis,
    int backendPid,
    String role,
    long oid,
    String kind,
    boolean partition,
    String owner,
    boolean owned,
    boolean schemaUsable,
    boolean schemaWritable,
    boolean analyzed,
    @Nullable Integer parallelWorkers,
    List<Column> columns,
    List<Index> indexes,
    List<String> takenNames,
    List<String> marks,
    List<Constraint> constraints,
    List<Partition> partitions,
    @Nullable IndexShape wanted) {

  /// @param number `attnum`
  /// @param notNull proven: marked and, from version 18 on, validated
  /// @param unproven the NOT NULL constraint that is there but not validated (from 18 on)
  /// @param nullFraction of the statistics; 0 where there are none
  public record Column(
      int number, String name, boolean notNull, @Nullable String unproven, double nullFraction) {}

  /// @param oid of the index
  /// @param valid complete, and kept up to date by writers; of a partitioned table's also: an index
  ///     of every partition is attached
  /// @param shape what it is made of
  /// @param analyzed it has statistics of its own, or needs none, having no expression
  /// @param attachedTo `schema.name` of the parent's index that it is a part of; null for none
  /// @param builtBy the session that is creating it right now
  public record Index(
      long oid,
      String name,
      boolean valid,
      boolean primary,
      IndexShape shape,
      boolean analyzed,
      @Nullable String attachedTo,
      @Nullable Integer builtBy) {
    public List<String> columns() {
      return shape.columns();
    }
  }

  /// @param validated holds for every row, not only for new ones
  public record Constraint(String name, boolean validated) {}

  /// @param kind `pg_class.relkind`; a foreign table is `f`
  public record Partition(QualifiedName name, String kind, List<Index> indexes) {}

  public boolean partitioned() {
    return kind.equals("p");
  }

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

  /// The same facts, knowing what the definition means.
  public TargetTable wanting(IndexShape shape) {
    return new TargetTable(
        serverVersion,
        standby,
        clockMillis,
        backendPid,
        role,
        oid,
        kind,
        partition,
        owner,
        owned,
        schemaUsable,
        schemaWritable,
        analyzed,
        parallelWorkers,
        columns,
        indexes,
        takenNames,
        marks,
        constraints,
        partitions,
        shape);
  }

  /// A valid index that is what the definition asks for, whatever its name.
  public Optional<Index> satisfying(IndexDefinition definition) {
    return indexes.stream()
        .filter(index -> serves(index, definition) && matches(index, definition))
        .findFirst();
  }

  /// A partition's valid index that can be attached to one of this table that is what the
  /// definition asks for.
  public Optional<Index> attachable(Partition part, IndexDefinition definition) {
    return part.indexes().stream()
        .filter(index -> serves(index, definition))
        .filter(index -> index.shape().attachable(meant(definition)))
        .findFirst();
  }

  /// Whether an index, valid or not, does what the definition asks for. For a primary key this is
  /// the unique index below it. A partition's is to be exactly that, so that it can be attached.
  public boolean matches(Index index, IndexDefinition definition) {
    IndexShape meant = meant(definition);
    return partition ? index.shape().attachable(meant) : index.shape().satisfies(meant);
  }

  private static boolean serves(Index index, IndexDefinition definition) {
    return index.valid()
        && (definition.kind() != IndexDefinition.Kind.PRIMARY_KEY || index.primary());
  }

  private IndexShape meant(IndexDefinition definition) {
    return wanted == null ? IndexShape.asWritten(definition) : wanted;
  }

  /// The key columns that may still hold NULL as far as the catalog knows.
  public List<Column> nullableColumns(IndexDefinition definition) {
    return columns.stream()
        .filter(column -> definition.columns().contains(column.name()) && !column.notNull())
        .toList();
  }
}
