package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.devstack.StackDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was started on a data folder, kept in a file, so that other commands find it.
///
/// @param supervisor the command that watches over it, or nobody when it was left running alone
/// @param stack absent when Kafka, PostgreSQL and S3 are somebody else's
/// @param console address of the console
record SystemState(
    @Nullable ProcessMark supervisor,
    @Nullable StackDescription stack,
    String console,
    List<Part> parts) {

  /// A process of the system.
  ///
  /// @param port of its HTTP API; 0 for the stack, which has several
  record Part(String name, ProcessMark process, int port, String log) {}

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
  Optional<ProcessHandle> supervising() {
    return Optional.ofNullable(supervisor).flatMap(ProcessMark::find);
  }

  void write(DataHome home) {
    try {
      DataHome.writePrivately(home.stateFile(), Json.write(this));
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
