package dev.plimsoll.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Another user of the machine, who tries from before the first start on whether PostgreSQL and
/// Kafka ask for a password.
final class Intruder implements AutoCloseable {
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger entered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Thread thread;

  Intruder(int port, int kafkaPort) {
    thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    knock(port);
                    knockAtKafka(kafkaPort);
                    LockSupport.parkNanos(1_000_000);
                  }
                });
  }

  private void knock(int port) {
    try {
      DriverManager.getConnection(
              "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), "postgres", "")
          .close();
      entered.incrementAndGet();
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains("password")) {
        refused.incrementAndGet();
      }
    }
  }

  private void knockAtKafka(int port) {
    try {
      (Stranger.isAnswered(port, Stranger.metadata()) ? answered : unanswered).incrementAndGet();
    } catch (IOException e) {
      // It does not listen yet.
    }
  }

  void requireRefused() {
    assertThat(unanswered).hasPositiveValue();
    assertThat(answered).hasValue(0);
    assertThat(refused).hasPositiveValue();
    assertThat(entered).hasValue(0);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
