package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.TableRights;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The facts of a table in the target's catalog at one moment. Decisions are made from this alone.
///
/// @param serverVersion `server_version_num`, for example 180006
/// @param standby the server can be read from only
/// @param clockMillis the target's clock, milliseconds since 1970
/// @param backendPid of the session that reads this
/// @param name of the table
/// @param oid of the table
/// @param kind `pg_class.relkind`; an ordinary table is `r`, a partitioned one `p`
/// @param partition it is a part of a partitioned table
/// @param renamable its constraints can be given other names: it is not made of a composite type
///     (`CREATE TABLE … OF`), and no table inherits from it, which may have them by other names
/// @param rights of the role that asks
/// @param analyzed statistics exist, and at most a tenth of the rows changed since
/// @param parallelWorkers of the table's storage parameters; null where it has none
/// @param takenNames of the names the build wants, those that some relation of the schema has
/// @param marks that say what `parallel_workers` was before a build
/// @param constraints of this table, all kinds
/// @param partitions of a partitioned table
/// @param whole the partitioned table that this is a partition of; null for none
/// @param wanted what the definition means here; null until it is known
public record TargetTableFacts(
    int serverVersion,
    boolean standby,
    long clockMillis,
    int backendPid,
    QualifiedName name,
    long oid,
    String kind,
    boolean partition,
    boolean renamable,
    TableRights rights,
    boolean analyzed,
    @Nullable Integer parallelWorkers,
    List<Column> columns,
    List<Index> indexes,
    List<String> takenNames,
    List<String> marks,
    List<Constraint> constraints,
    List<Partition> partitions,
    @Nullable Whole whole,
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
      IndexShape shape,
      boolean analyzed,
      @Nullable String attachedTo,
      @Nullable Integer builtBy) {
    public List<String> columns() {
      return shape.columns();
    }

    public boolean primary() {
      return shape.primary();
    }
  }

  /// @param indexes valid or not
  public record Whole(QualifiedName name, List<Index> indexes) {}

  /// @param validated holds for every row, not only for new ones
  public record Constraint(String name, boolean validated) {}

  /// @param kind `pg_class.relkind`; a foreign table is `f`
  /// @param nullable columns that are not proven NOT NULL
  public record Partition(
      QualifiedName name, String kind, List<Index> indexes, List<String> nullable) {
    public boolean foreign() {
      return kind.equals("f");
    }
  }

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
  public TargetTableFacts wanting(IndexShape shape) {
    return new TargetTableFacts(
        serverVersion,
        standby,
        clockMillis,
        backendPid,
        name,
        oid,
        kind,
        partition,
        renamable,
        rights,
        analyzed,
        parallelWorkers,
        columns,
        indexes,
        takenNames,
        marks,
        constraints,
        partitions,
        whole,
        shape);
  }

  /// A valid index that is enough, whatever its name. Of a partition it is to be exactly what is
  /// asked for, and free to be attached to that of the whole: the planner sends what is not.
  public Optional<Index> satisfying(IndexDefinition definition) {
    IndexShape meant = meant(definition);
    return indexes.stream()
        .filter(Index::valid)
        .filter(
            index ->
                partition
                    ? index.shape().isAttachableAs(meant) && isFree(index, meant)
                    : index.shape().serves(meant))
        .findFirst();
  }

  private boolean isFree(Index index, IndexShape meant) {
    return index.attachedTo() == null
        || (whole != null
            && whole.indexes().stream()
                .filter(of -> of.shape().isAttachableAs(meant))
                .anyMatch(
                    of -> (whole.name().schema() + "." + of.name()).equals(index.attachedTo())));
  }

  /// The index of the whole that this table's own is to become a part of, valid or not.
  public Optional<Index> ofWhole(IndexDefinition definition) {
    return whole == null
        ? Optional.empty()
        : whole.indexes().stream()
            .filter(index -> index.shape().isAttachableAs(meant(definition)))
            .filter(index -> index.primary() == (definition.kind() == Kind.PRIMARY_KEY))
            .findFirst();
  }

  /// @throws IllegalStateException where this is no partition
  public QualifiedName wholeName() {
    if (whole == null) {
      throw new IllegalStateException(name + " is no partition");
    }
    return whole.name();
  }

  /// Of a partitioned table: its own index, which may still lack parts. Whoever has begun it, it is
  /// gone on with: dropping it would take along what is attached to it.
  public Optional<Index> begun(IndexDefinition definition) {
    return indexes.stream()
        .filter(index -> index.shape().isAttachableAs(meant(definition)))
        .filter(index -> index.primary() == (definition.kind() == Kind.PRIMARY_KEY))
        .findFirst();
  }

  /// A partition's valid index that is, or can be attached to, a part of this table's.
  public Optional<Index> part(Partition of, IndexDefinition definition) {
    IndexShape meant = meant(definition);
    String own = begun(definition).map(index -> name.schema() + "." + index.name()).orElse("");
    return of.indexes().stream()
        .filter(index -> index.valid() && index.shape().isAttachableAs(meant))
        .filter(index -> index.attachedTo() == null || own.equals(index.attachedTo()))
        .findFirst();
  }

  /// A valid unique index without a constraint that only has to be made the primary key.
  public Optional<Index> keyToBe(IndexDefinition definition) {
    return indexes.stream()
        .filter(index -> index.valid() && index.attachedTo() == null)
        .filter(index -> index.shape().becomesKey(meant(definition)))
        .findFirst();
  }

  /// Whether an index, valid or not, is what is asked for or enough. For a primary key this is the
  /// unique index below it.
  public boolean matches(Index index, IndexDefinition definition) {
    IndexShape meant = meant(definition);
    return index.shape().canBecome(meant) || index.shape().serves(meant);
  }

  private IndexShape meant(IndexDefinition definition) {
    return wanted == null ? IndexShape.asWritten(definition) : wanted;
  }

  /// The key columns that may still hold NULL as far as the catalog knows. A partitioned table
  /// holds only what its partitions do, and takes its own proof from theirs.
  public List<Column> nullableColumns(IndexDefinition definition) {
    return columns.stream()
        .filter(column -> definition.columns().contains(column.name()) && !column.notNull())
        .filter(
            column ->
                !partitioned()
                    || partitions.stream()
                        .anyMatch(partition -> partition.nullable().contains(column.name())))
        .toList();
  }
}
