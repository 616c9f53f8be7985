package dev.plimsoll.contracts.message;

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
import java.util.List;
import java.util.stream.Stream;

/// What a topic carries, for the references that are made of it.
///
/// @param key of its records, in words
/// @param messages none for what could not be handled
record Carried(String key, List<Class<? extends Record>> messages) {
  private static final List<Class<? extends Record>> BUILD_EVENTS =
      List.of(
          BuildEvent.Started.class,
          BuildEvent.Progressed.class,
          BuildEvent.Succeeded.class,
          BuildEvent.Failed.class,
          BuildEvent.Cancelled.class);
  private static final List<Class<? extends Record>> SYNC_EVENTS =
      List.of(
          SyncEvent.TableAnalyzed.class,
          SyncEvent.TableProgressed.class,
          SyncEvent.TableExtracted.class,
          SyncEvent.TableLoaded.class,
          SyncEvent.TableFailed.class);

  static Carried by(Topic topic) {
    return switch (topic) {
      case BUILD_COMMANDS_LARGE, BUILD_COMMANDS_MEDIUM, BUILD_COMMANDS_SMALL ->
          new Carried("table", List.of(BuildCommand.class));
      case BUILD_CONTROL ->
          new Carried(
              "build id; of what has begun that and /begun",
              List.of(
                  BuildControl.Cancel.class, BuildControl.Release.class, BuildControl.Begun.class));
      case DATABASES ->
          new Carried(
              "registered name",
              List.of(DatabaseEvent.Registered.class, DatabaseEvent.Removed.class));
      case BUILD_EVENTS -> new Carried("build id", BUILD_EVENTS);
      case SYNC_COMMANDS -> new Carried("read task id", List.of(ReadCommand.class));
      case SYNC_EVENTS -> new Carried("extract id", SYNC_EVENTS);
      case LOG_EVENTS ->
          new Carried(
              "log topic and partition; of files the producer",
              List.of(BatchAppended.class, FileAppended.class));
      case LOG_COMMITS -> new Carried("log topic and partition", List.of(BatchCommitted.class));
      case SEARCH_SETTINGS -> new Carried("registered name", List.of(SearchEvent.Tuned.class));
      case BUILD_COMMANDS_DLQ,
          BUILD_EVENTS_DLQ,
          SYNC_COMMANDS_DLQ,
          SYNC_EVENTS_DLQ,
          LOG_EVENTS_DLQ,
          LOG_COMMITS_DLQ ->
          new Carried("as it came", List.of());
    };
  }

  /// Every message once, in the order of the topics.
  static List<Class<? extends Record>> everything() {
    return Stream.of(Topic.values())
        .<Class<? extends Record>>flatMap(topic -> by(topic).messages().stream())
        .distinct()
        .toList();
  }
}
