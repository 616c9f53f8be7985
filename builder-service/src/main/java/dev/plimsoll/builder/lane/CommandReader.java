package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reader of build commands, which trusts nothing in them.
final class CommandReader {
  private static final int MAX_WORKERS = 1024;
  private static final String TYPE = EventTypes.of(BuildCommand.class);

  private CommandReader() {}

  /// @throws MalformedMessageException with the fault, without quoting the body
  static BuildCommand read(@Nullable String type, @Nullable String body) {
    check(TYPE.equals(type), "the event's type is not " + TYPE);
    check(body != null, "there is no body");
    BuildCommand build = Json.read(Objects.requireNonNull(body), BuildCommand.class);
    check(
        Stream.of(
                build.buildId(),
                build.database(),
                build.table(),
                build.definition(),
                build.indexName(),
                build.slot(),
                build.allocation())
            .allMatch(Objects::nonNull),
        "buildId, database, table, definition, indexName, slot and allocation must be given");
    check(build.slot().lane() != null, "slot.lane must be given");
    check(build.attempt() >= 1, "attempt must be 1 or more");
    check(isName(build.table().schema()), "table.schema must have 1 to 63 bytes");
    check(isName(build.table().name()), "table.name must have 1 to 63 bytes");
    check(isName(build.indexName()), "indexName must have 1 to 63 bytes");
    check(
        build.definition().allColumns().stream().allMatch(CommandReader::isName),
        "a column's name must have 1 to 63 bytes");
    check(
        build.allocation().maintenanceWorkMemBytes() >= 1 << 20,
        "allocation.maintenanceWorkMemBytes must be 1 MiB or more");
    check(
        build.allocation().parallelWorkers() >= 0
            && build.allocation().parallelWorkers() <= MAX_WORKERS,
        "allocation.parallelWorkers must be 0 to " + MAX_WORKERS);
    check(build.database().name() != null, "database.name must be given");
    bounded(build);
    return build;
  }

  private static void bounded(Record command) {
    try {
      Bounds.check(command);
    } catch (OutOfBoundsException e) {
      throw new MalformedMessageException(e.getMessage(), e);
    }
  }

  private static boolean isName(@Nullable String name) {
    return name != null
        && !name.isEmpty()
        && name.indexOf('\0') < 0
        && name.getBytes(StandardCharsets.UTF_8).length <= BuildNames.MAX_NAME_BYTES;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedMessageException(otherwise, null);
    }
  }
}
