package dev.plimsoll.systemtests.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.testkit.MachineRequirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The bill of materials is held against what is really run: the jars beside each service and
/// beside the command line.
class BillOfMaterialsTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));

  @Test
  void namesEveryJarThatIsRun() throws IOException {
    // given
    Path bill = ROOT.resolve("target/plimsoll.cdx.json");
    MachineRequirement.of(
        "sbom", isOfToday(bill), "it is made with -Psbom, as ./plimsoll test does");
    Set<String> named = new HashSet<>();
    for (JsonNode component : new ObjectMapper().readTree(bill.toFile()).path("components")) {
      String jar = component.path("name").asText() + "-" + component.path("version").asText();
      named.add(jar + ".jar");
      named.add(component.path("group").asText() + "." + jar + ".jar"); // as Quarkus names them
    }

    // when
    Set<String> run = new TreeSet<>();
    for (String service : new String[] {"planner", "builder", "sync", "materializer", "query"}) {
      run.addAll(jars(ROOT.resolve(service + "-service/target/quarkus-app/lib")));
    }
    for (String module : new String[] {"cli", "demo"}) {
      run.addAll(jars(ROOT.resolve(module + "/target/lib")));
    }

    // then
    assertThat(run).hasSizeGreaterThan(200);
    assertThat(named).containsAll(run);
  }

  /// Whether it is there, and no module has changed what it needs since.
  private static boolean isOfToday(Path bill) throws IOException {
    if (!Files.exists(bill)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(bill);
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      return files
          .filter(file -> file.endsWith("pom.xml"))
          .noneMatch(pom -> pom.toFile().lastModified() > made.toMillis());
    }
  }

  private static Set<String> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Set<String> names = new TreeSet<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .forEach(names::add);
      return names;
    }
  }
}
