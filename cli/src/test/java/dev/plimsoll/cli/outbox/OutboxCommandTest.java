package dev.plimsoll.cli.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.SetAsideMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxCommandTest {
  @TempDir Path folder;
  private FakeApi planner;
  private FakeApi sync;

  @BeforeEach
  void start() {
    planner = FakeApi.start().on(OutboxViews.LIST, List.of());
    sync = FakeApi.start().on(OutboxViews.LIST, List.of(OutboxViews.message(7)));
  }

  @AfterEach
  void stop() {
    planner.close();
    sync.close();
  }

  private CommandRun run(String... arguments) {
    Map<String, String> environment = new HashMap<>(planner.environment(folder));
    String url = "PLIMSOLL_SYNC_URL";
    environment.put(url, sync.environment(folder).get(url));
    return CommandRun.of(environment, arguments);
  }

  @Test
  void eachMessageNamesTheServiceThatHasIt() {
    CommandRun run = run("outbox", "list");

    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(run.out())
        .isEqualToIgnoringNewLines(
            "sync  7  2026-01-31T12:00:05Z  build.commands.large  1.43 MiB"
                + "  plimsoll.build-command.v1, key shop, event"
                + " 00000000-0000-0000-0000-000000000007:"
                + " RecordTooLargeException: 1500000 bytes");
    assertThat(run.err()).contains("next: ./plimsoll outbox retry 7 --service sync");
  }

  @Test
  void asADocumentEachMessageIsOneObject() throws IOException {
    JsonNode document = Json.MAPPER.readTree(run("outbox", "list", "--json").out());

    assertThat(document).hasSize(1);
    assertThat(document.get(0).path("service").asText()).isEqualTo("sync");
    assertThat(document.get(0).path("id").asLong()).isEqualTo(7);
    assertThat(document.get(0).path("bytes").asLong()).isEqualTo(1_500_000);
  }

  @Test
  void theServiceThatIsNamedIsAskedAlone() {
    assertThat(run("outbox", "list", "--service=planner").out()).contains("Nothing is set aside.");
    assertThat(sync.asked()).isEmpty();

    sync.on("POST /outbox/7/retry", Map.of()).on("DELETE /outbox/8", Map.of());
    run("outbox", "retry", "7", "--service=sync");
    run("outbox", "remove", "8", "--service=SYNC", "--yes");
    assertThat(sync.asked()).containsExactly("POST /outbox/7/retry", "DELETE /outbox/8");
    assertThat(planner.asked()).containsExactly(OutboxViews.LIST + "?limit=500");
  }

  @Test
  void whoseMessageIsMeantIsNeverGuessed() {
    List<CommandRun> runs =
        List.of(
            run("outbox", "retry", "7"),
            run("outbox", "remove", "7"),
            run("outbox", "list", "--service=builder"),
            run("outbox", "retry", "--service=sync"),
            run("outbox", "retry", "all", "--service=sync"));

    assertThat(runs).extracting(CommandRun::exitCode).containsOnly(2);
    assertThat(runs.getFirst().err()).contains("--service");
    assertThat(planner.asked()).isEmpty();
    assertThat(sync.asked()).isEmpty();
  }

  @Test
  void aServiceThatDoesNotAnswerIsNotTakenForOneWithNothing() {
    planner.close();

    CommandRun both = run("outbox", "list");
    assertThat(both.exitCode()).isEqualTo(8);
    assertThat(both.out()).isEmpty();
    assertThat(both.err()).contains("planner at ", "does not answer");
    assertThat(run("outbox", "list", "--service=sync").exitCode()).isEqualTo(7);
  }

  @Test
  void messagesOfSeveralPagesAreOneList() {
    List<SetAsideMessage> first =
        LongStream.rangeClosed(1, 500).mapToObj(OutboxViews::message).toList();
    planner
        .on(OutboxViews.LIST, first)
        .on("GET /outbox?after=500", List.of(OutboxViews.message(501)));

    assertThat(run("outbox", "list", "--service=planner").out().lines()).hasSize(501);
  }
}
