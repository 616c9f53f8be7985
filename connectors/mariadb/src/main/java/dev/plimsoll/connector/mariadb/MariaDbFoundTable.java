package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.ReadingPlan;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.SourceTable;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Table of a MariaDB, and the ways to read it.
///
/// @param found as it is now, with all of its columns
record MariaDbFoundTable(MariaDbPlanningSession session, MariaDbTable found) implements FoundTable {
  @Override
  public SourceTable table() {
    return found.source();
  }

  @Override
  public ReadingPlan plan(ReadingWish wish) throws SQLException {
    boolean shares = session.shares(found);
    MariaDbChooser chooser = session.chooser();
    ReadStrategyChoice choice = chooser.choose(found, wish, shares);
    List<ReadRange> readTasks = readTasks(choice.strategy(), wish);
    boolean oneMoment = shares && chooser.wantsOneMoment(found, choice, readTasks.size(), wish);
    // A proof needs no shared snapshot: each session computes the digest of its own rows.
    boolean strict = wish.strict() && !(choice.strategy() instanceof ReadStrategy.Stream);
    return new ReadingPlan(choice, readTasks, oneMoment || strict);
  }

  private List<ReadRange> readTasks(ReadStrategy strategy, ReadingWish wish) {
    return switch (strategy) {
      case ReadStrategy.Keyset keyset -> cut(found, keyset, wish);
      case ReadStrategy.Blocks _, ReadStrategy.Stream _, ReadStrategy.Windows _ ->
          ReadRange.everythingTimes(1);
    };
  }

  private List<ReadRange> cut(MariaDbTable table, ReadStrategy.Keyset keyset, ReadingWish wish) {
    return new MariaDbRanges(session.session(), table).cut(session.chooser().ranges(keyset, wish));
  }

  @Override
  public IncrementSource increments() {
    return new MariaDbIncrements(session.session(), found, session.writers());
  }

  @Override
  public ReadingPlan plan(ReadingWish wish, SourceTable narrowed, RowWindow window)
      throws SQLException {
    if (!(window instanceof ColumnWindow rows)) {
      throw Source.unsupported(
          found.name() + ": rows of a MariaDB do not show who has written them");
    }
    MariaDbTable within =
        new MariaDbCatalog(session.session())
            .within(found, rows, narrowed.columns().stream().map(Column::name).toList());
    boolean everything = rows.low() == null;
    ReadStrategyChoice choice = session.chooser().chooseForIncrement(within, wish, everything);
    boolean cuts = everything && !within.readingIndex().isEmpty();
    return new ReadingPlan(
        choice,
        cuts && choice.strategy() instanceof ReadStrategy.Keyset keyset
            ? cut(within, keyset, wish)
            : ReadRange.everythingTimes(1),
        false);
  }

  @Override
  public @Nullable String whyKeysAreNotCompared() {
    return MariaDbHeldKeys.against(session.session(), found);
  }
}
