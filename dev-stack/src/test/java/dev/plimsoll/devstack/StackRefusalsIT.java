package dev.plimsoll.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Starts that are refused, before anything is started.
// Each has a folder and ports of its own.
@Execution(ExecutionMode.CONCURRENT)
final class StackRefusalsIT {
  @TempDir private Path folder;
  private StackUnderTest stack;

  @BeforeEach
  void create() {
    stack = new StackUnderTest(folder);
  }

  @Test
  void aFolderOfAnotherVersionIsLeftAlone() throws IOException {
    Files.createDirectories(stack.data());
    Files.write(stack.data().resolve("VERSION"), List.of("plimsoll-stack 1", "postgresql 17"));
    stack.assertRefused(ErrorCode.DATA_VERSION, "postgresql 17");
    try (Stream<Path> entries = Files.list(stack.data())) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder("VERSION", "lock");
    }
  }

  @Test
  void aFolderWithOtherThingsIsLeftAlone() throws IOException {
    Files.createDirectories(stack.data());
    Files.writeString(stack.data().resolve("holiday.jpg"), "x");
    stack.assertRefused(ErrorCode.DATA_FOLDER, "holiday.jpg");
  }

  @Test
  void aFileInPlaceOfTheFolderIsSaid() throws IOException {
    Files.writeString(stack.data(), "x");
    stack.assertRefused(ErrorCode.DATA_FOLDER, stack.data().toString());
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      stack.assertProcessRefused(ErrorCode.PORT_IN_USE, port, "--postgres-port", port);
      stack.assertRefused(ErrorCode.PORT_IN_USE, port, "--kafka-port", port);
      stack.assertRefused(ErrorCode.PORT_IN_USE, port, "--s3-port", port);
    }
  }

  @Test
  void tooSmallADiskIsSaidBeforeAnythingIsStarted() {
    stack.assertRefused(ErrorCode.DISK_FULL, "MiB free", "--required-bytes", "1000000000000000");
    assertThat(stack.data().resolve("postgres")).doesNotExist();
  }
}
