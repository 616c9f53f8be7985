package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// Choice of the strategy by which a table is read, or the reason for a refusal. Pure.
///
/// @param rangeBytes of a range of blocks, TOAST included
record PostgresChooser(long rangeBytes) {
  /// The first version that scans a range of ctids without reading the rest of the table.
  private static final int TID_RANGE_SCAN = 140_000;

  private static final int VERSION_UNIT = 10_000;

  /// @param wanted one of {@link ReadStrategy#NAMES}; null is `auto`
  /// @param files to write the table into; 0 for any number
  /// @param serverVersion `server_version_num`
  /// @throws PlimsollException INVALID_REQUEST for an unknown name or an impossible strategy
  ReadStrategyChoice choose(
      @Nullable String wanted, int files, SourceTable table, int serverVersion) {
    String name = wanted == null ? ReadStrategy.AUTO : wanted;
    @Nullable String against = againstBlocks(table, serverVersion);
    return switch (name) {
      case ReadStrategy.AUTO -> automatic(table, files, against);
      case "blocks" -> {
        if (against != null) {
          throw refused(table, "blocks", against);
        }
        yield new ReadStrategyChoice(blocks(table, files), "asked for");
      }
      case "keyset" -> {
        if (table.readingKey().isEmpty()) {
          throw refused(table, "keyset", "it has no unique key over columns that are NOT NULL");
        }
        yield new ReadStrategyChoice(new ReadStrategy.Keyset(0), "asked for");
      }
      case "stream" -> new ReadStrategyChoice(new ReadStrategy.Stream(), "asked for");
      case "fixed" -> windows(table, new ReadStrategy.Fixed(ReadStrategy.WINDOW));
      case "early-termination" ->
          windows(table, new ReadStrategy.EarlyTermination(ReadStrategy.WINDOW));
      case "adaptive" -> windows(table, new ReadStrategy.Adaptive(ReadStrategy.WINDOW));
      default ->
          throw PlimsollException.invalidRequest(
              "there is no strategy \"%s\"; there are %s"
                  .formatted(name, String.join(", ", ReadStrategy.NAMES)));
    };
  }

  /// The strategy of an increment. A window of a column is read by keyset, since block ranges
  /// cannot use an index; a window of transactions needs a scan of the heap anyway.
  ///
  /// @throws PlimsollException INVALID_REQUEST
  ReadStrategyChoice chooseForIncrement(
      @Nullable String wanted, RowWindow window, int files, SourceTable table, int serverVersion) {
    String name = wanted == null ? ReadStrategy.AUTO : wanted;
    return switch (window) {
      case ColumnWindow _ -> {
        if (!name.equals(ReadStrategy.AUTO) && !name.equals("keyset")) {
          throw refused(table, name, "an increment by a column is read by keyset");
        }
        yield new ReadStrategyChoice(
            new ReadStrategy.Keyset(0),
            "an increment, in the order of (" + String.join(", ", table.readingKey()) + ")");
      }
      case TransactionWindow _ -> {
        ReadStrategyChoice choice = choose(name, files, table, serverVersion);
        if (choice.strategy() instanceof ReadStrategy.Windows) {
          throw refused(table, name, "the baselines read no increments");
        }
        yield choice;
      }
    };
  }

  private static ReadStrategyChoice windows(SourceTable table, ReadStrategy.Windows windows) {
    if (!table.hasNumberedRows()) {
      throw refused(table, windows.name(), "its key is not one column of whole numbers");
    }
    return new ReadStrategyChoice(windows, "asked for, as a baseline");
  }

  private static PlimsollException refused(SourceTable table, String strategy, String because) {
    return PlimsollException.invalidRequest(
        table.name() + " cannot be read by " + strategy + ": " + because);
  }

  private ReadStrategyChoice automatic(
      SourceTable table, int files, @Nullable String againstBlocks) {
    boolean keyed = !table.readingKey().isEmpty();
    String key = String.join(", ", table.readingKey());
    ReadStrategy.Blocks blocks = blocks(table, files);
    if (againstBlocks == null && table.pages() > blocks.pagesPerRange()) {
      return new ReadStrategyChoice(
          blocks,
          "an ordinary heap of %d pages: %d ranges of %d, read side by side under one snapshot"
              .formatted(table.pages(), blocks.ranges(table.pages()), blocks.pagesPerRange()));
    }
    String because =
        againstBlocks == null
            ? "its heap of " + table.pages() + " pages is one range"
            : againstBlocks;
    return keyed
        ? new ReadStrategyChoice(new ReadStrategy.Keyset(0), because + "; its key is (" + key + ")")
        : new ReadStrategyChoice(new ReadStrategy.Stream(), because + "; it has no key to read by");
  }

  // A range of a table with TOAST has fewer heap pages for the same bytes.
  private ReadStrategy.Blocks blocks(SourceTable table, int files) {
    long pages = Math.max(1, table.pages());
    if (files > 0) {
      return new ReadStrategy.Blocks((int) Math.ceilDiv(pages, files));
    }
    double bytesPerPage = SourceTable.BYTES_PER_PAGE + (double) table.toastBytes() / pages;
    return new ReadStrategy.Blocks((int) Math.max(1, Math.round(rangeBytes / bytesPerPage)));
  }

  private static @Nullable String againstBlocks(SourceTable table, int serverVersion) {
    if (!table.plainHeap()) {
      return "it is no ordinary table in a heap of its own";
    }
    if (serverVersion < TID_RANGE_SCAN) {
      return "PostgreSQL %d reads no block ranges (14 does)"
          .formatted(serverVersion / VERSION_UNIT);
    }
    return null;
  }
}
