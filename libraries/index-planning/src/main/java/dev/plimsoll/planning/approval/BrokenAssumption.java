package dev.plimsoll.planning.approval;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.catalog.TableReadError;
import java.util.Locale;

/// A change of something that a plan took for granted.
public sealed interface BrokenAssumption {
  /// For people, in a sentence without its full stop.
  String words();

  record TableVanished(QualifiedName table) implements BrokenAssumption {
    @Override
    public String words() {
      return table + " is gone";
    }
  }

  /// Nobody knows whether it has moved.
  record TableUnreadable(TableReadError trouble) implements BrokenAssumption {
    @Override
    public String words() {
      return trouble.reason();
    }
  }

  /// Dropped and made again, under the same name.
  record TableReplaced(QualifiedName table, long oidBefore, long oidNow)
      implements BrokenAssumption {
    @Override
    public String words() {
      return table
          + " is another table by the same name (oid "
          + oidNow
          + ", was "
          + oidBefore
          + ")";
    }
  }

  /// Grown or shrunk by more than the tolerance.
  record SizeChanged(
      QualifiedName table, long rowsBefore, long rowsNow, long bytesBefore, long bytesNow)
      implements BrokenAssumption {
    @Override
    public String words() {
      return String.format(
          Locale.ROOT,
          "%s %s: %,d rows in %s, planned with %,d in %s",
          table,
          bytesNow >= bytesBefore ? "grew" : "shrank",
          rowsNow,
          SizeText.bytes(bytesNow),
          rowsBefore,
          SizeText.bytes(bytesBefore));
    }
  }

  /// What was to be built is there.
  record Satisfied(QualifiedName table, IndexDefinition definition, String index)
      implements BrokenAssumption {
    @Override
    public String words() {
      return table + " has its " + definition + " meanwhile: " + index;
    }
  }

  /// Another primary key is there, so this one cannot be made.
  record OtherPrimaryKey(QualifiedName table, String index) implements BrokenAssumption {
    @Override
    public String words() {
      return table + " got another primary key: " + index;
    }
  }

  record ColumnVanished(QualifiedName table, String column) implements BrokenAssumption {
    @Override
    public String words() {
      return table + " has no column " + column + " any more";
    }
  }

  /// Type or collation.
  record ColumnChanged(QualifiedName table, String column, String before, String now)
      implements BrokenAssumption {
    @Override
    public String words() {
      return table + ": " + column + " is " + now + ", was " + before;
    }
  }

  /// Somebody has used the name that the index was to have.
  record NameTaken(QualifiedName table, String indexName) implements BrokenAssumption {
    @Override
    public String words() {
      return "the name " + indexName + " in " + table.schema() + " is taken meanwhile";
    }
  }

  /// Partitions came or went. Those that came have no build of their own in the plan.
  record PartitionsChanged(QualifiedName table, String appeared, String vanished)
      implements BrokenAssumption {
    @Override
    public String words() {
      return table
          + (appeared.isEmpty() ? "" : " got the partition " + appeared)
          + (appeared.isEmpty() || vanished.isEmpty() ? "" : " and")
          + (vanished.isEmpty() ? "" : " lost the partition " + vanished);
    }
  }

  /// Indexes came or went that do not matter to what is built, but were in sight when it was
  /// approved.
  record IndexesChanged(QualifiedName table, String appeared, String vanished)
      implements BrokenAssumption {
    @Override
    public String words() {
      return table
          + (appeared.isEmpty() ? "" : " got " + appeared)
          + (appeared.isEmpty() || vanished.isEmpty() ? "" : " and")
          + (vanished.isEmpty() ? "" : " lost " + vanished);
    }
  }

  record CapacityChanged(String limit, String before, String now) implements BrokenAssumption {
    @Override
    public String words() {
      return "the load line's " + limit + " is " + now + ", planned with " + before;
    }
  }
}
