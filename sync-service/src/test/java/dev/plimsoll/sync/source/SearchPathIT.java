package dev.plimsoll.sync.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody who may create things in a schema that our role looks into first, at source and target:
/// nothing of his runs as our role. Types that lie in such schemas are found all the same.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class SearchPathIT {
  private static final IncrementRequest BY_ID =
      new IncrementRequest(null, "id", null, null, null, new DeletesRequest(100, null));

  // Whatever of it runs ends the statement.
  private static final String HOSTILE =
      """
      CREATE SCHEMA hostile;
      CREATE FUNCTION hostile.ran() RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'hostile code runs as %', current_user; END $$;
      CREATE FUNCTION hostile.same_name(name, name) RETURNS boolean LANGUAGE sql AS
        'SELECT hostile.ran()';
      CREATE FUNCTION hostile.same_text(text, text) RETURNS boolean LANGUAGE sql AS
        'SELECT hostile.ran()';
      CREATE FUNCTION hostile.same_varchar(name, varchar) RETURNS boolean LANGUAGE sql AS
        'SELECT hostile.ran()';
      CREATE FUNCTION hostile.same_int(int, int) RETURNS boolean LANGUAGE sql AS
        'SELECT hostile.ran()';
      CREATE FUNCTION hostile.same_oid(oid, oid) RETURNS boolean LANGUAGE sql AS
        'SELECT hostile.ran()';
      CREATE OPERATOR hostile.= (LEFTARG = name, RIGHTARG = name, FUNCTION = hostile.same_name);
      CREATE OPERATOR hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.same_text);
      CREATE OPERATOR hostile.=
        (LEFTARG = name, RIGHTARG = varchar, FUNCTION = hostile.same_varchar);
      CREATE OPERATOR hostile.= (LEFTARG = int, RIGHTARG = int, FUNCTION = hostile.same_int);
      CREATE OPERATOR hostile.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = hostile.same_oid);
      CREATE FUNCTION hostile.current_setting(text) RETURNS text LANGUAGE sql AS
        'SELECT hostile.ran()::text';
      CREATE FUNCTION hostile.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS
        'SELECT hostile.ran()::text';
      CREATE FUNCTION hostile.now() RETURNS timestamptz LANGUAGE sql AS
        'SELECT CASE WHEN hostile.ran() THEN current_timestamp END';
      CREATE FUNCTION hostile.hashtextextended(text, bigint) RETURNS bigint LANGUAGE sql AS
        'SELECT hostile.ran()::int::bigint';
      CREATE FUNCTION hostile.pg_advisory_xact_lock(bigint) RETURNS boolean LANGUAGE sql AS
        'SELECT hostile.ran()';
      """;

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void databases() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("path_source");
    target = Stack.get().createDatabase("path_target");
    for (TestDatabase database : List.of(source, target)) {
      TestTables.execute(
          database,
          HOSTILE,
          "CREATE SCHEMA types",
          "ALTER DATABASE \"%s\" SET search_path = hostile, pg_catalog, types, public"
              .formatted(database.name()));
    }
    TestTables.execute(
        source,
        "CREATE TYPE public.mood AS ENUM ('low', 'high')",
        """
        CREATE TABLE public.moods (id int, mood public.mood, moods public.mood[], note text,
          PRIMARY KEY (mood, id))
        """);
    // An extension, or a type that was made by hand, lies elsewhere at the target.
    TestTables.execute(target, "CREATE TYPE types.mood AS ENUM ('low', 'high')");
  }

  @BeforeEach
  void register() {
    SyncApi.register("path-source", source);
    SyncApi.register("path-target", target);
  }

  private static ExtractView loaded(@Nullable String strategy, @Nullable IncrementRequest by) {
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "path-source",
                List.of("public.moods"),
                "path-target",
                null,
                new ReadingRequest(strategy, null, null),
                new FilesRequest(null, null, null, by == null ? "source" : null),
                null,
                by,
                null));
    TableView end =
        SyncApi.awaitTable(
            extract.id(),
            "moods",
            view -> view.state() == TableState.LOADED || view.state() == TableState.FAILED);
    assertThat(end.state()).as("%s", end.failure()).isEqualTo(TableState.LOADED);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    return extract;
  }

  private static void fill() throws SQLException {
    TestTables.execute(
        source,
        "TRUNCATE public.moods",
        """
        INSERT INTO public.moods
          SELECT i, (ARRAY['low', 'high']::public.mood[])[1 + i % 2], ARRAY['low']::public.mood[], 'n'
          FROM pg_catalog.generate_series(1, 50) AS i
        """);
  }

  @Test
  void nothingOfItRunsWhateverIsDone() throws SQLException {
    // when
    for (String strategy : List.of("blocks", "keyset", "stream")) {
      fill();
      TestTables.execute(target, "DROP TABLE IF EXISTS public.moods");
      loaded(strategy, null);
    }

    // and rows are merged and deleted
    TestTables.execute(target, "DROP TABLE public.moods");
    loaded(null, BY_ID);
    TestTables.execute(
        source,
        "DELETE FROM public.moods WHERE id OPERATOR(pg_catalog.<) 5",
        "INSERT INTO public.moods VALUES (60, 'low', NULL, 'new')");
    ExtractView last = loaded(null, BY_ID);

    // then
    TableView view = SyncApi.table(last.id(), "moods");
    assertThat(view.reading().increment().merged().deleted()).isEqualTo(4);
    assertThat(view.reading().increment().merged().inserted()).isOne();
    assertThat(TestTables.number(target, "SELECT pg_catalog.count(*) FROM public.moods"))
        .isEqualTo(47);
  }
}
