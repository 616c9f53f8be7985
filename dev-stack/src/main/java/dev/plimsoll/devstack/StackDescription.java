package dev.plimsoll.devstack;

import dev.plimsoll.contracts.problem.Problem;
import org.jspecify.annotations.Nullable;

/// Description of a running stack: the one line that it prints to stdout when ready. All hosts are
/// this machine.
///
/// @param mariaDb null where it was not asked for
/// @param secured null where its servers have no certificates
/// @param secretsFile path of [dev.plimsoll.devstack.folder.Secrets]
public record StackDescription(
    long pid,
    Kafka kafka,
    Postgres postgres,
    S3 s3,
    @Nullable MariaDb mariaDb,
    @Nullable Secured secured,
    String secretsFile) {

  /// @param bootstrap `host:port`
  /// @param login whether its clients log in ([dev.plimsoll.devstack.kafka.KafkaLogin])
  public record Kafka(String bootstrap, boolean login) {}

  public record Postgres(String host, int port, String database) {}

  /// @param endpoint URL, to be used with path style
  public record S3(String endpoint, String region, String bucket) {}

  /// @param port null where it cannot run
  /// @param problem why it cannot run; the rest of the stack runs
  public record MariaDb(@Nullable Integer port, @Nullable Problem problem) {}

  /// What services are to use instead of an unprotected way.
  ///
  /// @param kafka `host:port` of brokers, by TLS and SCRAM-SHA-512 with the password of the secrets
  /// @param s3 URL of the object store, by TLS
  /// @param authority path of a PEM file: the authority that has signed the certificates of all
  ///     servers that have one
  public record Secured(String kafka, String s3, String authority) {}
}
