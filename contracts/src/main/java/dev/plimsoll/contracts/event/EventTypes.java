package dev.plimsoll.contracts.event;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.search.SearchEvent;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.contracts.sync.SyncEvent;
import java.util.Map;

/// The CloudEvents `type` of each message record.
///
/// Records change additively only. A change that an old reader could not take gets a new type with
/// a higher version.
public final class EventTypes {
  private static final Map<Class<? extends Record>, String> TYPES =
      Map.ofEntries(
          Map.entry(BuildCommand.class, "dev.plimsoll.build.command.v2"),
          Map.entry(BuildControl.Cancel.class, "dev.plimsoll.build.cancel.v1"),
          Map.entry(BuildControl.Release.class, "dev.plimsoll.build.release.v1"),
          Map.entry(BuildControl.Begun.class, "dev.plimsoll.build.begun.v1"),
          Map.entry(BuildEvent.Cancelled.class, "dev.plimsoll.build.cancelled.v1"),
          Map.entry(BuildEvent.Started.class, "dev.plimsoll.build.started.v1"),
          Map.entry(BuildEvent.Progressed.class, "dev.plimsoll.build.progressed.v1"),
          Map.entry(BuildEvent.Succeeded.class, "dev.plimsoll.build.succeeded.v1"),
          Map.entry(BuildEvent.Failed.class, "dev.plimsoll.build.failed.v1"),
          Map.entry(DatabaseEvent.Registered.class, "dev.plimsoll.database.registered.v1"),
          Map.entry(DatabaseEvent.Removed.class, "dev.plimsoll.database.removed.v1"),
          Map.entry(ReadCommand.class, "dev.plimsoll.sync.read.v1"),
          Map.entry(SyncEvent.TableProgressed.class, "dev.plimsoll.sync.table.progressed.v1"),
          Map.entry(SyncEvent.TableExtracted.class, "dev.plimsoll.sync.table.extracted.v1"),
          Map.entry(SyncEvent.TableAnalyzed.class, "dev.plimsoll.sync.table.analyzed.v1"),
          Map.entry(SyncEvent.TableLoaded.class, "dev.plimsoll.sync.table.loaded.v1"),
          Map.entry(SyncEvent.TableFailed.class, "dev.plimsoll.sync.table.failed.v1"),
          Map.entry(BatchAppended.class, "dev.plimsoll.log.batch.appended.v1"),
          Map.entry(FileAppended.class, "dev.plimsoll.log.file.appended.v1"),
          Map.entry(BatchCommitted.class, "dev.plimsoll.log.batch.committed.v1"),
          Map.entry(SearchEvent.Tuned.class, "dev.plimsoll.search.tuned.v1"));

  private EventTypes() {}

  /// @throws IllegalArgumentException for a record that is no message
  public static String of(Record message) {
    return of(message.getClass());
  }

  /// @throws IllegalArgumentException for a record that is no message
  public static String of(Class<? extends Record> message) {
    String type = TYPES.get(message);
    if (type == null) {
      throw new IllegalArgumentException(message.getName() + " is not a message");
    }
    return type;
  }

  public static Map<Class<? extends Record>, String> all() {
    return TYPES;
  }
}
