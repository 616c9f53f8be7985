package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `./plimsoll` runs, in a tree of its own: a JDK and a Maven there only note what they are
/// asked for.
final class StartScriptTest {
  private static final String PREPARES = "prepare";

  @TempDir Path folder;

  private Path root;
  private Path asked;

  @BeforeEach
  void tree() throws IOException {
    root = Files.createDirectories(folder.resolve("tree"));
    asked = folder.resolve("asked");
    Files.createFile(asked);
    Files.copy(ProjectRoot.find().resolve("plimsoll"), root.resolve("plimsoll"));
    Files.writeString(root.resolve("pom.xml"), "");
    Path jdk = folder.resolve("jdk");
    program(jdk.resolve("bin/javac"), "");
    program(
        jdk.resolve("bin/java"),
        "while [ $1 != dev.plimsoll.cli.Main ]; do shift; done; echo $2 >>" + asked);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    program(
        folder.resolve("maven/mvn"),
        "[ $1 = -version ] && echo Apache Maven 3.9.9 || echo build >>" + asked);
  }

  @Test
  void startsAreMadeQuickOnceForABuildWhicheverCommandItWasThatBuilt() throws Exception {
    // given a tree that was built by a command that starts nothing
    run("version");
    assertThat(done()).containsExactly("build", "version");

    // when
    run("bench", "--help");
    run("up");
    run("demo");

    // then
    assertThat(done()).containsExactly("bench", PREPARES, "up", "demo");
  }

  @Test
  void aTreeThatChangedIsPreparedAnew() throws Exception {
    // given
    run("up");
    assertThat(done()).containsExactly("build", PREPARES, "up");

    // when
    Files.setLastModifiedTime(
        root.resolve("pom.xml"), FileTime.fromMillis(System.currentTimeMillis() + 5_000));
    run("plan");
    run("up");

    // then: the pom is of a time to come, so that it is built by each
    assertThat(done()).containsExactly("build", "plan", "build", PREPARES, "up");
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("bash", root.resolve("plimsoll").toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("PLIMSOLL_BUILT");
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("PATH", folder.resolve("maven") + ":" + environment.get("PATH"));
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("said"))).isZero();
  }

  /// What was asked for since the last question.
  private List<String> done() throws IOException {
    List<String> lines = Files.readAllLines(asked);
    Files.writeString(asked, "");
    return lines;
  }

  private static void program(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
