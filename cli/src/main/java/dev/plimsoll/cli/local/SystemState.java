package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was started on a data folder, kept in a file, so that other commands find it.
///
/// @param supervisor the command that watches over it, null when it was left running alone
/// @param stack absent when Kafka, PostgreSQL and S3 are external
/// @param console address of the console
record SystemState(
    @Nullable ProcessMark supervisor,
    @Nullable StackDescription stack,
    String console,
    List<Part> parts) {

  /// A process of the system.
  ///
  /// @param port of its HTTP API; 0 for the stack, which has several
  /// @param trouble absent where it has not died of late
  record Part(String name, ProcessMark process, int port, String log, @Nullable Trouble trouble) {
    static Part of(
        String name, ProcessHandle process, int port, Path log, @Nullable Trouble trouble) {
      return new Part(name, ProcessMark.of(process), port, log.toString(), trouble);
    }

    Part with(@Nullable Trouble known) {
      return new Part(name, process, port, log, known);
    }

    boolean isStack() {
      return port == 0;
    }

    /// Whether it runs and takes requests.
    boolean isReady(@Nullable StackDescription stack) {
      return process.isAlive()
          && (isStack() ? stack != null && Health.silent(stack).isEmpty() : Health.isReady(port));
    }
  }

  /// What a part has been through.
  ///
  /// @param deaths in a row, each soon after its start
  /// @param lastDeath when it was seen
  /// @param nextStart when it is started again; absent where it has been
  /// @param why as its log or its answer says; absent where that is not known
  record Trouble(
      int deaths, Instant lastDeath, @Nullable Instant nextStart, @Nullable String why) {}

  static Optional<SystemState> read(DataHome home) {
    try {
      return Optional.of(Json.read(Files.readString(home.stateFile()), SystemState.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (MalformedMessageException e) {
      return Optional.empty(); // of another version; what it names cannot be known
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The command that watches over it, if there is one and it runs.
  Optional<ProcessMark> supervising() {
    return Optional.ofNullable(supervisor).filter(ProcessMark::isAlive);
  }

  Optional<Part> part(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst();
  }

  boolean anythingRuns() {
    return parts.stream().anyMatch(part -> part.process().isAlive());
  }

  SystemState watchedBy(@Nullable ProcessMark other) {
    return new SystemState(other, stack, console, parts);
  }

  SystemState withStack(StackDescription other) {
    return new SystemState(supervisor, other, console, parts);
  }

  /// With one part in place of the one of its name, or beside the others.
  SystemState with(Part changed) {
    List<Part> all = new ArrayList<>(parts);
    all.replaceAll(part -> part.name().equals(changed.name()) ? changed : part);
    if (!all.contains(changed)) {
      all.add(changed);
    }
    return new SystemState(supervisor, stack, console, List.copyOf(all));
  }

  void write(DataHome home) {
    try {
      PrivateFile.write(home.stateFile(), Json.write(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(DataHome home) {
    try {
      Files.deleteIfExists(home.stateFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
