package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.ReaderCount;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Choice of the strategy by which a MariaDB table is read, or the reason for a refusal. Pure.
///
/// @param rangeBytes of a range; two ranges or more are read in parallel
/// @param workers the default number, chosen only where a strategy depends on it
record MariaDbChooser(long rangeBytes, ReaderCount workers, int mostReadTasks) {
  private static final int LEAST_RANGES = 2;

  /// @param shares whether sessions may share a snapshot, under a global read lock
  /// @throws PlimsollException INVALID_REQUEST where the table cannot be read that way
  ReadStrategyChoice choose(MariaDbTable table, ReadingWish wish, boolean shares)
      throws SQLException {
    requireMoments(table, wish);
    @Nullable String wanted = wish.strategy();
    return switch (wanted == null ? ReadStrategy.AUTO : wanted) {
      case ReadStrategy.AUTO -> automatic(table, wish, shares);
      case "keyset" -> {
        requireRanges(table, "keyset");
        requireMoment(table, wish, shares);
        yield keyset(table, wish, "asked for");
      }
      case "stream" -> stream(table, "asked for");
      case "fixed" -> windows(table, new ReadStrategy.Fixed(ReadStrategy.WINDOW), wish);
      case "early-termination" ->
          windows(table, new ReadStrategy.EarlyTermination(ReadStrategy.WINDOW), wish);
      case "adaptive" -> windows(table, new ReadStrategy.Adaptive(ReadStrategy.WINDOW), wish);
      default ->
          throw refused(
              table, "cannot be read by " + wanted + ": a MariaDB is read by keyset or stream");
    };
  }

  /// The strategy of an increment by a column.
  ///
  /// @param table with the window's key
  /// @param everything whether the window has no lower bound; the size of any other is unknown
  /// @throws PlimsollException INVALID_REQUEST where it cannot be read that way
  ReadStrategyChoice chooseForIncrement(MariaDbTable table, ReadingWish wish, boolean everything)
      throws SQLException {
    requireMoments(table, wish);
    @Nullable String wanted = wish.strategy();
    if (wanted != null && !wanted.equals(ReadStrategy.AUTO) && !wanted.equals("keyset")) {
      throw refused(
          table, "cannot be read by " + wanted + ": an increment by a column is read by keyset");
    }
    if (wish.strict()) {
      throw refused(
          table,
          "cannot be read strictly in increments: whatever is changed meanwhile is in the next one");
    }
    boolean indexed = !table.readingIndex().isEmpty();
    String why =
        "an increment, in the order of (%s)%s"
            .formatted(
                String.join(", ", table.readingKey()),
                indexed ? "" : ", sorted by the server, since no index begins with it");
    return everything && indexed
        ? keyset(table, wish, why)
        : new ReadStrategyChoice(new ReadStrategy.Keyset(wish.workers()), why);
  }

  // Strict and proven readings need an engine with snapshots.
  private static void requireMoments(MariaDbTable table, ReadingWish wish) {
    if (wish.proven() && !table.transactional()) {
      throw refused(
          table,
          "cannot be proven by its source, whose engine knows no moment of its own: ask for the"
              + " proof of the file");
    }
    if (wish.strict() && !table.transactional()) {
      throw refused(table, "cannot be read strictly: its engine knows no moment of its own");
    }
  }

  /// Wanted number of key ranges.
  int ranges(ReadStrategy.Keyset keyset, ReadingWish wish) {
    int wanted = wish.files() > 0 ? wish.files() : keyset.workers();
    return Math.clamp(wanted, 1, mostReadTasks);
  }

  /// Whether sessions should share a snapshot. A large table gets one even if the source has room
  /// for only one worker now.
  boolean wantsOneMoment(
      MariaDbTable table, ReadStrategyChoice choice, int readTasks, ReadingWish wish) {
    return choice.strategy() instanceof ReadStrategy.Keyset
        && (readTasks > 1 || (isLarge(table) && wantedRanges(wish) == 0));
  }

  private boolean isLarge(MariaDbTable table) {
    return table.dataBytes() / rangeBytes >= LEAST_RANGES;
  }

  // 0 where the request names no number.
  private static int wantedRanges(ReadingWish wish) {
    return wish.files() > 0 ? wish.files() : wish.workers();
  }

  private ReadStrategyChoice keyset(MariaDbTable table, ReadingWish wish, String why)
      throws SQLException {
    if (wantedRanges(wish) > 0 || !isLarge(table)) {
      return new ReadStrategyChoice(new ReadStrategy.Keyset(wish.workers()), why);
    }
    WorkerEstimate estimate = workers.choose(table.dataBytes());
    return new ReadStrategyChoice(new ReadStrategy.Keyset(estimate.workers()), why)
        .because(estimate);
  }

  private ReadStrategyChoice automatic(MariaDbTable table, ReadingWish wish, boolean shares)
      throws SQLException {
    @Nullable String against = againstRanges(table);
    if (wish.strict() && !shares) {
      return stream(table, "strictly of one moment, which its sessions may not share");
    }
    if (against != null) {
      return stream(table, against);
    }
    if (!table.isOrderedByKey()) {
      return stream(table, "its rows do not lie in the order of a key that ranges could follow");
    }
    if (wantedRanges(wish) == 1) {
      return stream(table, "one range of it is asked for");
    }
    if (wantedRanges(wish) == 0 && !isLarge(table)) {
      return stream(table, "its %,d bytes are one range".formatted(table.dataBytes()));
    }
    ReadStrategyChoice choice =
        keyset(
            table,
            wish,
            "%,d bytes in the order of (%s), by ranges %s"
                .formatted(
                    table.dataBytes(),
                    String.join(", ", table.readingKey()),
                    shares ? "of one moment" : "each of its own moment, for want of RELOAD"));
    // A single statement has its own snapshot without a lock.
    return shares && choice.strategy().equals(new ReadStrategy.Keyset(1))
        ? stream(table, choice.why())
        : choice;
  }

  private static ReadStrategyChoice stream(MariaDbTable table, String because) {
    return new ReadStrategyChoice(
        new ReadStrategy.Stream(),
        because
            + (table.transactional()
                ? "; one statement, which sees one moment"
                : "; one statement, of an engine that knows no moment of its own"));
  }

  private static ReadStrategyChoice windows(
      MariaDbTable table, ReadStrategy.Windows windows, ReadingWish wish) {
    requireRanges(table, windows.name());
    if (wish.strict()) {
      throw refused(
          table,
          "cannot be read strictly by " + windows.name() + ": each window is of its own moment");
    }
    if (wish.proven()) {
      throw refused(
          table,
          "is not proven by its source where it is read by "
              + windows.name()
              + ", a baseline: ask for the proof of the file");
    }
    if (!table.source().hasNumberedRows()) {
      throw refused(
          table,
          "cannot be read by " + windows.name() + ": its key is not one whole number of 64 bits");
    }
    return new ReadStrategyChoice(windows, "asked for, as a baseline");
  }

  private static void requireRanges(MariaDbTable table, String strategy) {
    @Nullable String against = againstRanges(table);
    if (against != null) {
      throw refused(table, "cannot be read by " + strategy + ": " + against);
    }
  }

  private static void requireMoment(MariaDbTable table, ReadingWish wish, boolean shares) {
    if (wish.strict() && !shares) {
      throw refused(
          table,
          "cannot be read strictly by keyset: its sessions share a moment under a global read lock,"
              + " which takes RELOAD and plimsoll.sync.snapshot-lock-patience of a second at least. GRANT"
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
    return PlimsollException.invalidRequest(table.name() + " " + why);
  }
}
