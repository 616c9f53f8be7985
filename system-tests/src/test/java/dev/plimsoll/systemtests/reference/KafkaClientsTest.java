package dev.plimsoll.systemtests.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Kafka clients that services make by hand have their properties from one place, which leaves
/// nothing out of how a secured Kafka is reached.
final class KafkaClientsTest {
  private static final Pattern MADE =
      Pattern.compile("new Kafka(?:Producer|Consumer)<|Admin\\.create\\(|AdminClient\\.create\\(");

  @Test
  void noneIsMadeWithoutWhatIsConfigured() throws IOException {
    // given
    Path root = Path.of(System.getProperty("plimsoll.root"));
    List<Path> making = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module :
          modules
              .filter(path -> path.toString().endsWith("-service") || path.endsWith("libraries"))
              .toList()) {
        making.addAll(making(module));
      }
    }

    // then
    assertThat(making).hasSizeGreaterThan(5);
    for (Path file : making) {
      assertThat(Files.readString(file))
          .as("%s makes a Kafka client: its properties come from ClientProperties.of", file)
          .contains("ClientProperties.of(");
    }
  }

  private static List<Path> making(Path module) throws IOException {
    try (Stream<Path> files = Files.walk(module)) {
      List<Path> found = new ArrayList<>();
      for (Path file :
          files
              .filter(path -> path.toString().contains("src/main/java"))
              .filter(path -> path.toString().endsWith(".java"))
              .toList()) {
        if (MADE.matcher(Files.readString(file)).find()) {
          found.add(file);
        }
      }
      return found;
    }
  }
}
