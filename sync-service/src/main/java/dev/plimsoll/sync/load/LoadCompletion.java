package dev.plimsoll.sync.load;

import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.table.ExtractTable;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Note at the target that a load has ended, so that the next one, also of another installation,
/// may have the table. Tried once: this installation knows its own loads without it.
@Singleton
public final class LoadCompletion {
  private static final Logger LOG = Logger.getLogger(LoadCompletion.class);

  private final LoadProgressStore store;
  private final ByKind<Target> targets;
  private final Registry registry;

  public LoadCompletion(LoadProgressStore store, ByKind<Target> targets, Registry registry) {
    this.store = store;
    this.targets = targets;
    this.registry = registry;
  }

  /// Does nothing while the table has not ended well.
  void note(UUID tableId) {
    ExtractTable table = store.table(tableId);
    if (table.state() != TableState.LOADED) {
      return;
    }
    try {
      KnownDatabase into = registry.loadedByBatches(Objects.requireNonNull(table.target()));
      targets.of(into.kind()).end(into.address(), table.load());
    } catch (SQLException | PlimsollException e) {
      LOG.warnf(
          "the end of a load could not be noted at the target: table=%s cause=%s",
          table.name(), ExceptionCodes.message(e));
    }
  }
}
