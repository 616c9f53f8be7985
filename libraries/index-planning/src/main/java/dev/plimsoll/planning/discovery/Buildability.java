package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableReadError;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexTrial;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decision about an index that a table lacks: to be built, or refused with the first reason.
record Buildability(DatabaseFacts facts) {
  /// @param because the reason for the index, a clause
  /// @param planned definitions of the same plan, by table
  Finding of(TableIndex sought, String because, Map<QualifiedName, List<IndexDefinition>> planned) {
    QualifiedName table = sought.table();
    IndexDefinition definition = sought.definition();
    TableFacts tableFacts = facts.tables().get(table);
    if (tableFacts == null) {
      return refused(sought, ErrorCode.TABLE_NOT_FOUND, table + " does not exist");
    }
    @Nullable TableReadError trouble = facts.troubles().get(table);
    if (trouble != null) {
      return refused(sought, trouble.code(), trouble.reason());
    }
    switch (tableFacts.kind()) {
      case TABLE, PARTITION, PARTITIONED_TABLE -> {}
      case MATERIALIZED_VIEW -> {
        if (definition.kind() == Kind.PRIMARY_KEY) {
          return refused(
              sought,
              ErrorCode.NOT_A_TABLE,
              table + " is a materialized view, which has indexes but no constraints");
        }
      }
      case VIEW, FOREIGN_TABLE -> {
        return refused(sought, ErrorCode.NOT_A_TABLE, table + " is a " + words(tableFacts.kind()));
      }
    }
    for (String column : definition.allColumns()) {
      if (facts.column(table, column) == null) {
        return refused(sought, ErrorCode.COLUMN_NOT_FOUND, table + " has no column " + column);
      }
    }
    @Nullable String lacking = tableFacts.rights().lacking(table);
    if (lacking != null) {
      return refused(sought, ErrorCode.INSUFFICIENT_PRIVILEGE, lacking);
    }
    if (facts.verdict(table, definition) instanceof IndexTrial.Verdict.Refused(var code, var why)) {
      return refused(sought, code, table + ": " + why);
    }
    if (definition.kind() == Kind.PRIMARY_KEY) {
      Optional<String> other = otherKey(table, definition, planned);
      if (other.isPresent()) {
        return refused(
            sought,
            ErrorCode.PRIMARY_KEY_EXISTS,
            table + " has another primary key: " + other.get());
      }
    }
    Optional<IndexFacts> inTheWay = invalidOfOthers(tableFacts, definition);
    if (inTheWay.isPresent()) {
      return refused(
          sought,
          ErrorCode.FOREIGN_INVALID_INDEX,
          inTheWay.get().name() + " on " + table + " is INVALID and covers the same columns");
    }
    return tableFacts.kind() == TableFacts.Kind.PARTITIONED_TABLE
        ? ofWhole(tableFacts, sought, because)
        : new Finding.Missing(
            table, definition, because, List.of(), false, facts.keyToBe(table, definition));
  }

  static Finding refused(TableIndex sought, ErrorCode code, String reason) {
    return new Finding.Refused(sought.table(), sought.definition(), code, reason);
  }

  private Finding ofWhole(TableFacts table, TableIndex sought, String because) {
    IndexDefinition definition = sought.definition();
    boolean proves = definition.columns().containsAll(table.partitionKey());
    if (definition.isUnique() && !proves) {
      return refused(
          sought,
          ErrorCode.UNSUPPORTED_INDEX,
          "%s is partitioned by %s, which a unique index on it has to contain"
              .formatted(table.name(), String.join(", ", table.partitionKey())));
    }
    Optional<TableFacts> foreign =
        partitions(table.name())
            .filter(part -> part.kind() == TableFacts.Kind.FOREIGN_TABLE)
            .findFirst();
    if (definition.isUnique() && foreign.isPresent()) {
      return refused(
          sought,
          ErrorCode.UNSUPPORTED_INDEX,
          "%s has the foreign table %s as a partition, so nothing can be unique in it"
              .formatted(table.name(), foreign.get().name()));
    }
    return new Finding.Missing(
        table.name(),
        definition,
        because,
        partitions(table.name())
            .filter(part -> part.kind() != TableFacts.Kind.FOREIGN_TABLE)
            .map(TableFacts::name)
            .sorted()
            .toList(),
        foreign.isPresent(),
        "");
  }

  /// An existing or planned primary key of another definition. One of a partitioned table that
  /// lacks parts may become the right one.
  private Optional<String> otherKey(
      QualifiedName table,
      IndexDefinition definition,
      Map<QualifiedName, List<IndexDefinition>> planned) {
    IndexShape wanted = facts.meaning(table, definition);
    Stream<String> there =
        facts.indexesOf(table).stream()
            .filter(IndexFacts::primary)
            .filter(index -> index.valid() || !index.shape().isAttachableAs(wanted))
            .map(index -> index.name() + " " + index.columns());
    Stream<String> coming =
        planned.getOrDefault(table, List.of()).stream()
            .filter(other -> other.kind() == Kind.PRIMARY_KEY && !other.equals(definition))
            .map(other -> "planned " + other);
    return Stream.concat(there, coming).findFirst();
  }

  /// An INVALID index, which a builder refuses to build beside: a person may be creating it or want
  /// to know its cause. A partitioned table's only lacks parts.
  private Optional<IndexFacts> invalidOfOthers(TableFacts table, IndexDefinition definition) {
    if (table.kind() == TableFacts.Kind.PARTITIONED_TABLE) {
      return Optional.empty();
    }
    IndexShape wanted = facts.meaning(table.name(), definition);
    return facts.indexesOf(table.name()).stream()
        .filter(index -> !index.valid() && !IndexNames.isUnfinished(index.name()))
        .filter(index -> index.shape().canBecome(wanted) || index.shape().serves(wanted))
        .findFirst();
  }

  private Stream<TableFacts> partitions(QualifiedName parent) {
    return facts.tables().values().stream().filter(table -> parent.equals(table.parent()));
  }

  private static String words(TableFacts.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
