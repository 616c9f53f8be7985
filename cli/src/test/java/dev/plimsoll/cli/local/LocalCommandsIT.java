package dev.plimsoll.cli.local;

import static dev.plimsoll.cli.local.SystemUnderTest.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.local.StatusCommand.PartStatus;
import dev.plimsoll.cli.local.StatusCommand.State;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/// The commands about a system on this machine, from its first start to its second.
final class LocalCommandsIT extends OwnSystemTestCase {
  @Test
  void aLifeFromUpToDownAndUpAgain() throws Exception {
    // given nothing, the other commands say so
    system.assertRefused(ErrorCode.NOT_RUNNING, 8, system.data().toString(), "status");
    assertThat(system.run(0, "down").err()).contains("nothing runs on " + system.data());
    system.assertRefused(ErrorCode.NOT_FOUND, 3, "logs", "logs");

    // when it is started, from a shell that holds secrets of others
    CommandProcess up = system.run(InheritedEnvironment.shell(), 0, "up");
    assertThat(up.out()).contains("console", "#token=", "planner", "sync");
    assertThat(up.err()).contains("ready in", "next: ./plimsoll status");

    // then all of it is up, on this machine's own address only
    List<PartStatus> before = system.parts(0);
    assertThat(before)
        .extracting(PartStatus::name)
        .containsExactly("stack", "planner", "sync", "materializer", "builder", "query");
    assertThat(before).allMatch(part -> part.state() == State.UP && part.pid() != null);
    assertThat(system.run(0, "status").out()).contains("planner", "up", "127.0.0.1", "console");

    // and it is not started twice
    CommandProcess second = system.run(0, "up");
    assertThat(second.out()).isEqualTo(up.out());
    assertThat(second.err()).contains("runs already");
    assertThat(system.parts(0))
        .extracting(PartStatus::pid)
        .isEqualTo(before.stream().map(PartStatus::pid).toList());

    // and its logs are there
    assertThat(system.run(0, "logs", "planner", "-n", "5").out()).contains("starting");
    assertThat(system.run(0, "logs").out()).contains("planner", "|");
    assertThat(system.run(0, "logs", "sync", "--json").json(LogsCommand.PartLog[].class))
        .hasSize(1);
    system.assertRefused(ErrorCode.USAGE, 2, "plannr", "logs", "plannr");

    // and no list of processes shows a secret
    String token = Files.readString(system.data().resolve("token"));
    assertThat(Files.getPosixFilePermissions(system.data().resolve("key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String secrets = Files.readString(system.data().resolve("stack").resolve("secrets.properties"));
    assertThat(system.processes()).isNotEmpty();
    for (String process : system.processes()) {
      assertThat(process).doesNotContain(token);
      secrets
          .lines()
          .filter(line -> line.contains("password=") || line.contains("-key="))
          .forEach(
              line -> assertThat(process).doesNotContain(line.substring(line.indexOf('=') + 1)));
    }

    // and no process has of its shell what is not ours
    if (OS.LINUX.isCurrentOs()) {
      InheritedEnvironment.assertNothingOfOthers(system.processes());
    }

    // when it is stopped, nothing is left
    system.run(0, "down");
    system.assertNothingIsLeft();

    // when it is started again, it has the same addresses and token
    UpCommand.Answer again = system.run(0, "up", "--json").json(UpCommand.Answer.class);
    assertThat(again.services().get("planner")).isEqualTo(part(before, "planner").address());
    assertThat(Files.readString(system.data().resolve("token"))).isEqualTo(token);
    DownCommand.Answer down = system.run(0, "down", "--json").json(DownCommand.Answer.class);
    assertThat(down.steps()).contains("planner stopped", "stack stopped");
  }
}
