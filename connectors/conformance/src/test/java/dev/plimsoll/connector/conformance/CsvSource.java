package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingPlan;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.SourceRelation;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder of files of semicolon-separated values as a source: the least that a source can be. The
/// first line has names and types, an empty value is NULL.
record CsvSource(Path folder) implements Source {
  @Override
  public void check(DatabaseAddress address) {
    if (!Files.isDirectory(folder)) {
      throw new PlimsollException(ErrorCode.DATABASE_NOT_FOUND, "there is no folder " + folder);
    }
  }

  private List<String> lines(QualifiedName table) {
    try {
      return Files.readAllLines(folder.resolve(table.name() + ".csv"));
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.TABLE_NOT_FOUND, "there is no table " + table, e);
    }
  }

  private static List<Column> columns(List<String> lines) {
    return Arrays.stream(lines.getFirst().split(";", -1))
        .map(each -> each.split(":", -1))
        .map(
            each -> new Column(each[0], PgType.valueOf(each[1]), -1, each[1], null, false, 0, null))
        .toList();
  }

  @Override
  public PlanningSession plan(DatabaseAddress address, String program) {
    return new PlanningSession() {
      @Override
      public List<QualifiedName> find(List<TablePattern> patterns) {
        return SourceRelation.named(
            Stream.of(folder.toFile().list())
                .map(file -> new QualifiedName("csv", file.replace(".csv", "")))
                .map(name -> new SourceRelation(name, true))
                .toList(),
            patterns);
      }

      @Override
      public FoundTable table(QualifiedName name, ColumnRules rules) {
        List<Column> columns = columns(lines(name));
        return new Csv(
            new SourceTable(name, TableStructure.unordered(false, columns), 0, 0, 0, false));
      }

      @Override
      public void close() {}
    };
  }

  private record Csv(SourceTable table) implements FoundTable {
    @Override
    public ReadingPlan plan(ReadingWish wish) {
      if (wish.strategy() != null
          && !List.of(ReadStrategy.AUTO, "stream").contains(wish.strategy())) {
        throw Source.unsupported(table.name() + " is a file, which is read as a stream");
      }
      ReadStrategyChoice choice =
          new ReadStrategyChoice(new ReadStrategy.Stream(), "a file has one order");
      return new ReadingPlan(choice, ReadRange.everythingTimes(1), false);
    }
  }

  @Override
  public WholeTable whole(TableAccess access) {
    PlannedTable table = access.table();
    List<String> lines = lines(table.name());
    if (!columns(lines).equals(table.columns())) {
      throw new PlimsollException(ErrorCode.SOURCE_CHANGED, table.name() + " has other columns");
    }
    return new WholeTable() {
      @Override
      public SourceRows rows() {
        return new Rows(table.columns(), lines.subList(1, lines.size()).iterator());
      }

      @Override
      public TableDigest digest() {
        throw Source.unsupported("a file computes no digests");
      }

      @Override
      public void close() {}
    };
  }

  private record Rows(List<Column> columns, Iterator<String> lines) implements SourceRows {
    @Override
    public byte @Nullable [] next() {
      return lines.hasNext() ? tuple(lines.next().split(";", -1)) : null;
    }

    private byte[] tuple(String[] values) {
      ByteBuilder tuple = new ByteBuilder(64);
      tuple.putShort(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        if (values[i].isEmpty()) {
          tuple.putInt(-1);
        } else if (columns.get(i).type() == PgType.INT8) {
          tuple.putInt(Long.BYTES);
          tuple.putLong(Long.parseLong(values[i]));
        } else {
          byte[] text = values[i].getBytes(StandardCharsets.UTF_8);
          tuple.putInt(text.length);
          tuple.write(text);
        }
      }
      return Arrays.copyOf(tuple.array(), tuple.size());
    }

    @Override
    public void close() {}
  }
}
