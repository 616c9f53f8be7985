package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
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

/// State file of a data folder: the started parts, for other commands.
///
/// @param supervisor null when it was left running alone
/// @param stack null when Kafka, PostgreSQL and S3 are external
record SystemState(
    @Nullable ProcessMark supervisor,
    @Nullable StackDescription stack,
    String console,
    List<Part> parts) {

  /// @param port of its HTTP API; 0 for the stack, which has several
  /// @param trouble null without a recent death
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

    boolean isReady(@Nullable StackDescription stack) {
      return process.isAlive()
          && (isStack() ? stack != null && Health.silent(stack).isEmpty() : Health.isReady(port));
    }
  }

  /// Recent deaths of a part.
  ///
  /// @param deaths in a row, each soon after its start
  /// @param nextStart null once it is restarted
  /// @param why by its log or answer; null where unknown
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

  /// Replaces the part of this name, or adds it.
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

  static PlimsollException nothingRuns(DataHome home) {
    return new PlimsollException(ErrorCode.NOT_RUNNING, "nothing runs on " + home.path());
  }
}
