package dev.plimsoll.devstack.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said where packages cannot be had, with tools that answer as the real ones do.
final class DebianPackagesTest {
  @TempDir private Path folder;
  private Path tools;
  private Path lists;
  private Path calls;

  @BeforeEach
  void makeFolders() throws IOException {
    tools = Files.createDirectory(folder.resolve("bin"));
    lists = Files.createDirectory(folder.resolve("lists"));
    calls = folder.resolve("calls");
  }

  private void assertRefused(String detail) {
    DebianPackages packages = new DebianPackages(folder.resolve("cache"), tools, lists);
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(packages::installation)
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_NOT_INSTALLED));
  }

  private void tool(String name, String script) throws IOException {
    Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aSystemWithoutPackagesIsTold() {
    assertRefused("there is no apt-get");
  }

  @Test
  void listsAreRenewedOnceWhereThatIsAllowed() throws IOException {
    // given an apt-get that knows nothing
    tool("dpkg-deb", "exit 0");
    tool(
        "apt-get",
        """
        echo "$*" >> %s
        case "$*" in *update) exit 0 ;; esac
        echo 'E: Unable to locate package mariadb-server-core'
        exit 100
        """
            .formatted(calls));

    // when
    assertRefused("Unable to locate package mariadb-server-core");

    // then
    try (Stream<String> lines = Files.lines(calls)) {
      assertThat(lines.map(line -> line.endsWith("update"))).containsExactly(false, true, false);
    }
  }

  @Test
  void whatDoesNotRunIsNotKept() throws IOException {
    // given packages that unpack to nothing
    tool("dpkg-deb", "exit 0");
    tool(
        "apt-get",
        """
        case "$*" in
          *install*) echo 'Inst mariadb-server-core (1:10.11.19-0+x Some:12 [amd64])' ;;
          *) : > mariadb-server-core.deb ;;
        esac
        """);

    // when
    assertRefused("does not run here");

    // then
    try (Stream<Path> left = Files.walk(folder.resolve("cache"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
    try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("unfinished"));
    }
  }

  @Test
  void aFailedDownloadIsTold() throws IOException {
    tool("dpkg-deb", "exit 0");
    tool(
        "apt-get",
        """
        case "$*" in
          *install*) echo 'Inst mariadb-server-core [1:10.11.1] (1:10.11.19-0+x Some:12 [amd64])' ;;
          *download*1:10.11.19-0+x) echo 'E: no route'; exit 100 ;;
        esac
        """);

    assertRefused("cannot be downloaded: E: no route");
  }
}
