package dev.plimsoll.advice.partition;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Catalog facts in which a partitioned table has what its partitions have: their rows and bytes,
/// statistics of their columns where it has none of its own, and the indexes that all of them have.
/// Facts of partitions stay; rows of one that was never analysed are guessed from the others'.
///
/// @param unanalysed partitioned tables whose statistics are put together from their partitions'
public record PartitionedFacts(
    DatabaseFacts facts, PartitionTree tree, Set<QualifiedName> unanalysed) {
  public PartitionedFacts {
    unanalysed = Set.copyOf(unanalysed);
  }

  public static PartitionedFacts of(DatabaseFacts read) {
    PartitionTree tree = PartitionTree.of(read);
    if (tree.partitioned().isEmpty()) {
      return new PartitionedFacts(read, tree, Set.of());
    }
    Map<QualifiedName, TableFacts> tables = new HashMap<>(read.tables());
    Map<QualifiedName, List<ColumnFacts>> columns = new HashMap<>(read.columns());
    Map<QualifiedName, List<IndexFacts>> indexes = new HashMap<>(read.indexes());
    Set<QualifiedName> unanalysed = new HashSet<>();
    // Roots first: what is guessed of a partition rests on all of its root's.
    tree.partitioned().keySet().stream()
        .sorted((one, other) -> tree.path(one).size() - tree.path(other).size())
        .forEach(
            whole -> {
              guessRows(tables, tree.leaves(whole));
              List<TableFacts> leaves =
                  tree.leaves(whole).stream().map(tables::get).filter(Objects::nonNull).toList();
              @Nullable TableFacts own = tables.get(whole);
              if (own != null) {
                tables.put(whole, sum(own, leaves));
                List<ColumnFacts> its = columns(read, own, leaves);
                if (!its.equals(read.columnsOf(whole))
                    && read.columnsOf(whole).stream().allMatch(one -> one.statistics() == null)) {
                  unanalysed.add(whole);
                }
                columns.put(whole, its);
                indexes.put(whole, indexes(read, whole, tree.leaves(whole)));
              }
            });
    DatabaseFacts facts =
        new DatabaseFacts(
            read.server(),
            tables,
            columns,
            indexes,
            read.foreignKeys(),
            read.relationNames(),
            read.jointDistinct(),
            read.troubles(),
            read.findings());
    return new PartitionedFacts(facts, tree, unanalysed);
  }

  /// Of partitions that were never analysed, as many to a byte as in the others.
  private static void guessRows(Map<QualifiedName, TableFacts> tables, List<QualifiedName> leaves) {
    long rows = 0;
    long bytes = 0;
    for (QualifiedName name : leaves) {
      TableFacts leaf = tables.get(name);
      if (leaf != null && leaf.rowsKnown()) {
        rows += leaf.rows();
        bytes += leaf.heapBytes();
      }
    }
    if (bytes == 0) {
      return;
    }
    for (QualifiedName name : leaves) {
      TableFacts leaf = tables.get(name);
      if (leaf != null && !leaf.rowsKnown()) {
        tables.put(name, leaf.withRows(Math.round((double) rows / bytes * leaf.heapBytes())));
      }
    }
  }

  private static TableFacts sum(TableFacts whole, List<TableFacts> leaves) {
    boolean known = leaves.stream().allMatch(TableFacts::rowsKnown);
    return new TableFacts(
        whole.name(),
        whole.kind(),
        known ? leaves.stream().mapToLong(TableFacts::rows).sum() : -1,
        leaves.stream().mapToLong(TableFacts::heapBytes).sum(),
        whole.oid(),
        whole.parent(),
        whole.partitionKey(),
        whole.rights(),
        whole.parallelWorkers());
  }

  private static List<ColumnFacts> columns(
      DatabaseFacts read, TableFacts whole, List<TableFacts> leaves) {
    return read.columnsOf(whole.name()).stream()
        .map(
            column -> {
              List<LeafColumn> parts = LeafColumn.of(read, column.name(), leaves);
              if (parts.isEmpty()) {
                return column;
              }
              boolean apart = whole.partitionKey().contains(column.name());
              @Nullable Statistics own = column.statistics();
              return column.withStatistics(
                  own == null ? together(parts, apart) : inOrder(own, parts));
            })
        .toList();
  }

  /// Statistics of a column in a partition.
  private record LeafColumn(double rows, Statistics statistics) {
    static List<LeafColumn> of(DatabaseFacts read, String name, List<TableFacts> leaves) {
      List<LeafColumn> found = new ArrayList<>();
      for (TableFacts leaf : leaves) {
        ColumnFacts column = read.column(leaf.name(), name);
        Statistics known = column == null ? null : column.statistics();
        if (known != null && leaf.rows() > 0) {
          found.add(new LeafColumn(leaf.rows(), known));
        }
      }
      return found;
    }

    double present() {
      return rows * (1 - statistics.nullFraction());
    }
  }

  /// @param apart whether no value is in two partitions
  private static Statistics together(List<LeafColumn> parts, boolean apart) {
    double rows = 0;
    double present = 0;
    double bytes = 0;
    double sum = 0;
    double most = 0;
    for (LeafColumn part : parts) {
      double distinct = part.statistics().distinctOf(Math.round(part.rows()));
      rows += part.rows();
      present += part.present();
      bytes += part.present() * part.statistics().averageWidth();
      sum += distinct;
      most = Math.max(most, distinct);
    }
    // What grows with the rows of a partition grows with all of them.
    boolean grows = parts.stream().allMatch(part -> part.statistics().distinct() < 0);
    double distinct = grows ? -Math.min(1, sum / rows) : apart ? sum : most;
    return new Statistics(
        (int) Math.round(bytes / Math.max(1, present)),
        distinct,
        1 - present / rows,
        correlation(parts),
        parts.stream().anyMatch(part -> part.statistics().widthVaries()));
  }

  /// An index has its entries partition by partition, so the order within each one counts.
  private static Statistics inOrder(Statistics own, List<LeafColumn> parts) {
    return new Statistics(
        own.averageWidth(),
        own.distinct(),
        own.nullFraction(),
        correlation(parts),
        own.widthVaries());
  }

  private static double correlation(List<LeafColumn> parts) {
    double rows = parts.stream().mapToDouble(LeafColumn::rows).sum();
    return parts.stream().mapToDouble(part -> part.rows() * part.statistics().correlation()).sum()
        / rows;
  }

  /// Its own, and those that are valid on every partition without being parts of one of its own.
  private static List<IndexFacts> indexes(
      DatabaseFacts read, QualifiedName whole, List<QualifiedName> leaves) {
    List<IndexFacts> found = new ArrayList<>(read.indexesOf(whole));
    Map<IndexShape, IndexFacts> shapes = new LinkedHashMap<>();
    leaves.forEach(
        leaf ->
            read.indexesOf(leaf).stream()
                .filter(IndexFacts::valid)
                .forEach(index -> shapes.putIfAbsent(index.shape(), index)));
    // The longest first: it serves for what it begins with.
    shapes.entrySet().stream()
        .sorted(Comparator.comparingInt(one -> -one.getKey().keys().size()))
        .forEach(
            one -> {
              IndexShape shape = one.getKey();
              IndexFacts index = one.getValue();
              boolean known =
                  found.stream().anyMatch(own -> own.valid() && own.shape().readsFor(shape));
              if (!known && isOnAll(read, shape, leaves)) {
                found.add(
                    new IndexFacts(
                        whole,
                        index.name(),
                        shape,
                        true,
                        index.bytes() * leaves.size(),
                        index.definition(),
                        ""));
              }
            });
    return List.copyOf(found);
  }

  private static boolean isOnAll(DatabaseFacts read, IndexShape shape, List<QualifiedName> leaves) {
    return leaves.stream()
        .allMatch(
            leaf ->
                read.indexesOf(leaf).stream()
                    .anyMatch(other -> other.valid() && other.shape().readsFor(shape)));
  }
}
