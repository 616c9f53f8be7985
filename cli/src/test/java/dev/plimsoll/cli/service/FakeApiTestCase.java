package dev.plimsoll.cli.service;

import dev.plimsoll.cli.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Commands against a [FakeApi], another one in each test.
public abstract class FakeApiTestCase {
  @TempDir protected Path folder;
  protected FakeApi api;

  @BeforeEach
  final void startApi() {
    api = FakeApi.start();
  }

  @AfterEach
  final void stopApi() {
    api.close();
  }

  /// As in a pipe.
  protected final CommandRun run(String... arguments) {
    return run(false, arguments);
  }

  /// @param interactive as on a terminal
  protected final CommandRun run(boolean interactive, String... arguments) {
    return CommandRun.of(api.environment(folder), interactive, arguments);
  }
}
