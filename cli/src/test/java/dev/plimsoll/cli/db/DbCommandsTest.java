package dev.plimsoll.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DbCommandsTest extends FakeApiTestCase {
  private static final long GB = 1L << 30;
  private static final String PUT = "PUT /databases/shop?by=" + PlannerApiCommand.me();

  @BeforeEach
  void answer() {
    api.on("GET /databases", List.of()).on(PUT, Views.shop());
    api.on("GET /databases/shop", Views.shop()).on("POST /databases/test", Map.of());
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
    return run(arguments.toArray(String[]::new));
  }

  private DatabaseRegistration last() {
    String call =
        api.asked().reversed().stream()
            .filter(one -> one.startsWith(PUT))
            .findFirst()
            .orElseThrow();
    return Json.read(call.substring(PUT.length() + 1), DatabaseRegistration.class);
  }

  private DatabaseRegistration sent() {
    return api.sent(PUT, DatabaseRegistration.class);
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
    assertThat(sent.builds().capacity())
        .isEqualTo(
            new Capacity(
                8,
                16 * GB,
                6,
                200 * GB,
                500 * GB,
                new CapacityLimits(100 << 20, GB, 0, new ReplicaLag(2 * GB, 0, List.of()))));
    assertThat(sent.builds().preset()).isNull();
    assertThat(sent.builds().strategy()).isEqualTo("hybrid");
    assertThat(sent.builds().onLoad()).isTrue();
    assertThat(sent.builds().window())
        .satisfies(
            window -> {
              assertThat(window.opens()).isEqualTo(LocalTime.of(22, 0));
              assertThat(window.length()).isEqualTo(Duration.ofHours(4));
              assertThat(window.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
              assertThat(WindowText.write(window)).isEqualTo("22:00+4h@Europe/Berlin");
            });
    assertThat(sent.builds().rules())
        .extracting(rule -> rule.tables() + ": " + rule.definition())
        .containsExactly("a.*: primary key (id)", "shop.items: index (order_id) include (sku)");
  }

  @Test
  void whatSaysNothingOfBuildsIsReadAndLoadedAndKnownWhenTheCommandEnds() {
    DatabaseRegistration copied =
        Views.copied("shop", Views.shop().address(), DatabaseKind.POSTGRES);
    // the planner's list first, and then what the sync service knows
    api.on("GET /databases", List.of(), List.of(), List.of(copied)).on(PUT, copied);

    CommandRun run = add();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().uses()).containsExactly(DatabaseUse.SOURCE, DatabaseUse.TARGET);
    assertThat(api.sent("POST /databases/test", DatabaseCheckRequest.class).address())
        .isEqualTo(sent().address());
    assertThat(api.asked()).filteredOn(call -> call.startsWith("GET /databases?")).hasSize(3);
    assertThat(run.out()).contains("serves as      source,target").doesNotContain("strategy");
  }

  @Test
  void whatCannotBeReadOrLoadedIsNotRegistered() {
    api.refuse("POST /databases/test", ErrorCode.AUTHENTICATION_FAILED, "no such role");

    CommandRun run = add("--preset=small");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(api.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void aSyncServiceThatIsAwayHindersNothing() {
    api.refuse("POST /databases/test", ErrorCode.CONNECTION_LOST, "its database is away");

    CommandRun run = add("--preset=small");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("The sync service does not answer");
  }

  @Test
  void whatServesForBuildsAloneIsNoMatterOfTheSyncService() {
    CommandRun run = add("--preset=small", "--as=build");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.asked()).noneMatch(call -> call.contains("/databases/test"));
  }

  @Test
  void aPresetIsNamedAndTheRestIsThePlanners() {
    assertThat(add("--preset", "cu:16").exitCode()).isZero();

    assertThat(sent().builds().preset()).isEqualTo("cu:16");
    assertThat(sent().builds().capacity()).isNull();
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
    assertThat(api.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void aRegistrationIsChangedOnlyWhenThatIsAsked() {
    api.on("GET /databases", List.of(Views.shop()));

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
    assertThat(api.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void anEditChangesWhatIsGivenAndNothingElse() {
    api.on("GET /databases", List.of(Views.shop()));

    CommandRun run = run("db", "edit", "shop", "--strategy=hybrid", "--as=build");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().builds().strategy()).isEqualTo("hybrid");
    assertThat(sent().address()).isEqualTo(Views.shop().address());
    assertThat(sent().builds().capacity()).isEqualTo(Views.shop().builds().capacity());
    assertThat(sent().builds().rules()).isEqualTo(Views.shop().builds().rules());
    assertThat(sent().uses()).isEqualTo(Views.shop().uses());
  }

  @Test
  void standbysAreThoseGivenLast() {
    DatabaseRegistration known =
        Views.shop().with(List.of(new StandbyAddress("replica.example", 5432)));
    api.on("GET /databases", List.of(known)).on("GET /databases/shop", known).on(PUT, known);

    // an edit of something else, of them, and one that takes them back
    CommandRun kept = run("db", "edit", "shop", "--strategy=hybrid", "--as=build");
    assertThat(last().standbys()).isEqualTo(known.standbys());
    assertThat(kept.out()).contains("standbys       replica.example:5432");
    assertThat(run("db", "list").out()).contains("replica.example:5432");
    run("db", "edit", "shop", "--standby", "r", "--standby", "[::1]:5433", "--standby", "r:5432");
    assertThat(last().standbys())
        .containsExactly(new StandbyAddress("r", 5432), new StandbyAddress("[::1]", 5433));
    run("db", "edit", "shop", "--standby", "none");
    assertThat(last().standbys()).isEmpty();
  }

  @Test
  void anEditOfWhatIsAnotherByNowIsRefused() {
    api.on("GET /databases", List.of(Views.shop()));
    api.refuse(PUT, ErrorCode.EDITED_MEANWHILE, "shop is at edition 5, and not at \"4\"");

    CommandRun run = edit();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("at edition 5");
  }

  @Test
  void aDatabaseOfAKnownServerTakesItsLoadLineAndIsToldOf() {
    // given the name that the registered one has, and of the same host and port
    DatabaseRegistration archive =
        Views.named(
            "archive",
            new DatabaseAddress(
                "db.example", 5432, "shop", "u", SslMode.PREFER, CredentialReference.PGPASS));
    api.on("GET /databases", List.of(archive));

    CommandRun run = add("--port=5432", "--as=build");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().builds().capacity()).isNull();
    assertThat(run.out()).contains("shared with  archive");
    assertThat(run.err()).contains("This very database is registered as archive too");
  }

  @Test
  void theGroupAloneShowsWhatItHas() {
    CommandRun run = run("db");

    assertThat(run.exitCode()).isEqualTo(2);
  }
}
