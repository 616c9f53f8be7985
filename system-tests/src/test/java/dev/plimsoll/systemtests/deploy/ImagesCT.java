package dev.plimsoll.systemtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.testkit.MachineRequirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The images of the services and of the command line, as Docker has them: small, without rights,
/// and made of what the bill of materials names.
final class ImagesCT {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final long MOST_BYTES = 350_000_000;
  private static final Pattern JAR = Pattern.compile(".*/([^/]+)\\.jar");

  // Older versions than those of these properties are refused by the build.
  private static final Pattern REFUSED =
      Pattern.compile("<exclude>([^:<]+):([^:<]+):\\(,\\$\\{([^}]+)}\\)</exclude>");

  @BeforeAll
  static void requireImages() {
    MachineRequirement.of(
        "compose",
        System.getProperty("plimsoll.compose") != null,
        "'./plimsoll test --containers compose' makes the images and runs it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planner-service",
        "builder-service",
        "sync-service",
        "materializer-service",
        "query-service",
        "cli"
      })
  void isSmallConfinedAndOfNothingUnknown(String name) throws Exception {
    // given
    String image = "plimsoll/" + name + ":" + version();
    JsonNode config = new ObjectMapper().readTree(docker("image", "inspect", image)).get(0);

    // then it is small, and runs as a user without rights
    System.out.printf("%s: %,d bytes%n", image, config.path("Size").asLong());
    assertThat(config.path("Size").asLong()).isBetween(1L, MOST_BYTES);
    assertThat(config.at("/Config/User").asText()).isEqualTo("10001:10001");
    assertThat(config.at("/Config/Labels").properties())
        .extracting(Map.Entry::getKey)
        .contains(
            "org.opencontainers.image.version",
            "org.opencontainers.image.revision",
            "org.opencontainers.image.licenses",
            "org.opencontainers.image.title");
    if (!name.equals("cli")) {
      assertThat(config.at("/Config/Healthcheck/Test")).isNotEmpty();
    }

    // and has no package manager and no shell but that of the tool for health checks
    List<String> files = files(image);
    assertThat(files)
        .noneMatch(file -> file.matches("(usr/)?s?bin/(apt|apt-get|dpkg|bash|dash|sh|curl|su)"))
        .noneMatch(file -> file.endsWith("bin/javac"));

    // and each jar is one that the bill of materials names, none of a refused version
    String own = "-" + version() + "-SNAPSHOT";
    Set<String> jars =
        files.stream()
            .map(JAR::matcher)
            .filter(Matcher::matches)
            .map(match -> match.group(1))
            .filter(jar -> !jar.contains(own) && !isGenerated(jar))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(jars).isNotEmpty();
    assertThat(billed()).containsAll(jars);
    refused()
        .forEach(
            (artifact, version) ->
                assertThat(jars)
                    .as("versions of " + artifact)
                    .filteredOn(jar -> jar.matches("(.*\\.)?" + artifact + "-\\d.*"))
                    .allMatch(jar -> jar.contains(artifact + "-" + version)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planner-service",
        "builder-service",
        "sync-service",
        "materializer-service",
        "query-service"
      })
  void takesItsClassesFromTheCacheThatIsMadeWithIt(String name) throws Exception {
    // given a start that says where each class comes from; it needs nothing to get so far
    String image = "plimsoll/" + name + ":" + version();
    String sayWhere = "JAVA_TOOL_OPTIONS=-Xlog:class+load";
    String container = docker("run", "-d", "--network", "none", "-e", sayWhere, image).strip();
    try {
      // when it has come to the program's own classes
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> loaded(container).stream().anyMatch(line -> line.contains("dev.plimsoll")));

      // then hardly any was looked for in a jar
      List<String> loaded = loaded(container);
      assertThat(loaded).hasSizeGreaterThan(1_000);
      assertThat(loaded)
          .filteredOn(line -> line.contains("source: file:"))
          .hasSizeLessThan(loaded.size() / 20);
    } finally {
      docker("rm", "-f", container);
    }
  }

  private static List<String> loaded(String container) throws Exception {
    return docker("logs", container).lines().filter(line -> line.contains("source: ")).toList();
  }

  // By the build, or the runtime's own.
  private static boolean isGenerated(String jar) {
    return List.of("quarkus-run", "generated-bytecode", "transformed-bytecode", "jrt-fs")
        .contains(jar);
  }

  private static Set<String> billed() throws IOException {
    Set<String> named = new TreeSet<>();
    JsonNode bill = new ObjectMapper().readTree(ROOT.resolve("target/plimsoll.cdx.json").toFile());
    for (JsonNode component : bill.path("components")) {
      String jar = component.path("name").asText() + "-" + component.path("version").asText();
      named.add(jar);
      named.add(component.path("group").asText() + "." + jar); // as Quarkus names them
    }
    return named;
  }

  private static Map<String, String> refused() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    Map<String, String> refused = new HashMap<>();
    Matcher rule = REFUSED.matcher(pom);
    while (rule.find()) {
      Matcher value =
          Pattern.compile("<" + Pattern.quote(rule.group(3)) + ">([^<]+)<").matcher(pom);
      assertThat(value.find()).as(rule.group(3)).isTrue();
      refused.put(rule.group(2), value.group(1));
    }
    assertThat(refused).hasSizeGreaterThan(5);
    return refused;
  }

  private static String version() throws IOException {
    Matcher version =
        Pattern.compile("<version>([0-9.]+)-SNAPSHOT</version>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  private static List<String> files(String image) throws Exception {
    String container = docker("create", image).strip();
    try {
      return run("sh", "-c", "docker export " + container + " | tar -t").lines().toList();
    } finally {
      docker("rm", container);
    }
  }

  private static String docker(String... arguments) throws Exception {
    String[] line = new String[arguments.length + 1];
    line[0] = "docker";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return run(line);
  }

  private static String run(String... line) throws Exception {
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", line)).isZero();
    return said;
  }
}
