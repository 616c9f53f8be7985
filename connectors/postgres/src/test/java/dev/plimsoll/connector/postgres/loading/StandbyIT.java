package dev.plimsoll.connector.postgres.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchLoading;
import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.connector.loading.KnownLoads.Known;
import dev.plimsoll.connector.loading.LoadToken;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.postgres.PostgresServer;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// In a failover the target's address leads to a standby for a while. It takes no writes, and what
/// it has may be older than what was loaded, so that it proves nothing: each question about a load
/// is to be asked again.
@ExtendWith(StackExtension.class)
final class StandbyIT {
  private static final KnownLoads AT_WORK = _ -> new KnownLoads.Load(Known.AT_WORK, false, false);
  private static final PostgresConnections CONNECTIONS = new PostgresConnections(System.getenv());
  private static final PostgresTarget TARGET =
      new PostgresTarget(CONNECTIONS, Duration.ofMinutes(1));
  private static final LoadableBatch BATCH =
      new LoadableBatch(UUID.randomUUID(), 0, "followed/0.parquet", 1, 0, 1);
  private static final BatchFiles NO_FILES =
      batch -> {
        throw new IOException("not to be opened: " + batch);
      };

  @TempDir private Path folder;

  @Test
  void nothingIsAskedOfAStandbyAndItPasses(Stack stack) throws Exception {
    stack.requireEmbedded("a standby as a target");
    // given a table whose load has begun
    Secrets secrets = stack.secrets();
    TableLoad load = load(null);
    try (PostgresServer primary = start(secrets)) {
      TARGET.prepare(address(primary, secrets), load, List.of(0), AT_WORK);
    }
    Path signal = Files.createFile(folder.resolve("data").resolve("standby.signal"));

    // when its server comes back as a standby
    try (PostgresServer standby = start(secrets)) {
      DatabaseAddress address = address(standby, secrets);

      // then each act of the load says that it is to be tried again
      assertLost(() -> TARGET.prepare(address, load, List.of(0), AT_WORK));
      assertLost(() -> TARGET.isPrepared(address, load));
      assertLost(() -> TARGET.deletes(address, load));
      try (BatchLoading loading = TARGET.load(address, load, 0, NO_FILES)) {
        assertLost(() -> loading.load(BATCH));
        assertLost(() -> loading.readBack(BATCH));
      }
      assertLost(() -> TARGET.loadedOffsets(address, load));
      assertLost(() -> TARGET.digest(address, "plimsoll-sync standby", load, null));
      assertLost(() -> TARGET.end(address, load));
      assertLost(() -> TARGET.discard(address, load));
    }

    // and when it is a primary, it goes on where it was
    Files.delete(signal);
    try (PostgresServer primary = start(secrets)) {
      DatabaseAddress address = address(primary, secrets);
      assertThat(TARGET.isPrepared(address, load)).isTrue();
      assertThat(TARGET.loadedOffsets(address, load)).isZero();
      assertThat(TARGET.digest(address, "plimsoll-sync standby", load, null).digest().rows())
          .isZero();
      TARGET.end(address, load);
    }
  }

  @Test
  void theKeysThatADeleteComparesAreNotReadFromAStandby(Stack stack) throws Exception {
    stack.requireEmbedded("a standby as a target");
    // given a load whose deletes are written to a primary
    TestDatabase database = stack.createDatabase("standby_deletes");
    TableLoad load = load(new Merging(List.of("id"), null, List.of(), true));
    TARGET.prepare(database.address(), load, List.of(0), AT_WORK);
    start(stack.secrets()).close();
    Files.createFile(folder.resolve("data").resolve("standby.signal"));
    try (PostgresServer standby = start(stack.secrets())) {
      Connection writer = database.connect();
      writer.setAutoCommit(false);

      // when the address has come to lead to a standby
      try (PostgresKeyDeletes deletes =
          new PostgresKeyDeletes(CONNECTIONS, address(standby, stack.secrets()), load, writer)) {

        // then
        assertLost(deletes::takeSnapshot);
      }
    }
  }

  private PostgresServer start(Secrets secrets) throws IOException {
    return PostgresServer.start(folder, 0, secrets, false, null);
  }

  private static DatabaseAddress address(PostgresServer server, Secrets secrets) {
    return new TestDatabase(
            "127.0.0.1",
            server.port(),
            PostgresServer.DATABASE,
            secrets.superuser(),
            secrets.superuserPassword(),
            SslMode.DISABLE)
        .address();
  }

  private static TableLoad load(@Nullable Merging merging) {
    QualifiedName table = new QualifiedName("public", "followed");
    return new TableLoad(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "followed",
        table,
        table,
        List.of(new Column("id", PgType.INT8, -1, "bigint", null, true, 1, null)),
        List.of("id"),
        new LoadToken(UUID.randomUUID(), 1),
        merging);
  }

  private static void assertLost(ThrowingCallable act) {
    assertThatThrownBy(act)
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST))
        .hasMessageContaining("standby");
  }
}
