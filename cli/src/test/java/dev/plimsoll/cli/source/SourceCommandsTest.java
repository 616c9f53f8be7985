package dev.plimsoll.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.cli.sync.SyncViews;
import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.cli.terminal.PlimsollCommand;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.postgres.connection.SealedPassword;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class SourceCommandsTest {
  private static final String PUT = "PUT /endpoints/shop";

  @TempDir Path folder;
  private FakeApi sync;

  @BeforeEach
  void start() {
    sync = FakeApi.start().on("GET /endpoints", List.of()).on(PUT, SyncViews.shop());
  }

  @AfterEach
  void stop() {
    sync.close();
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(sync.environment(folder), arguments);
  }

  private CommandRun add(String... options) {
    List<String> arguments = new ArrayList<>(List.of("source", "create", "shop"));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private EndpointRegistration sent() {
    return sync.sent(PUT, EndpointRegistration.class);
  }

  @Test
  void aPostgresIsFoundAsPsqlFindsIt() {
    Map<String, String> environment = new HashMap<>(sync.environment(folder));
    environment.putAll(Map.of("PGHOST", "h", "PGUSER", "u", "PGDATABASE", "d"));

    CommandRun run =
        CommandRun.of(environment, "source", "create", "shop", "--port=6543", "--sslmode=require");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent())
        .isEqualTo(
            new EndpointRegistration(
                "shop",
                new DatabaseAddress(
                    "h", 6543, "d", "u", SslMode.REQUIRE, CredentialReference.PGPASS),
                DatabaseKind.POSTGRES));
    assertThat(run.out())
        .isEqualTo(
            """
            source    shop
            kind      PostgreSQL
            address   reader@db.example:5432/shop
            sslmode   verify-full
            password  pgpass
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll source test shop\n");
  }

  @Test
  void aMariaDbIsWhatItsOptionsSayAlone() {
    Map<String, String> environment = new HashMap<>(sync.environment(folder));
    environment.putAll(Map.of("PGHOST", "h", "PGPORT", "5433", "PGPASSWORD", "canary"));

    CommandRun run =
        CommandRun.of(
            environment,
            "source",
            "create",
            "shop",
            "--kind=mariadb",
            "--database=d",
            "--user=u",
            "--credential=env:SHOP");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent())
        .isEqualTo(
            new EndpointRegistration(
                "shop",
                new DatabaseAddress(
                    "localhost",
                    3306,
                    "d",
                    "u",
                    SslMode.PREFER,
                    new CredentialReference("env:SHOP")),
                DatabaseKind.MARIADB));
    assertThat(run.err()).doesNotContain("PGPASSWORD");
  }

  @Test
  void aRedshiftIsFoundAsAPostgresButForItsPort() {
    CommandRun run =
        add(
            "--kind=redshift",
            "--host=c.example",
            "--database=dev",
            "--user=u",
            "--sslmode=require");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent())
        .isEqualTo(
            new EndpointRegistration(
                "shop",
                new DatabaseAddress(
                    "c.example", 5439, "dev", "u", SslMode.REQUIRE, CredentialReference.PGPASS),
                DatabaseKind.REDSHIFT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --kind=oracle                                    | oracle
          --kind=mariadb --user=u                          | needs --database
          --kind=mariadb --database=d                      | needs --user
          --kind=mariadb --service=s                       | PostgreSQL; give --host
          --kind=mariadb --database=d --user=u             | a pgpass file is PostgreSQL's
          --kind=mariadb --database=d --user=u --port=0    | not an address
          --host=h --user=u --sslmode=maybe                | not an address
          --host=h --user=u --credential=hunter2           | never the password itself
          --host=h --user=u --password=hunter2             | --password
          """)
  void whatIsNotUnderstoodIsNotSent(String options, String says) {
    CommandRun run = add(options.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(says);
    assertThat(sync.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void aRegistrationIsChangedOnlyWhenThatIsAsked() {
    sync.on("GET /endpoints", List.of(SyncViews.shop()));

    CommandRun refused = add("--host=h", "--user=u");
    CommandRun replaced = run("source", "edit", "shop", "--host=h", "--user=u");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("registered already", "source edit shop");
    assertThat(replaced.exitCode()).isZero();
  }

  @Test
  void aPasswordFromAPipeIsSealedAndShownNowhere() throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> environment = new HashMap<>(sync.environment(folder));
    environment.put(SealedPassword.KEY_FILE, key.toString());

    String said = addWithInput("canary-secret\n", environment, 0);

    assertThat(SealedPassword.ofFile(key).unseal(sent().address())).isEqualTo("canary-secret");
    assertThat(said + sync.asked()).doesNotContain("canary");
  }

  @Test
  void aPasswordIsNotSealedForAnotherInstallationWithOurKey() {
    String said = addWithInput("canary-secret", sync.environment(folder), 4);

    assertThat(said).contains("PLIMSOLL_KEY_FILE").doesNotContain("canary");
  }

  private static String addWithInput(String input, Map<String, String> environment, int exitCode) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, false, false);
    CommandLine command =
        new CommandLine(
                new PlimsollCommand(
                    terminal,
                    environment,
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))))
            .addSubcommand(new SourceCommands())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(new Failures(terminal, false, false));
    int ended =
        command.execute(
            "source",
            "create",
            "shop",
            "--kind=mariadb",
            "--database=d",
            "--user=u",
            "--password-stdin");
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(ended).as(text).isEqualTo(exitCode);
    return text;
  }

  @Test
  void sourcesAreATable() {
    sync.on("GET /endpoints", List.of(SyncViews.legacy(), SyncViews.shop()));

    assertThat(run("source", "list").out())
        .isEqualTo(
            """
            NAME    KIND        ADDRESS                       SSLMODE      PASSWORD
            legacy  MariaDB     reader@db2.example:3306/shop  prefer       env:LEGACY
            shop    PostgreSQL  reader@db.example:5432/shop   verify-full  pgpass
            """);
  }

  @Test
  void aTestLogsInAgainAndSaysWhatCanBeRead() {
    sync.on("GET /endpoints/shop", SyncViews.shop())
        .on("POST /extracts/explain", SyncViews.explanation());

    CommandRun run = run("source", "test", "shop");

    assertThat(run.exitCode()).isZero();
    assertThat(sent()).isEqualTo(SyncViews.shop());
    assertThat(sync.sent("POST /extracts/explain", ExtractRequest.class))
        .isEqualTo(new ExtractRequest("shop", List.of("*.*"), null));
    assertThat(run.out())
        .endsWith(
            """

            the login works
            1 table can be read: about 1,000,000 rows, 980 MiB
            shop.items REFUSED: unsupported-type: column shape is of type circle
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll extract explain shop shop.orders\n");
    assertThat(
            Json.read(
                run("source", "test", "shop", "--json").out(), TestSourceCommand.Answer.class))
        .isEqualTo(
            new TestSourceCommand.Answer(SyncViews.shop(), SyncViews.explanation().tables()));
  }

  @Test
  void aTargetWithoutTablesIsFineAndASourceWithoutReadableOnesIsAFinding() {
    sync.on("GET /endpoints/shop", SyncViews.shop())
        .refuse("POST /extracts/explain", ErrorCode.TABLE_NOT_FOUND, "no table is like *.*");

    CommandRun empty = run("source", "test", "shop");
    CommandRun named = run("source", "test", "shop", "--tables", "a.*");
    sync.on(
        "POST /extracts/explain", new ExtractExplanation(List.of(SyncViews.refused()), 0, 0, 0, 0));
    CommandRun refused = run("source", "test", "shop");

    assertThat(empty.exitCode()).isZero();
    assertThat(empty.out()).contains("no table can be read");
    assertThat(named.exitCode()).isEqualTo(3);
    assertThat(refused.exitCode()).isEqualTo(7);
  }
}
