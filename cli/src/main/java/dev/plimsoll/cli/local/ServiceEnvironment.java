package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.process.ChildEnvironment;
import dev.plimsoll.postgres.connection.Credentials;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Variables that supervisor and services inherit, by an allow-list, described in
/// docs/how-to/know-what-services-inherit.md.
final class ServiceEnvironment {

  // Plimsoll, Quarkus, its messaging (MP_MESSAGING_…), Kafka's clients, OpenTelemetry, Kerberos,
  // and
  // those libpq variables without secrets that connections to registered databases use
  // (PostgresConnections).
  private static final Predicate<String> SETTINGS =
      Pattern.compile(
              "(PLIMSOLL|QUARKUS|MP|SMALLRYE|KAFKA|OTEL)_.+|PG(REQUIREAUTH|CHANNELBINDING|SSLROOTCERT|SSLCERT|SSLKEY)|KRB5.+")
          .asMatchPredicate();

  // The SDK for S3 reads both; the embedded store needs neither.
  private static final Predicate<String> OF_EXTERNAL_S3 =
      Pattern.compile("AWS_.+|(?i:(https?|no)_proxy)").asMatchPredicate();

  private ServiceEnvironment() {}

  /// The supervisor passes passwords of external parts on to the services.
  static void ofSupervisor(Map<String, String> inherited) {
    ChildEnvironment.keepNeeded(inherited, settings(External.isIn(inherited)));
  }

  /// A service gets no passwords of other roles and no S3 keys here: its own are added later. The
  /// materializer logs in to no registered database.
  static void of(ServiceName service, Map<String, String> inherited) {
    boolean s3 = External.isIn(inherited) && service.usesS3();
    Predicate<String> allowed = settings(s3).and(Predicate.not(External::isSecret));
    ChildEnvironment.keepNeeded(
        inherited,
        service == ServiceName.MATERIALIZER
            ? allowed.and(name -> !name.startsWith(Credentials.VARIABLE))
            : allowed);
  }

  private static Predicate<String> settings(boolean s3) {
    Predicate<String> settings = SETTINGS.and(Predicate.not("PLIMSOLL_TOKEN"::equals));
    return s3 ? settings.or(OF_EXTERNAL_S3) : settings;
  }
}
