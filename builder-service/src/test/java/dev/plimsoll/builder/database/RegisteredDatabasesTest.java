package dev.plimsoll.builder.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.builder.database.RegisteredDatabases.Answer;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.database.SslMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RegisteredDatabasesTest {
  private final RegisteredDatabases databases = new RegisteredDatabases();

  private static DatabaseAddress at(String host, String credential) {
    return new DatabaseAddress(
        host, 5432, "shop", "owner", SslMode.REQUIRE, new CredentialReference(credential));
  }

  private Answer answer(long revision) throws InterruptedException {
    return databases.await(new RegisteredDatabase("shop", revision), Duration.ZERO);
  }

  @Test
  void aCommandOfTheSameAccountGetsTheCredentialOfToday() throws InterruptedException {
    databases.enter(new DatabaseEvent.Registered("shop", 2, 2, at("a", "pgpass"), null, null));
    databases.enter(new DatabaseEvent.Registered("shop", 3, 2, at("a", "env:NEW"), null, null));
    assertThat(answer(2)).isEqualTo(new Answer.Known(at("a", "env:NEW")));
    assertThat(answer(3)).isEqualTo(new Answer.Known(at("a", "env:NEW")));
  }

  @Test
  void aCommandOfAnEarlierPlaceIsRefused() throws InterruptedException {
    databases.enter(new DatabaseEvent.Registered("shop", 2, 2, at("b", "pgpass"), null, null));
    assertThat(answer(1))
        .isInstanceOfSatisfying(
            Answer.Refused.class, it -> assertThat(it.why()).contains("b:5432/shop"));
  }

  @Test
  void whatIsRemovedIsRefusedUntilItIsRegisteredAnew() throws InterruptedException {
    databases.enter(new DatabaseEvent.Registered("shop", 1, 1, at("a", "pgpass"), null, null));
    databases.enter(new DatabaseEvent.Removed("shop", 2));
    assertThat(answer(1)).isInstanceOf(Answer.Refused.class);
    assertThat(answer(3)).isNull();
    databases.enter(new DatabaseEvent.Registered("shop", 3, 3, at("a", "pgpass"), null, null));
    assertThat(answer(1)).isInstanceOf(Answer.Refused.class);
    assertThat(answer(3)).isEqualTo(new Answer.Known(at("a", "pgpass")));
  }

  @Test
  void anOldWordThatIsSentAgainCountsNoMore() throws InterruptedException {
    databases.enter(new DatabaseEvent.Registered("shop", 2, 2, at("b", "pgpass"), null, null));
    databases.enter(new DatabaseEvent.Registered("shop", 1, 1, at("a", "pgpass"), null, null));
    assertThat(answer(2)).isEqualTo(new Answer.Known(at("b", "pgpass")));
  }

  @Test
  void whatNobodyHasToldIsNotKnown() throws InterruptedException {
    assertThat(answer(1)).isNull();
    databases.enter(new DatabaseEvent.Registered("shop", 1, 1, at("a", "pgpass"), null, null));
    assertThat(answer(2)).isNull();
  }
}
