package dev.plimsoll.systemtests.howto;

import dev.plimsoll.testkit.page.DocumentationPages;
import dev.plimsoll.testkit.page.MarkdownPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The tutorial and the how-to pages: which are run, in which order, and why others are not.
public final class Pages {
  /// The pages that are run, by their paths under `docs`. Later ones go on with what earlier ones
  /// have registered.
  public static final List<String> RUN =
      List.of(
          "how-to/simulate-a-machine.md",
          "how-to/build-a-missing-primary-key.md",
          "how-to/build-what-is-missing.md",
          "how-to/extract-a-table.md",
          "how-to/read-the-receipt.md",
          "how-to/load-an-extract.md",
          "how-to/commit-extracts-to-iceberg.md",
          "how-to/keep-a-copy-up-to-date.md",
          "how-to/append-files-over-http.md",
          "how-to/keep-the-log-small.md",
          "how-to/read-the-log.md",
          "how-to/audit-the-log.md",
          "how-to/run-the-materializer.md",
          "how-to/run-jobs.md",
          "how-to/replace-the-token.md",
          "tutorial/first-run.md");

  /// The pages of which nothing is run, each with the reason.
  public static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry(
              "how-to/choose-a-command.md",
              "names commands in a table, each of which has its own page"),
          Map.entry(
              "how-to/maintain-a-database.md",
              "needs a database that is bloated; MaintenanceIT has one"),
          Map.entry(
              "how-to/find-what-to-drop.md",
              "needs indexes without a read for a week; AdviseCommandIT has planted ones"),
          Map.entry(
              "how-to/find-what-to-index.md",
              "needs a workload of days; AdviceIT and AdviseCommandIT have made ones"),
          Map.entry("how-to/follow-one-build.md", "needs a collector; FollowedBuildST has one"),
          Map.entry(
              "how-to/know-what-services-inherit.md",
              "has no commands; InheritedEnvironmentIT holds it"),
          Map.entry(
              "how-to/back-up-and-restore.md",
              "needs pg_dump of the server's version; RestoreST restores an older copy"),
          Map.entry(
              "how-to/grow-lanes-and-topics.md",
              "leaves the shared system with other lanes; BuildsByCommandST grows one"),
          Map.entry("how-to/load-into-redshift.md", "needs an Amazon Redshift"),
          Map.entry(
              "how-to/measure-extracts.md", "takes half an hour and a machine without other work"),
          Map.entry(
              "how-to/measure-offsets.md", "takes ten minutes and a machine without other work"),
          Map.entry(
              "how-to/measure-searches.md",
              "takes twenty minutes and a machine without other work"),
          Map.entry(
              "how-to/run-on-kubernetes.md",
              "needs a cluster; KubernetesManifestsTest holds its files"),
          Map.entry("how-to/run-with-compose.md", "needs Docker; ComposeCT runs its file"),
          Map.entry("how-to/run-with-systemd.md", "needs systemd as the machine's first process"),
          Map.entry(
              "how-to/search-vectors.md",
              "needs a table of vectors; SearchCommandsTest runs its commands"),
          Map.entry("how-to/tell-openlineage.md", "has settings and no commands"),
          Map.entry("how-to/use-a-secured-kafka.md", "needs brokers with TLS"),
          Map.entry(
              "how-to/upgrade.md",
              "needs another version; RollingRestartST has its schema and its messages"),
          Map.entry(
              "how-to/use-your-own-kafka-postgres-s3.md",
              "needs servers; ExternalBackendsST has them"),
          Map.entry(
              "how-to/watch-plimsoll.md",
              "needs Prometheus; MonitoringTest holds rules and dashboards"));

  /// A block that is not run.
  ///
  /// @param text that it contains
  record NotRun(String page, String text, String reason) {}

  /// Blocks of pages that are run, but for these.
  static final List<NotRun> BLOCKS_NOT_RUN =
      List.of(
          new NotRun("how-to/extract-a-table.md", "--kind mariadb", "needs a MariaDB"),
          new NotRun("how-to/read-the-receipt.md", "psql ", "needs psql, which is not Plimsoll's"),
          new NotRun(
              "how-to/run-jobs.md", "job pause", "its workflow has ended; JobsIT steers one"),
          new NotRun("tutorial/first-run.md", "./plimsoll demo", "DemoST runs the demo"));

  private Pages() {}

  /// Why a block is not run; empty where it is.
  public static Optional<String> reasonNotToRun(String page, String shell) {
    return BLOCKS_NOT_RUN.stream()
        .filter(block -> block.page().equals(page) && shell.contains(block.text()))
        .map(NotRun::reason)
        .findFirst();
  }

  /// All that there are, by their paths under `docs`.
  static List<String> all(Path docs) throws IOException {
    return Stream.concat(
            DocumentationPages.under(docs.resolve("tutorial")).stream(),
            DocumentationPages.under(docs.resolve("how-to")).stream())
        .map(MarkdownPage::file)
        .map(file -> docs.relativize(file).toString())
        .toList();
  }
}
