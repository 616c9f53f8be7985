package dev.plimsoll.materializer.append;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.offsetlog.identity.MemorySentinel;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/// What is known of producers is of one history of the database.
@QuarkusTest
class KnownSequencesIT {
  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  @Test
  void afterTheDatabaseWentBackNothingIsKnown() throws SQLException {
    try (Connection database = Stack.get().connect("plimsoll");
        Statement statement = database.createStatement()) {
      // Witnesses of others, such as of the service beside, stay.
      statement.execute(
          "CREATE TEMP TABLE others AS SELECT witness FROM materializer.memory_witness");
      afterTheWitnessIsGoneNothingIsKnown(
          () ->
              statement.execute(
                  "DELETE FROM materializer.memory_witness"
                      + " WHERE witness NOT IN (SELECT witness FROM others)"));
    }
  }

  private interface GoingBack {
    boolean run() throws SQLException;
  }

  private void afterTheWitnessIsGoneNothingIsKnown(GoingBack goingBack) throws SQLException {
    // given a process with a witness in the database, and a producer of whom it knows
    String ofSchema = url + (url.contains("?") ? "&" : "?") + "currentSchema=materializer";
    Transactions transactions =
        new Transactions(
            SessionsAnew.of(ofSchema, user, password), new Histories(new MemorySentinel()));
    KnownSequences known =
        new KnownSequences(transactions, new Partitions(transactions, Partitions.MOST_KNOWN));
    transactions.run(connection -> true);
    long generation = known.generation();
    List<FileBatch> next = List.of(new FileBatch("t", 0, "p", 0, 1, 0, 1, 1, LogClient.WRITTEN));
    known.accepted(
        generation, List.of(new FileBatch("t", 0, "p", 0, 0, 0, 1, 1, LogClient.WRITTEN)));
    transactions.run(connection -> true);
    assertThat(known.leadTo(next)).isTrue();

    // when the database no longer has the witness, as one from before it was written
    goingBack.run();
    transactions.run(connection -> true);

    // then nothing is known, and what was accepted before is not remembered afterwards
    assertThat(known.leadTo(next)).isFalse();
    known.accepted(generation, next);
    assertThat(known.leadTo(next)).isFalse();
  }
}
