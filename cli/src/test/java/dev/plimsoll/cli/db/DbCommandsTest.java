package dev.plimsoll.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.cli.terminal.PlimsollCommand;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.postgres.connection.SealedPassword;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
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

final class DbCommandsTest {
  private static final long GB = 1L << 30;
  private static final String PUT = "PUT /databases/shop?by=" + PlannerApiCommand.me();
  private static final String SECRET = "canary-secret ä";

  @TempDir Path folder;
  private FakeApi planner;

  @BeforeEach
  void start() {
    planner = FakeApi.start();
    planner.on("GET /databases", List.of()).on(PUT, Views.shop());
    planner.on("GET /databases/shop", Views.shop()).on("POST /database-checks", Map.of());
  }

  @AfterEach
  void stop() {
    planner.close();
  }

  private CommandRun add(String... options) {
    return registered("create", options);
  }

  private CommandRun edit(String... options) {
    return registered("edit", options);
  }

  private CommandRun registered(String verb, String... options) {
    List<String> arguments = new ArrayList<>(List.of("db", verb, "shop"));
    arguments.addAll(List.of("--host", "db.example", "--database", "d", "--user", "u"));
    arguments.addAll(List.of(options));
    return CommandRun.of(planner.environment(folder), arguments.toArray(String[]::new));
  }

  private DatabaseRegistration sent() {
    return planner.sent(PUT, DatabaseRegistration.class);
  }

  @Test
  void everyOptionReachesThePlanner() throws IOException {
    Path rules = Files.writeString(folder.resolve("rules"), "a.*: primary key (id)\n");

    CommandRun run =
        add(
            "--port=6543",
            "--sslmode=verify-full",
            "--credential=env:SHOP_PASSWORD",
            "--cores=8",
            "--memory=16GB",
            "--workers=6",
            "--temp-disk=200GB",
            "--disk=500GB",
            "--wal-rate=100MB/s",
            "--disk-rate=1GB",
            "--replica-lag=2GB",
            "--strategy=hybrid",
            "--window=22:00+4h@Europe/Berlin",
            "--build-on-load",
            "--rules=" + rules,
            "--rule=shop.items: index (order_id) include (sku)");

    assertThat(run.exitCode()).as(run.err()).isZero();
    DatabaseRegistration sent = sent();
    assertThat(sent.address().port()).isEqualTo(6543);
    assertThat(sent.address().sslMode()).isEqualTo(SslMode.VERIFY_FULL);
    assertThat(sent.address().credential().value()).isEqualTo("env:SHOP_PASSWORD");
    assertThat(sent.capacity())
        .isEqualTo(
            new Capacity(
                8, 16 * GB, 6, 200 * GB, 500 * GB, 100 << 20, GB, 2 * GB, 0, List.of(), 0));
    assertThat(sent.preset()).isNull();
    assertThat(sent.strategy()).isEqualTo("hybrid");
    assertThat(sent.buildOnLoad()).isTrue();
    assertThat(sent.window())
        .satisfies(
            window -> {
              assertThat(window.opens()).isEqualTo(LocalTime.of(22, 0));
              assertThat(window.length()).isEqualTo(Duration.ofHours(4));
              assertThat(window.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
              assertThat(WindowText.write(window)).isEqualTo("22:00+4h@Europe/Berlin");
            });
    assertThat(sent.rules())
        .extracting(rule -> rule.tables() + ": " + rule.definition())
        .containsExactly("a.*: primary key (id)", "shop.items: index (order_id) include (sku)");
  }

  @Test
  void whatSaysNothingOfBuildsIsReadAndLoadedAndKnownWhenTheCommandEnds() {
    DatabaseRegistration copied =
        Views.copied("shop", Views.shop().address(), DatabaseKind.POSTGRES);
    // the planner's list first, and then what the sync service knows
    planner.on("GET /databases", List.of(), List.of(), List.of(copied)).on(PUT, copied);

    CommandRun run = add();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().uses()).containsExactly(DatabaseUse.SOURCE, DatabaseUse.TARGET);
    assertThat(planner.sent("POST /database-checks", DatabaseCheckRequest.class).address())
        .isEqualTo(sent().address());
    assertThat(planner.asked()).filteredOn(call -> call.equals("GET /databases")).hasSize(3);
    assertThat(run.out()).contains("serves as      source,target").doesNotContain("strategy");
  }

