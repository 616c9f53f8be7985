package dev.plimsoll.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Commands about a system that each test has for itself.
// Each test has a folder and ports of its own.
@Execution(ExecutionMode.CONCURRENT)
abstract class OwnSystemTestCase {
  @TempDir Path folder;
  SystemUnderTest system;

  @BeforeEach
  final void create() throws IOException {
    system = SystemUnderTest.create(folder);
  }

  @AfterEach
  final void leaveNothingRunning() throws Exception {
    system.leaveNothingRunning();
  }
}
