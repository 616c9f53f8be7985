package dev.plimsoll.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.terminal.PlimsollCommand;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.postgres.connection.SealedPassword;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Passwords of registered databases: sealed for the services, and shown nowhere.
final class DatabasePasswordsTest extends FakeApiTestCase {
  private static final String PUT = "PUT /databases/shop?by=" + PlannerApiCommand.me();
  private static final String SECRET = "canary-secret ä";

  @BeforeEach
  void answer() {
    api.on("GET /databases", List.of()).on(PUT, Views.shop());
    api.on("GET /databases/shop", Views.shop()).on("POST /databases/test", Map.of());
  }

  private DatabaseRegistration sent() {
    return api.sent(PUT, DatabaseRegistration.class);
  }

  @Test
  void aPasswordFromAPipeIsSealedAndShownNowhere() throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> environment = new HashMap<>(api.environment(folder));
    environment.put(SealedPassword.KEY_FILE, key.toString());

    String said = addWithInput(SECRET + "\nmore", environment, 0);

    assertThat(SealedPassword.ofFile(key).unseal(sent().address())).isEqualTo(SECRET);
    assertThat(said + api.asked()).doesNotContain("canary");
  }

  @Test
  void aPasswordIsNotSealedForAnotherInstallationWithOurKey() {
    String said = addWithInput(SECRET, api.environment(folder), 4);

    assertThat(said).contains("PLIMSOLL_KEY_FILE").doesNotContain("canary");
  }

  @Test
  void theServicesPasswordStaysHere() {
    Map<String, String> environment = new HashMap<>(api.environment(folder));
    environment.putAll(Map.of("PGPASSWORD", "canary", "PGHOST", "h", "PGUSER", "u"));

    CommandRun run = CommandRun.of(environment, "db", "create", "shop", "--preset=small");

    assertThat(run.err()).contains("stays here").doesNotContain("canary");
    assertThat(sent().address().credential()).isEqualTo(CredentialReference.PGPASS);
    assertThat(api.asked().toString()).doesNotContain("canary");
  }

  private String addWithInput(String input, Map<String, String> environment, int exitCode) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, false, false);
    CommandLine command =
        new CommandLine(
                new PlimsollCommand(
                    terminal,
                    environment,
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))))
            .addSubcommand(DbCommands.of());
    command.setExecutionExceptionHandler(
        new dev.plimsoll.cli.terminal.Failures(terminal, false, false));
    int ended =
        command.execute(
            "db",
            "create",
            "shop",
            "--host=h",
            "--database=d",
            "--user=u",
            "--preset=small",
            "--password-stdin");
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(ended).as(text).isEqualTo(exitCode);
    return text;
  }
}