  @Test
  void whatCannotBeReadOrLoadedIsNotRegistered() {
    planner.refuse("POST /database-checks", ErrorCode.AUTHENTICATION_FAILED, "no such role");

    CommandRun run = add("--preset=small");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(planner.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void aSyncServiceThatIsAwayHindersNothing() {
    planner.refuse("POST /database-checks", ErrorCode.CONNECTION_LOST, "its database is away");

    CommandRun run = add("--preset=small");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("The sync service does not answer");
  }

  @Test
  void whatServesForBuildsAloneIsNoMatterOfTheSyncService() {
    CommandRun run = add("--preset=small", "--as=build");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(planner.asked()).noneMatch(call -> call.contains("database-checks"));
  }

  @Test
  void aPresetIsNamedAndTheRestIsThePlanners() {
    assertThat(add("--preset", "cu:16").exitCode()).isZero();

    assertThat(sent().preset()).isEqualTo("cu:16");
    assertThat(sent().capacity()).isNull();
    assertThat(sent().address().credential()).isEqualTo(CredentialReference.PGPASS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --cores=8                             | --memory, --temp-disk, --disk
          --preset=small --cores=8              | either --preset or
          --preset=small --window=22:00                        | it is like 22:00+4h
          --preset=small --window=22:00+25h@UTC                | at most 24 hours
          --preset=small --window=22:00+4h@Nowhere/Land        | not a window
          --preset=small --rule=a.b:hash(c)                    | a rule is
          --preset=small --credential=hunter2                  | never the password itself
          --preset=small --credential=pgpass --password-stdin  | one of --credential
          --preset=small --password-prompt                     | no terminal to ask on
          --preset=small --sslmode=maybe                       | not an address
          --url=jdbc:postgresql://h/d           | --url
          --password=hunter2                    | --password
          """)
  void whatIsNotUnderstoodIsNotSent(String options, String says) {
    CommandRun run = add(options.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(says);
    assertThat(planner.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void aRegistrationIsChangedOnlyWhenThatIsAsked() {
    planner.on("GET /databases", List.of(Views.shop()));

    CommandRun refused = add("--preset=small");
    CommandRun replaced = edit("--preset=small");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("registered already", "db edit shop");
    assertThat(replaced.exitCode()).isZero();
  }

  @Test
  void aLoadLineIsNeverGuessed() {
    CommandRun run = add("--rule=shop.*: primary key (id)");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("never guessed", "--preset small", "--cores");
    assertThat(planner.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void anEditChangesWhatIsGivenAndNothingElse() {
    planner.on("GET /databases", List.of(Views.shop()));

    CommandRun run =
        CommandRun.of(
            planner.environment(folder), "db", "edit", "shop", "--strategy=hybrid", "--as=build");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().strategy()).isEqualTo("hybrid");
    assertThat(sent().address()).isEqualTo(Views.shop().address());
    assertThat(sent().capacity()).isEqualTo(Views.shop().capacity());
    assertThat(sent().rules()).isEqualTo(Views.shop().rules());
    assertThat(sent().uses()).isEqualTo(Views.shop().uses());
  }

  @Test
  void anEditOfWhatIsAnotherByNowIsRefused() {
    planner.on("GET /databases", List.of(Views.shop()));
    planner.refuse(PUT, ErrorCode.EDITED_MEANWHILE, "shop is at edition 5, and not at \"4\"");

    CommandRun run = edit();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("at edition 5");
  }

  @Test
  void aHistoryTellsWhoMovedItAndWhy() {
    planner.on(
        "GET /databases/shop/changes?limit=20",
        List.of(
            new DatabaseChange(2, Views.NOW, "ann", "moved", null),
            new DatabaseChange(1, Views.NOW, "", null, Views.shop())));

    assertThat(CommandRun.of(planner.environment(folder), "db", "history", "shop").out())
        .isEqualTo(
            """
            2026-01-02T03:04:05Z  2  ann  removed: moved
            2026-01-02T03:04:05Z  1  a user of the API  db.example:5432/shop as build
            """);
  }

  @Test
  void aDatabaseOfAKnownServerTakesItsLoadLineAndIsToldOf() {
    // given the name that the registered one has, and of the same host and port
    DatabaseRegistration archive =
        Views.named(
            "archive",
            new DatabaseAddress(
                "db.example", 5432, "shop", "u", SslMode.PREFER, CredentialReference.PGPASS));
    planner.on("GET /databases", List.of(archive));

    CommandRun run = add("--port=5432", "--as=build");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().capacity()).isNull();
    assertThat(run.out()).contains("shared with  archive");
    assertThat(run.err()).contains("This very database is registered as archive too");
  }

  @Test
  void aPasswordFromAPipeIsSealedAndShownNowhere() throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> environment = new HashMap<>(planner.environment(folder));
    environment.put(SealedPassword.KEY_FILE, key.toString());

    String said = addWithInput(SECRET + "\nmore", environment, 0);

    assertThat(SealedPassword.ofFile(key).unseal(sent().address())).isEqualTo(SECRET);
    assertThat(said + planner.asked()).doesNotContain("canary");
  }

  @Test
  void aPasswordIsNotSealedForAnotherInstallationWithOurKey() {
    String said = addWithInput(SECRET, planner.environment(folder), 4);

    assertThat(said).contains("PLIMSOLL_KEY_FILE").doesNotContain("canary");
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

  @Test
  void theServicesPasswordStaysHere() {
    Map<String, String> environment = new HashMap<>(planner.environment(folder));
    environment.putAll(Map.of("PGPASSWORD", "canary", "PGHOST", "h", "PGUSER", "u"));

    CommandRun run = CommandRun.of(environment, "db", "create", "shop", "--preset=small");

    assertThat(run.err()).contains("stays here").doesNotContain("canary");
    assertThat(sent().address().credential()).isEqualTo(CredentialReference.PGPASS);
    assertThat(planner.asked().toString()).doesNotContain("canary");
  }

  @Test
  void aRegistrationIsShownWhole() {
    planner.on("GET /databases/shop", Views.shop());

    assertThat(CommandRun.of(planner.environment(folder), "db", "show", "shop").out())
        .isEqualTo(
            """
            database       shop
            kind           PostgreSQL
            serves as      build
            address        owner@db.example:5432/shop
            sslmode        verify-full
            password       pgpass
            strategy       moldable
            window         at any time
            after a load   nothing

            Load line
              cores        4
              memory       8.00 GiB
              workers      4, detected
              temp disk    100 GiB
              disk         500 GiB
              WAL rate     100 MiB/s
              disk rate    no limit
              replica lag  not watched
              builds       as many as fit
              shared with  archive, on the same server

            Detected when it was registered, 2026-01-02T03:04:05Z
              version                           PostgreSQL 16.4
              max_parallel_workers              8
              max_worker_processes              8
              max_parallel_maintenance_workers  2
              shared_buffers                    4.00 GiB
              effective_cache_size              12.0 GiB
              maintenance_work_mem              64.0 MiB
              free disk of its data             cannot be read from here
            Taken on trust, since nothing tells them over SQL: cores, memory, temp disk, disk

            Rules
              shop.*: primary key (id)
              shop.items: index (order_id) include (sku)
            """);
  }

  @Test
  void findingsComeWithTheirFix() {
    planner.on("POST /databases/shop/test", Views.checkup(Status.FAIL));

    assertThat(CommandRun.of(planner.environment(folder), "db", "test", "shop").out())
        .isEqualTo(
            """
            shop, PostgreSQL 16.4
            pass     reachable: answers in 2 ms
            fail     rights: not the owner of shop.orders
                     GRANT owner TO plimsoll
            """);
  }

  @Test
  void aLoadLineShowsUseAndPeaks() {
    planner.on("GET /databases/shop/load-line", Views.loadLine(false));

    assertThat(CommandRun.of(planner.environment(folder), "db", "load-line", "shop").out())
        .isEqualTo(
            """
            load line of shop at 2026-01-02T03:04:05Z

            LIMIT           OF        USED        PEAK TO COME
            memory    8.00 GiB    2.00 GiB  25 %      6.00 GiB
            workers          4           1  25 %             4
            cores          4.0         1.5  38 %           4.0
            WAL rate  no limit  20.0 MiB/s               0 B/s

            admits   window: open at any time
            """);
  }

  @Test
  void aCalibrationTellsWhatIsLearnedFromWhatIsAssumed() {
    planner.on("GET /databases/shop/calibration", Views.calibration());

    assertThat(CommandRun.of(planner.environment(folder), "db", "calibration", "shop").out())
        .isEqualTo(
            """
            shop: the last builds took 12.3 % more or less than predicted (median)
            a build costs 31.3 ms beside what its rows cost

            KEYS               SORT us/row  LOAD us/row  VALIDATION us/row  LEARNED FROM
            text, collation C        0.900        0.400              0.200             5
            bigint                   0.250        0.300              0.150       assumed
            """);
  }

  @Test
  void theGroupAloneShowsWhatItHas() {
    CommandRun run = CommandRun.of(planner.environment(folder), "db");

    assertThat(run.exitCode()).isEqualTo(2);
  }
}
