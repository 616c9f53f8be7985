package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.StrategyChooser;
import dev.plimsoll.sync.source.mariadb.MariaDbTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses how a table of MariaDB is read, or says why it cannot be read as somebody wants. Pure.
final class MariaDbChooser {
  private final long rangeBytes;
  private final long splitBytes;
  private final int workers;
  private final int mostSplits;

  /// @param rangeBytes of a table that are worth a worker of their own
  /// @param splitBytes of a table in one split, about
  /// @param workers on one table where nothing is said, as long as it has as many ranges
  MariaDbChooser(long rangeBytes, long splitBytes, int workers, int mostSplits) {
    this.rangeBytes = rangeBytes;
    this.splitBytes = splitBytes;
    this.workers = workers;
    this.mostSplits = mostSplits;
  }

  /// @param shares whether sessions may share a moment, under a global read lock
  /// @throws PlimsollException INVALID_REQUEST where the table cannot be read that way
  StrategyChoice choose(MariaDbTable table, ReadingOptions options, boolean shares) {
    requireMoments(table, options);
    @Nullable String wanted = options.strategy();
    return switch (wanted == null ? StrategyChooser.AUTO : wanted) {
      case StrategyChooser.AUTO -> automatic(table, options, shares);
      case "keyset" -> {
        requireRanges(table, "keyset");
        requireMoment(table, options, shares);
        yield new StrategyChoice(new Strategy.Keyset(options.workers()), "asked for");
      }
      case "stream" -> stream(table, "asked for");
      case "fixed" -> windows(table, new Strategy.Fixed(StrategyChooser.WINDOW), options);
      case "early-termination" ->
          windows(table, new Strategy.EarlyTermination(StrategyChooser.WINDOW), options);
      case "adaptive" -> windows(table, new Strategy.Adaptive(StrategyChooser.WINDOW), options);
      default ->
          throw refused(
              table, "cannot be read by " + wanted + ": a MariaDB is read by keyset or stream");
    };
  }

  /// How an increment by a column is read.
  ///
  /// @param table with the window's key
  /// @throws PlimsollException INVALID_REQUEST where it cannot be read that way
  StrategyChoice chooseForIncrement(MariaDbTable table, ReadingOptions options) {
    requireMoments(table, options);
    @Nullable String wanted = options.strategy();
    if (wanted != null && !wanted.equals(StrategyChooser.AUTO) && !wanted.equals("keyset")) {
      throw refused(
          table, "cannot be read by " + wanted + ": an increment by a column is read by keyset");
    }
    if (options.strict()) {
      throw refused(
          table,
          "cannot be read strictly in increments: whatever is changed meanwhile is in the next one");
    }
    return new StrategyChoice(
        new Strategy.Keyset(options.workers()),
        "an increment, in the order of (%s)%s"
            .formatted(
                String.join(", ", table.readingKey()),
                table.readingIndex().isEmpty()
                    ? ", sorted by the server, since no index begins with it"
                    : ""));
  }

  // Of an engine that has none, neither of the two can be had.
  private static void requireMoments(MariaDbTable table, ReadingOptions options) {
    if (options.proof() == Proof.SOURCE && !table.transactional()) {
      throw refused(
          table,
          "cannot be proven by its source, whose engine knows no moment of its own: ask for the"
              + " proof of the file");
    }
    if (options.strict() && !table.transactional()) {
      throw refused(table, "cannot be read strictly: its engine knows no moment of its own");
    }
  }

  /// Ranges of its key that a table should have.
  int ranges(MariaDbTable table, ReadingOptions options) {
    if (options.files() > 0) {
      return options.files();
    }
    if (options.workers() > 0) {
      return Math.min(options.workers(), mostSplits);
    }
    long forWorkers = Math.min(workers, table.dataBytes() / rangeBytes);
    return (int) Math.clamp(Math.max(table.dataBytes() / splitBytes, forWorkers), 1, mostSplits);
  }

  private StrategyChoice automatic(MariaDbTable table, ReadingOptions options, boolean shares) {
    @Nullable String against = againstRanges(table);
    int ranges = ranges(table, options);
    if (options.strict() && !shares) {
      return stream(table, "strictly of one moment, which its sessions may not share");
    }
    if (against != null) {
      return stream(table, against);
    }
    if (!table.isOrderedByKey()) {
      return stream(table, "its rows do not lie in the order of a key that ranges could follow");
    }
    if (ranges < 2) {
      return stream(table, "its %,d bytes are one range".formatted(table.dataBytes()));
    }
    return new StrategyChoice(
        new Strategy.Keyset(options.workers()),
        "%,d bytes in the order of (%s): up to %d ranges of it, read side by side, %s"
            .formatted(
                table.dataBytes(),
                String.join(", ", table.readingKey()),
                ranges,
                shares ? "of one moment" : "each of its own moment, for want of RELOAD"));
  }

  private static StrategyChoice stream(MariaDbTable table, String because) {
    return new StrategyChoice(
        new Strategy.Stream(),
        because
            + (table.transactional()
                ? "; one statement, which sees one moment"
                : "; one statement, of an engine that knows no moment of its own"));
  }

  private static StrategyChoice windows(
      MariaDbTable table, Strategy.Windows windows, ReadingOptions options) {
    requireRanges(table, windows.name());
    if (options.strict()) {
      throw refused(
          table,
          "cannot be read strictly by " + windows.name() + ": each window is of its own moment");
    }
    if (options.proof() == Proof.SOURCE) {
      throw refused(
          table,
          "is not proven by its source where it is read by "
              + windows.name()
              + ", a baseline: ask for the proof of the file");
    }
    List<Column> key = Column.named(table.readingKey(), table.columns());
    boolean whole =
        key.size() == 1
            && switch (key.getFirst().type()) {
              case INT2, INT4, INT8 -> true;
              default -> false;
            };
    if (!whole) {
      throw refused(
          table,
          "cannot be read by " + windows.name() + ": its key is not one whole number of 64 bits");
    }
    return new StrategyChoice(windows, "asked for, as a baseline");
  }

  private static void requireRanges(MariaDbTable table, String strategy) {
    @Nullable String against = againstRanges(table);
    if (against != null) {
      throw refused(table, "cannot be read by " + strategy + ": " + against);
    }
  }

  private static void requireMoment(MariaDbTable table, ReadingOptions options, boolean shares) {
    if (options.strict() && !shares) {
      throw refused(
          table,
          "cannot be read strictly by keyset: its sessions share a moment under a global read lock,"
              + " which takes RELOAD and plimsoll.sync.moment-patience of a second at least. GRANT"
              + " RELOAD ON *.* to the role, or ask for stream, whose one statement sees one moment");
    }
  }

  private static @Nullable String againstRanges(MariaDbTable table) {
    return table.readingKey().isEmpty()
        ? "it has no unique key over columns that are NOT NULL"
        : table
            .unorderedKeyColumn()
            .map(
                column ->
                    "the column \"%s\" of its key is not compared as it is ordered"
                        .formatted(column))
            .orElse(null);
  }

  private static PlimsollException refused(MariaDbTable table, String why) {
    return new PlimsollException(ErrorCode.INVALID_REQUEST, table.name() + " " + why);
  }
}
