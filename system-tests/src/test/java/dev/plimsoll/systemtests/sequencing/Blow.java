package dev.plimsoll.systemtests.sequencing;

import java.time.Duration;

/// Something that befalls the log.
public sealed interface Blow {
  /// What it is, for counting.
  enum Kind {
    BACKEND_KILLED,
    SESSIONS_TERMINATED,
    SERVER_STOPPED,
    SERVICE_KILLED,
    SERVICE_FROZEN,
    KAFKA_LOST
  }

  Kind kind();

  /// SIGKILL of a session of the services at their database; the server ends all others with it.
  record BackendKilled() implements Blow {
    @Override
    public Kind kind() {
      return Kind.BACKEND_KILLED;
    }
  }

  /// `pg_terminate_backend` of every session of the services; the server goes on.
  record SessionsTerminated() implements Blow {
    @Override
    public Kind kind() {
      return Kind.SESSIONS_TERMINATED;
    }
  }

  /// Immediate stop of PostgreSQL, and its start.
  record ServerStopped() implements Blow {
    @Override
    public Kind kind() {
      return Kind.SERVER_STOPPED;
    }
  }

  /// SIGKILL of a service, and its start.
  ///
  /// @param pod which, from 0 on; where that one is frozen, another
  record ServiceKilled(int pod) implements Blow {
    @Override
    public Kind kind() {
      return Kind.SERVICE_KILLED;
    }
  }

  /// SIGSTOP of a service, and SIGCONT.
  ///
  /// @param pod which, from 0 on
  /// @param length longer than what it has claimed stays its own
  /// @param alone nothing else happens meanwhile
  record ServiceFrozen(int pod, Duration length, boolean alone) implements Blow {
    @Override
    public Kind kind() {
      return Kind.SERVICE_FROZEN;
    }
  }

  /// SIGKILL of the broker and its start, or SIGSTOP and SIGCONT.
  ///
  /// @param frozen how long; zero where it is killed
  record KafkaLost(Duration frozen) implements Blow {
    @Override
    public Kind kind() {
      return Kind.KAFKA_LOST;
    }
  }
}
