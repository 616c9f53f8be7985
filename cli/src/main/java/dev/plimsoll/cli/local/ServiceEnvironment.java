package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.process.ChildEnvironment;
import dev.plimsoll.postgres.connection.Credentials;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What the supervisor and the services inherit of this process' environment, by an allow-list. It
/// is in docs/how-to/know-what-services-inherit.md.
final class ServiceEnvironment {
  /// What names the API's token or a variable of the command line alone.
  private static final List<String> OF_THE_COMMAND_LINE = List.of("PLIMSOLL_TOKEN");

  // Settings of Plimsoll, Quarkus, its messaging (MP_MESSAGING_…) and Kafka's clients; what of
  // libpq's connections to registered databases heed (PostgresConnections), none of it a secret;
  // where Kerberos is.
  private static final Predicate<String> SETTINGS =
      Pattern.compile(
              "(PLIMSOLL|QUARKUS|MP|SMALLRYE|KAFKA)_.+|PG(REQUIREAUTH|CHANNELBINDING|SSLROOTCERT|SSLCERT|SSLKEY)|KRB5.+")
          .asMatchPredicate();

  // The SDK for S3 reads both. The embedded store is on this machine, with keys of its own.
  private static final Predicate<String> OF_EXTERNAL_S3 =
      Pattern.compile("AWS_.+|(?i:(https?|no)_proxy)").asMatchPredicate();

  private ServiceEnvironment() {}

  /// Leaves what the supervisor needs: all that it is to start services with, their passwords for
  /// external parts included.
  static void ofSupervisor(Map<String, String> inherited) {
    Predicate<String> allowed = settings(External.isIn(inherited));
    ChildEnvironment.keepNeeded(inherited, allowed);
  }

  /// Leaves what one service needs. The roles' passwords and the keys to S3 are not among it: it is
  /// given its own alone. The materializer logs in to no registered database.
  static void of(ServiceName service, Map<String, String> inherited) {
    boolean s3 =
        External.isIn(inherited)
            && (service == ServiceName.SYNC || service == ServiceName.MATERIALIZER);
    Predicate<String> allowed = settings(s3).and(Predicate.not(External::isSecret));
    ChildEnvironment.keepNeeded(
        inherited,
        service == ServiceName.MATERIALIZER
            ? allowed.and(name -> !name.startsWith(Credentials.VARIABLE))
            : allowed);
  }

  private static Predicate<String> settings(boolean s3) {
    Predicate<String> settings = SETTINGS.and(Predicate.not(OF_THE_COMMAND_LINE::contains));
    return s3 ? settings.or(OF_EXTERNAL_S3) : settings;
  }
}
