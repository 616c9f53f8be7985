package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.TableRights;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Facts of a table in the target's catalog at one moment. All decisions are made from them.
///
/// @param takenNames wanted names that the schema already has
/// @param wanted meaning of the definition; null until known
public record TargetTableFacts(
    Server server,
    Relation relation,
    Workers workers,
    List<Column> columns,
    List<Index> indexes,
    List<String> takenNames,
    List<Constraint> constraints,
    Family family,
    @Nullable IndexShape wanted) {

  /// The server and the reading session.
  ///
  /// @param version `server_version_num`, for example 180006
  /// @param clockMillis its clock, milliseconds since 1970
  /// @param backendPid of the session
  public record Server(int version, boolean standby, long clockMillis, int backendPid) {}

  /// The table's row of `pg_class`.
  ///
  /// @param kind `pg_class.relkind`; an ordinary table is `r`, a partitioned one `p`
  /// @param renamable its constraints can be renamed: it is not made of a composite type (`CREATE
  ///     TABLE … OF`), and no table inherits from it
  /// @param rights of the session's role
  /// @param analyzed statistics exist, and at most a tenth of the rows changed since
  public record Relation(
      QualifiedName name,
      long oid,
      String kind,
      boolean renamable,
      TableRights rights,
      boolean analyzed) {}

  /// The storage parameter `parallel_workers`.
  ///
  /// @param set null where unset
  /// @param marks of the former one; see [WorkersMark]
  public record Workers(@Nullable Integer set, List<String> marks) {}

  /// Tables that it is partitioned into, or a partition of.
  ///
  /// @param whole the partitioned table above it; null for none
  public record Family(boolean partition, List<Partition> partitions, @Nullable Whole whole) {}

  /// @param number `attnum`
  /// @param notNull proven: marked and, from version 18 on, validated
  /// @param unproven its unvalidated NOT NULL constraint (version 18 and later)
  /// @param nullFraction of the statistics; 0 without them
  public record Column(
      int number, String name, boolean notNull, @Nullable String unproven, double nullFraction) {}

  /// @param valid complete and maintained; in a partitioned table also attached for every partition
  /// @param analyzed it has statistics of its own, or has no expression
  /// @param attachedTo `schema.name` of the parent's index; null for none
  /// @param builtBy pid of the session that creates it now
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

  public record Whole(QualifiedName name, List<Index> indexes) {}

  /// @param validated true for every row, not only for new ones
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
    return relation.kind().equals("p");
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

  public TargetTableFacts wanting(IndexShape shape) {
    return new TargetTableFacts(
        server, relation, workers, columns, indexes, takenNames, constraints, family, shape);
  }

  /// A valid index that suffices, under any name. In a partition it must match exactly and be free
  /// for attachment: the planner sends only what is missing.
  public Optional<Index> satisfying(IndexDefinition definition) {
    IndexShape meant = meant(definition);
    return indexes.stream()
        .filter(Index::valid)
        .filter(
            index ->
                family.partition()
                    ? index.shape().isAttachableAs(meant) && isFree(index, meant)
                    : index.shape().serves(meant))
        .findFirst();
  }

  private boolean isFree(Index index, IndexShape meant) {
    @Nullable Whole whole = family.whole();
    return index.attachedTo() == null
        || (whole != null
            && whole.indexes().stream()
                .filter(of -> of.shape().isAttachableAs(meant))
                .anyMatch(
                    of -> (whole.name().schema() + "." + of.name()).equals(index.attachedTo())));
  }

  /// The index of the partitioned table that this partition's is attached to, valid or not.
  public Optional<Index> ofWhole(IndexDefinition definition) {
    @Nullable Whole whole = family.whole();
    return whole == null
        ? Optional.empty()
        : whole.indexes().stream()
            .filter(index -> index.shape().isAttachableAs(meant(definition)))
            .filter(index -> index.primary() == (definition.kind() == Kind.PRIMARY_KEY))
            .findFirst();
  }

  /// @throws IllegalStateException where this is no partition
  public QualifiedName wholeName() {
    if (family.whole() == null) {
      throw new IllegalStateException(relation.name() + " is no partition");
    }
    return family.whole().name();
  }

  /// A partitioned table's own index, which may still lack partitions. Any existing one is
  /// continued: dropping it would drop the attached ones too.
  public Optional<Index> begun(IndexDefinition definition) {
    return indexes.stream()
        .filter(index -> index.shape().isAttachableAs(meant(definition)))
        .filter(index -> index.primary() == (definition.kind() == Kind.PRIMARY_KEY))
        .findFirst();
  }

  /// A partition's valid index that is attached to this table's, or can be.
  public Optional<Index> part(Partition of, IndexDefinition definition) {
    IndexShape meant = meant(definition);
    String schema = relation.name().schema();
    String own = begun(definition).map(index -> schema + "." + index.name()).orElse("");
    return of.indexes().stream()
        .filter(index -> index.valid() && index.shape().isAttachableAs(meant))
        .filter(index -> index.attachedTo() == null || own.equals(index.attachedTo()))
        .findFirst();
  }

  /// A valid unique index without a constraint, which only has to become the primary key.
  public Optional<Index> keyToBe(IndexDefinition definition) {
    return indexes.stream()
        .filter(index -> index.valid() && index.attachedTo() == null)
        .filter(index -> index.shape().becomesKey(meant(definition)))
        .findFirst();
  }

  /// Whether an index, valid or not, matches the definition or suffices; for a primary key, its
  /// unique index.
  public boolean matches(Index index, IndexDefinition definition) {
    IndexShape meant = meant(definition);
    return index.shape().canBecome(meant) || index.shape().serves(meant);
  }

  private IndexShape meant(IndexDefinition definition) {
    return wanted == null ? IndexShape.asWritten(definition) : wanted;
  }

  /// Key columns that may hold NULL according to the catalog. A partitioned table takes its proof
  /// from its partitions.
  public List<Column> nullableColumns(IndexDefinition definition) {
    return columns.stream()
        .filter(column -> definition.columns().contains(column.name()) && !column.notNull())
        .filter(
            column ->
                !partitioned()
                    || family.partitions().stream()
                        .anyMatch(partition -> partition.nullable().contains(column.name())))
        .toList();
  }
}
