package dev.plimsoll.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StackCommandTest {
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

  @TempDir private Path root;
  private Path library;

  @BeforeEach
  void build() throws IOException {
    Path target = root.resolve("dev-stack").resolve("target");
    Files.createDirectories(target.resolve("classes"));
    Path classes = Files.createFile(target.resolve("classes").resolve("Main.class"));
    library = Files.createDirectories(target.resolve("lib")).resolve("library.jar");
    Files.writeString(library, "library");
    Path jar = Files.createFile(target.resolve("dev-stack-1.0.jar"));
    Files.setLastModifiedTime(classes, FileTime.fromMillis(1_000));
    Files.setLastModifiedTime(jar, FileTime.fromMillis(2_000));
    Files.setLastModifiedTime(library, FileTime.fromMillis(2_000));
  }

  private Path archive() {
    List<String> line =
        new StackCommand(
                StackProgram.EMBEDDED,
                List.of(),
                root,
                root.resolve("data"),
                root.resolve("log"),
                List.of(),
                List.of())
            .line();
    return line.stream()
        .filter(option -> option.startsWith(ARCHIVE))
        .map(option -> Path.of(option.substring(ARCHIVE.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void classesOfTheSameJarsAreTakenFromOneArchive() throws IOException {
    Path first = Files.createFile(archive());

    assertThat(archive()).isEqualTo(first).exists();
  }

  @Test
  void anotherJarHasAnotherArchiveAndTheOldOneGoes() throws IOException {
    // given
    Path first = Files.createFile(archive());

    // when
    Files.setLastModifiedTime(library, FileTime.fromMillis(3_000));

    // then
    assertThat(archive()).isNotEqualTo(first);
    assertThat(first).doesNotExist();
  }
}
