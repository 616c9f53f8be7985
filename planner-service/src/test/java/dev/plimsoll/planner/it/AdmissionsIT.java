package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.planner.admission.AdmissionConfig;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.admission.Admissions;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.FaultProxy;
import dev.plimsoll.testkit.Stack;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Who is about to send goes by a look that is half a second old at most, or holds.
@QuarkusTest
class AdmissionsIT {
  @Inject private PostgresConnections connector;
  @Inject private AdmissionConfig config;
  @Inject private DataSource dataSource;

  private final SetClock clock = new SetClock();

  private static final class SetClock extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    void advance(Duration by) {
      now.updateAndGet(instant -> instant.plus(by));
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private Admissions admissions() {
    return new Admissions(connector, config, dataSource, clock);
  }

  private static AdmissionGate.Question about(DatabaseAddress address) {
    return new AdmissionGate.Question("looked_at", address, null, null, ReplicaLag.NOT_WATCHED);
  }

  @Test
  void aLookOfHalfASecondAgoAdmitsNothing() throws IOException {
    // given a database that was looked at, and that nobody reaches any more
    try (FaultProxy way = FaultProxy.to(Stack.get().createDatabase("plan_looks").address())) {
      AdmissionGate.Question question = about(way.address());
      Admissions admissions = admissions();
      awaitLook(admissions, question);
      way.cut();

      // then what is sent at the same time shares that look
      clock.advance(Duration.ofMillis(499));
      assertThat(admissions.askAfresh(question).hold()).isNull();

      // and what is sent later is held, though a person is still told what was seen
      clock.advance(Duration.ofMillis(1));
      assertThat(admissions.ask(question).hold()).isNull();
      assertThat(admissions.askAfresh(question).hold()).isNotNull();
    }
  }

  /// One that a busy machine does not answer in time holds, as it should.
  private void awaitLook(Admissions admissions, AdmissionGate.Question question) {
    Awaitility.await()
        .until(
            () -> {
              clock.advance(Duration.ofSeconds(1));
              return admissions.askAfresh(question).hold() == null;
            });
  }

  @Test
  void aLookThatHangsAdmitsNothingAndKeepsNobodyWaiting() throws IOException {
    // given a server that takes connections and says nothing
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      DatabaseAddress like = Stack.get().createDatabase("plan_silent").address();
      AdmissionGate.Question question =
          about(
              new DatabaseAddress(
                  like.host(),
                  silent.getLocalPort(),
                  like.database(),
                  like.user(),
                  like.sslMode(),
                  like.credential()));
      Admissions admissions = admissions();

      // then it holds, at first after a while, later at once
      assertThat(admissions.askAfresh(question).hold()).isNotNull();
      clock.advance(Duration.ofMillis(500));
      assertThat(admissions.askAfresh(question).hold()).isNotNull();
    }
  }
}
