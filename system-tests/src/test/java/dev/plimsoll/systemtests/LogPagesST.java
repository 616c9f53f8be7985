package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.systemtests.howto.Example;
import dev.plimsoll.systemtests.howto.Likeness;
import dev.plimsoll.systemtests.howto.Shell;
import dev.plimsoll.systemtests.sequencing.Answer;
import dev.plimsoll.systemtests.sequencing.CommitsTopic;
import dev.plimsoll.systemtests.sequencing.SynchronousIngress;
import dev.plimsoll.testkit.MachineRequirement;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/how-to` says of the log is run as it is written there, and answers what is written
/// there.
final class LogPagesST {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long A_WEEK = Duration.ofDays(7).toMillis();
  private static final long A_MILLION = 1_000_000;

  @TempDir private Path folder;

  @Test
  void everyExampleAnswersWhatIsWritten() throws Exception {
    MachineRequirement.of("curl", isThere("curl"), "what the pages do with it is not run");
    try (SystemUnderTest plimsoll = SystemUnderTest.startLog(folder);
        HttpClient http = ApiClient.http()) {
      URI address = plimsoll.system().service(ServiceName.MATERIALIZER).address();
      String token = plimsoll.system().token();
      SynchronousIngress ingress = new SynchronousIngress(http, List.of(address), token);
      MaterializerApi log = plimsoll.materializer();
      Shell shell = shell(address, token);

      log.create(new TopicRequest("orders", 2, null, null, null));
      run("append-files-over-http.md", 4, shell);

      awaitOffsets(log, "orders");
      long end = log.offset("orders", 0, "latest").offset();
      append(ingress, "orders", 0, 0, A_MILLION - end);
      awaitTold(plimsoll, "orders");
      run("keep-the-log-small.md", 4, shell);
      assertThat(log.offset("orders", 0, "earliest").offset()).isEqualTo(A_MILLION);

      log.create(new TopicRequest("clicks", 16, null, A_WEEK, null));
      append(ingress, "clicks", 3, 0, 1_000);
      append(ingress, "clicks", 3, 1, 500);
      run("read-the-log.md", 7, shell);
      assertThat(log.positions("loader"))
          .singleElement()
          .extracting(ConsumerPosition::lag)
          .isEqualTo(0L);

      run("audit-the-log.md", 1, shell);
      run("run-the-materializer.md", 1, shell);
    }
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// What the pages take for granted: the address, the token, and that one is where `plimsoll` is.
  private Shell shell(URI address, String token) throws IOException {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path launcher = work.resolve("plimsoll");
    Files.writeString(launcher, "#!/bin/sh\nexec '%s/plimsoll' \"$@\"\n".formatted(ROOT));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    return new Shell(
        work,
        Map.of(
            "MATERIALIZER", address.toString(),
            "TOKEN", token,
            "PLIMSOLL_MATERIALIZER_URL", address.toString(),
            "PLIMSOLL_TOKEN", new DataHome(folder.resolve("home")).tokenFile().toString()));
  }

  /// @param atLeast examples that the page is known to have
  private static void run(String page, int atLeast, Shell shell) throws Exception {
    List<Example> examples = Example.of(ROOT.resolve("docs/how-to").resolve(page));
    assertThat(examples).as(page).hasSizeGreaterThanOrEqualTo(atLeast);
    for (Example example : examples) {
      Shell.Ended ended = shell.run(example.shell());
      String all = example.where() + "\n" + ended.out() + ended.err();
      assertThat(ended.exitCode()).as(all).isZero();
      assertThat(ended.statuses()).as(all).allMatch(status -> status / 100 == 2);
      assertThat(ended.statuses()).as(all).hasSize(example.shell().split("curl ", -1).length - 1);
      if (!example.answer().isEmpty()) {
        assertThat(Likeness.differences(example.answer(), Example.documents(ended.out())))
            .as(all)
            .isEmpty();
      }
    }
  }

  private static void append(
      SynchronousIngress ingress, String topic, int partition, long sequence, long records)
      throws InterruptedException {
    ObjectRange object = new ObjectRange("events", "%s/%04d".formatted(topic, sequence), 0, 4_096);
    BatchAppended batch =
        new BatchAppended(topic, partition, "web-1", 0, sequence, object, records, Instant.now());
    assertThat(ingress.hand(List.of(batch))).hasOnlyElementsOfType(Answer.Given.class);
  }

  private static void awaitOffsets(MaterializerApi log, String topic) {
    await("everything has its offsets")
        .atMost(SOON)
        .until(
            () ->
                log.partitions(topic).stream()
                    .allMatch(partition -> partition.pendingBatches() == 0));
  }

  private static void awaitTold(SystemUnderTest plimsoll, String topic) {
    long batches =
        plimsoll.materializer().partitions(topic).stream().mapToLong(LogPartition::batches).sum();
    try (CommitsTopic commits =
        new CommitsTopic(plimsoll.kafka(), Topic.LOG_COMMITS.name("plimsoll."), topic)) {
      await("everything is told").atMost(SOON).until(() -> commits.read() >= batches);
    }
  }
}
