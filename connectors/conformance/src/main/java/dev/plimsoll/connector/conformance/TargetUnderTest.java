package dev.plimsoll.connector.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.conformance.SampleRows.Row;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchLoading;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.connector.loading.KnownLoads.Known;
import dev.plimsoll.connector.loading.LoadOutcome;
import dev.plimsoll.connector.loading.LoadToken;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// A target under test, and a table of it for each test. What is in the table is read past the
/// target.
abstract class TargetUnderTest {
  static final String PROGRAM = "plimsoll-sync conformance";
  private static final int PARTITION = 3;
  private static final UUID INSTALLATION = UUID.randomUUID();
  private static final AtomicInteger TABLES = new AtomicInteger();
  static final List<Column> COLUMNS =
      List.of(
          new Column("id", PgType.INT8, -1, "bigint", null, true, 1, null),
          new Column("name", PgType.TEXT, -1, "text", null, false, 2, null));

  static final KnownLoads AT_WORK = _ -> new KnownLoads.Load(Known.AT_WORK, false, false);
  static final KnownLoads UNFINISHED = _ -> new KnownLoads.Load(Known.UNFINISHED, false, false);

  final QualifiedName table = new QualifiedName("conformance", "t" + TABLES.incrementAndGet());
  final SampleBatches batches = new SampleBatches();

  protected abstract Target target();

  protected abstract DatabaseAddress address();

  /// Rows of a table as PostgreSQL writes them as text, in any order.
  protected abstract List<String> rows(QualifiedName table) throws Exception;

  final TableLoad load(long token, @Nullable Merging merging) {
    return load(table, token, merging);
  }

  static TableLoad load(QualifiedName name, long token, @Nullable Merging merging) {
    return new TableLoad(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "conformance",
        name,
        name,
        COLUMNS,
        List.of("id"),
        new LoadToken(INSTALLATION, token),
        merging);
  }

  static Merging merging(@Nullable String column, boolean deletes) {
    return new Merging(List.of("id"), column, List.of(), deletes);
  }

  final TableLoad prepared(@Nullable Merging merging) throws Exception {
    TableLoad load = load(1, merging);
    prepare(load, AT_WORK);
    return load;
  }

  final void prepare(TableLoad load, KnownLoads known) throws Exception {
    target().prepare(address(), load, List.of(PARTITION), known);
  }

  final BatchLoading loading(TableLoad load, BatchFiles files) {
    return target().load(address(), load, PARTITION, files);
  }

  final LoadOutcome loaded(TableLoad load, LoadableBatch batch) throws Exception {
    try (BatchLoading loading = loading(load, batches)) {
      return loadedOrGone(loading, batch);
    }
  }

  /// Where a batch fails, its transaction is waited for, which the next attempt would find busy.
  static LoadOutcome loadedOrGone(BatchLoading loading, LoadableBatch batch) throws Exception {
    try {
      return loading.load(batch);
    } catch (Exception e) {
      assertThat(loading.readBack(batch)).isEmpty();
      throw e;
    }
  }

  /// Deletes of a load, once those before have let go of the table.
  final KeyDeletes deletes(TableLoad load) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> target().deletes(address(), load), Optional::isPresent)
        .orElseThrow();
  }

  final void assertRows(List<Row> expected) throws Exception {
    assertThat(rows(table))
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(Row::text).toList());
  }

  static void assertRefused(ErrorCode code, ThrowingCallable act) {
    assertThatThrownBy(act)
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  static List<Row> first(int rows) {
    return SampleRows.all().subList(0, rows);
  }

  static List<Row> rest(int from) {
    return SampleRows.all().subList(from, SampleRows.COUNT);
  }

  final TableDigest digest(TableLoad load, @Nullable RowWindow window) throws Exception {
    return target().digest(address(), PROGRAM, load, window).digest();
  }

  static List<Row> between(long above, long upTo) {
    return SampleRows.all().stream().filter(row -> row.id() > above && row.id() <= upTo).toList();
  }

  static TableDigest digest(List<Row> rows) throws IOException {
    RowDigest digest = new RowDigest();
    for (Row row : rows) {
      ByteBuilder text = new ByteBuilder(64);
      text.write(row.text().getBytes(StandardCharsets.UTF_8));
      digest.add(text);
    }
    return TableDigest.of(digest);
  }

  final MergeCounts counted(TableLoad load) throws Exception {
    try (BatchLoading loading = loading(load, batches)) {
      return loading.counted();
    }
  }
}
