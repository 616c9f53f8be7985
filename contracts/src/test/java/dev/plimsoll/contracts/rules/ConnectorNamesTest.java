package dev.plimsoll.contracts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Which connectors there are is known where they are registered, and nowhere else. Texts and
/// comments may name them.
final class ConnectorNamesTest {
  private static final Pattern MARIADB = Pattern.compile("mariadb", Pattern.CASE_INSENSITIVE);

  private static final Pattern CASE_OF_A_KIND =
      Pattern.compile("\\bcase\\s+(?:POSTGRES|MARIADB|REDSHIFT)\\b");

  private static final Pattern IMPORT =
      Pattern.compile("^import dev\\.plimsoll\\.connector\\.(\\w+)\\.", Pattern.MULTILINE);

  private static final Pattern ICEBERGS_LIBRARY = Pattern.compile("\\borg\\.apache\\.iceberg\\b");

  private static final Set<String> CONNECTORS =
      Set.of("iceberg", "mariadb", "postgres", "redshift");

  private static final String REGISTERED_IN =
      "sync-service/src/main/java/dev/plimsoll/sync/startup/Connectors.java";

  private static final Set<String> REGISTRATION =
      Set.of(
          "contracts/src/main/java/dev/plimsoll/contracts/database/DatabaseKind.java",
          REGISTERED_IN);

  /// The connector itself, and the programs that run a server of this kind.
  private static final List<String> ITS_OWN =
      List.of(
          "connectors/mariadb/",
          "dev-stack/",
          "container-stack/",
          "testkit/",
          "demo/",
          "benchmarks/");

  @Test
  void mariaDbIsNamedByItsConnectorAndWhereItIsRegistered() {
    List<String> naming =
        SourceTree.mainFiles().stream()
            .filter(file -> MARIADB.matcher(SourceTree.code(file)).find())
            .map(SourceTree::name)
            .filter(file -> ITS_OWN.stream().noneMatch(file::startsWith))
            .toList();

    assertThat(naming).containsExactlyInAnyOrderElementsOf(REGISTRATION);
  }

  @Test
  void nothingSwitchesOverTheKindsOfDatabases() {
    List<Path> main = SourceTree.mainFiles();

    assertThat(main).isNotEmpty();
    assertThat(main)
        .filteredOn(file -> CASE_OF_A_KIND.matcher(SourceTree.code(file)).find())
        .isEmpty();
  }

  /// Of a target that is not loaded batch by batch, there is a job of its own in the service.
  @Test
  void connectorsAreUsedWhereTheyAreRegisteredAndByTheirJobs() {
    assertThat(SourceTree.mainFiles())
        .allSatisfy(
            file ->
                assertThat(connectorsOf(file))
                    .as(SourceTree.name(file))
                    .allMatch(connector -> mayUse(SourceTree.name(file), connector)));
  }

  private static List<String> connectorsOf(Path file) {
    return IMPORT
        .matcher(SourceTree.code(file))
        .results()
        .map(match -> match.group(1))
        .filter(CONNECTORS::contains)
        .distinct()
        .toList();
  }

  private static boolean mayUse(String file, String connector) {
    return file.equals(REGISTERED_IN)
        || file.startsWith("connectors/" + connector + "/")
        || file.startsWith("sync-service/src/main/java/dev/plimsoll/sync/" + connector + "/");
  }

  @Test
  void icebergsLibraryIsKnownToItsConnectorAlone() {
    assertThat(SourceTree.mainFiles())
        .filteredOn(file -> ICEBERGS_LIBRARY.matcher(SourceTree.code(file)).find())
        .isNotEmpty()
        .allMatch(file -> SourceTree.name(file).startsWith("connectors/iceberg/"));
  }
}
