package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.kafka.KafkaLogin;
import dev.plimsoll.systemtests.howto.Example;
import dev.plimsoll.systemtests.howto.Likeness;
import dev.plimsoll.systemtests.howto.Pages;
import dev.plimsoll.systemtests.howto.PrintedText;
import dev.plimsoll.systemtests.howto.Shell;
import dev.plimsoll.systemtests.howto.StandIns;
import dev.plimsoll.systemtests.sequencing.SynchronousIngress;
import dev.plimsoll.testkit.MachineRequirement;
import dev.plimsoll.testkit.page.MarkdownPage;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tutorial and the how-to pages: their commands are run as they are written, page after page
/// on one system, succeed, and print what the pages show. [Pages] names those that are not run.
// With the system for itself alone, since pages show all that is listed; and behind the others that
// share it: one of the pages stops it. A single thread takes classes from the last to the first.
@Order(Order.DEFAULT - 1)
@SharedSystem.Alone
final class PagesST {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final Path DOCS = ROOT.resolve("docs");
  private static final Pattern FILE_NAME = Pattern.compile("# (\\w+\\.\\w+)");

  /// The launcher beside the reader, on the test's data folder.
  private static final String LAUNCHER =
      """
      #!/bin/sh
      case $1 in
        simulate) exec '%1$s/plimsoll' "$@" ;;
        *) exec '%1$s/plimsoll' "$@" --data '%2$s' ;;
      esac
      """;

  @TempDir private Path folder;

  private final SharedSystem system;
  private final Launcher plimsoll;

  PagesST(SharedSystem system) {
    this.system = system;
    this.plimsoll = system.launcher();
  }

  @AfterEach
  void startAgain() throws IOException, InterruptedException {
    system.startAgain();
  }

  @Test
  void theirCommandsDoWhatIsWritten() throws Exception {
    MachineRequirement.of("curl", isThere("curl"), "what the pages do with it is not run");
    try (HttpClient http = ApiClient.http()) {
      // Given a system, databases and a shell as a reader has them
      JsonNode up = system.up();
      Secrets secrets = system.secrets();
      DatabasePages databases = new DatabasePages(system.databases(), secrets);
      String token = Files.readString(Path.of(up.path("tokenFile").asText())).strip();
      LogPages log =
          new LogPages(
              plimsoll.materializer(up),
              new SynchronousIngress(http, List.of(service(up, "materializer")), token),
              kafka(up, secrets));
      Shell shell = shell(up, token, databases.environment(folder, secrets), secrets);
      StandIns standIns = standIns(databases, system.sync());

      // When the commands of each page are run, then they do what it says; a page stops no other
      List<String> failures = new ArrayList<>();
      for (String page : Pages.RUN) {
        System.out.println("  " + page);
        databases.before(page, plimsoll);
        log.before(page);
        Optional<String> failure = run(page, shell, standIns);
        if (failure.isEmpty()) {
          log.after(page);
        }
        failure.ifPresent(failures::add);
      }
      assertThat(failures).isEmpty();
    }
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static URI service(JsonNode up, String name) {
    return URI.create(up.path("services").path(name).asText());
  }

  private static Map<String, Object> kafka(JsonNode up, Secrets secrets) {
    Map<String, Object> settings = new HashMap<>(KafkaLogin.client(secrets.kafkaPassword()));
    settings.put("bootstrap.servers", up.path("kafka").asText());
    return settings;
  }

  private static StandIns standIns(DatabasePages databases, SyncApi sync) {
    DatabaseAddress shop = databases.shop();
    return new StandIns(
        shop.host(),
        shop.port(),
        shop.credential().value(),
        () -> sync.extracts(1).getFirst().id().toString());
  }

  /// What the pages take for granted: addresses, the token, a file with the password, and that one
  /// is where `plimsoll` is.
  private Shell shell(JsonNode up, String token, Map<String, String> databases, Secrets secrets)
      throws IOException {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path launcher = work.resolve("plimsoll");
    Files.writeString(launcher, LAUNCHER.formatted(ROOT, plimsoll.data()));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(work.resolve("password"), secrets.superuserPassword());
    Map<String, String> environment = new HashMap<>(databases);
    environment.put("MATERIALIZER", service(up, "materializer").toString());
    environment.put("SYNC", service(up, "sync").toString());
    environment.put("TOKEN", token);
    return new Shell(work, environment);
  }

  /// @return what the first of its commands that fails has done
  private Optional<String> run(String page, Shell shell, StandIns standIns) throws Exception {
    Path file = DOCS.resolve(page);
    writeFiles(file);
    standIns.beginPage();
    for (Example example : Example.of(file)) {
      if (Pages.reasonNotToRun(page, example.shell()).isEmpty()) {
        Optional<String> failure = run(example, shell, standIns);
        if (failure.isPresent()) {
          return failure;
        }
      }
    }
    return Optional.empty();
  }

  /// A block that begins with a file's name is that file.
  private void writeFiles(Path page) throws IOException {
    for (MarkdownPage.Block block : MarkdownPage.read(page).blocks()) {
      Matcher name = FILE_NAME.matcher(block.text().lines().findFirst().orElse(""));
      if (name.matches()) {
        Files.writeString(folder.resolve("work").resolve(name.group(1)), block.text());
      }
    }
  }

  private static Optional<String> run(Example example, Shell shell, StandIns standIns)
      throws Exception {
    String commands = standIns.in(example.shell());
    Shell.Ended ended = shell.run(commands);
    String printed = (ended.out() + ended.err()).replaceAll(" --data \\S*/data\\b", "");
    standIns.learn(example.shell(), printed);
    List<String> wrong = new ArrayList<>();
    if (ended.exitCode() != 0) {
      wrong.add("exit code " + ended.exitCode());
    }
    int requests = commands.split("curl ", -1).length - 1;
    if (ended.statuses().stream().filter(status -> status / 100 == 2).count() != requests) {
      wrong.add("HTTP statuses " + ended.statuses());
    }
    if (wrong.isEmpty() && !example.answer().isEmpty()) {
      wrong.addAll(Likeness.differences(example.answer(), Example.documents(ended.out())));
    }
    PrintedText.missing(example.output(), printed).forEach(line -> wrong.add("not: " + line));
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of("%s: %s%n%s%s".formatted(example.where(), wrong, commands, printed));
  }
}
