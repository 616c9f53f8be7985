package dev.plimsoll.systemtests.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.frozen.FrozenVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Migrations expand, and contract in a later version: each service's schema may be a version ahead
/// of some of its processes.
final class MigrationsTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final List<String> FOLDERS =
      List.of(
          "planner-service/src/main/resources/db/migration",
          "libraries/ready-queue/src/main/resources/db/ready-queue",
          "sync-service/src/main/resources/db/migration",
          "libraries/offset-log/src/main/resources/db/offset-log");

  private static Map<String, String> migrations() throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        for (Path file : files.toList()) {
          all.put(ROOT.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return all;
  }

  @Test
  void thoseOfAFrozenVersionStayAndLaterOnesExpand() throws IOException {
    Map<String, String> now = migrations();
    Map<String, String> hashes = new TreeMap<>();
    now.forEach((file, sql) -> hashes.put(file, FrozenVersion.hash(sql)));
    FrozenVersion.freeze("migrations.txt", hashes);
    List<FrozenVersion> frozen = FrozenVersion.all();
    assertThat(now).hasSizeGreaterThan(15);
    Set<String> known = new HashSet<>();
    for (FrozenVersion version : frozen) {
      Map<String, String> then = version.table("migrations.txt");
      assertThat(then).isNotEmpty();
      assertThat(hashes)
          .as("migrations of version %s have been run: add the next one", version.name())
          .containsAllEntriesOf(then);
      known.addAll(then.keySet());
    }
    List<String> names = frozen.stream().map(FrozenVersion::name).toList();
    now.forEach(
        (file, sql) -> {
          if (!known.contains(file)) {
            assertThat(MigrationRules.findings(sql, names)).as(file).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE builds DROP COLUMN note",
        "DROP TABLE builds",
        "ALTER TABLE builds RENAME COLUMN a TO b",
        "ALTER TABLE builds RENAME TO works",
        "ALTER TABLE builds ADD COLUMN note text NOT NULL",
        "ALTER TABLE builds\n  ALTER COLUMN note SET NOT NULL",
        "ALTER TABLE builds ALTER COLUMN note TYPE bigint",
        "ALTER TABLE builds ALTER note SET DATA TYPE bigint",
        "ALTER TABLE builds ADD COLUMN at timestamptz NOT NULL DEFAULT clock_timestamp()",
        "ALTER TABLE builds ADD CONSTRAINT c CHECK (a > 0)",
        "ALTER TABLE builds ADD FOREIGN KEY (a) REFERENCES b",
        "ALTER TABLE builds ADD UNIQUE (a)",
        "CREATE INDEX builds_a ON builds (a)",
        "CREATE UNIQUE INDEX ON builds (a)",
        "CREATE TABLE others (a int); CREATE INDEX ON builds (a)",
        "TRUNCATE builds",
        "LOCK TABLE builds",
        "-- contract: unused since 9.9.9\nDROP TABLE builds"
      })
  void whatTheFormerVersionWouldMissIsRefused(String sql) {
    assertThat(MigrationRules.findings(sql + ";", List.of("0.1.0"))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE builds ADD COLUMN note text",
        "ALTER TABLE builds ADD COLUMN note text NOT NULL DEFAULT ''",
        "ALTER TABLE builds ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
        "ALTER TABLE builds ALTER COLUMN note DROP NOT NULL",
        "CREATE INDEX CONCURRENTLY builds_a ON builds (a)",
        "CREATE TABLE others (a int NOT NULL, b int); CREATE INDEX ON others (a);"
            + " ALTER TABLE others ADD UNIQUE (b)",
        "-- Why.\n-- contract: unused since 0.1.0\nALTER TABLE builds DROP COLUMN note"
      })
  void whatExpandsIsNot(String sql) {
    assertThat(MigrationRules.findings(sql + ";", List.of("0.1.0"))).isEmpty();
  }
}
