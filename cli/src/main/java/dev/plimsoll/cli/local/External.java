package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Kafka, PostgreSQL and S3 that are there already, by environment variables; the embedded stack
/// is then not started. All of the variables or none, but for `PLIMSOLL_S3_PATH_STYLE`,
/// `PLIMSOLL_POSTGRES_SSLMODE` and `PLIMSOLL_POSTGRES_SSLROOTCERT`.
///
/// | variable | for example |
/// |---|---|
/// | `PLIMSOLL_KAFKA` | `broker1:9092,broker2:9092` |
/// | `PLIMSOLL_POSTGRES` | `db.example:5432/plimsoll` |
/// | `PLIMSOLL_POSTGRES_SSLMODE` | `verify-full`; without it `require`, on this machine `prefer` |
/// | `PLIMSOLL_POSTGRES_SSLROOTCERT` | `/etc/ssl/db-ca.pem` |
/// | `PLIMSOLL_PLANNER_PASSWORD`, `PLIMSOLL_SYNC_PASSWORD`, `PLIMSOLL_MATERIALIZER_PASSWORD` | of
/// the roles `plimsoll_planner` … |
/// | `PLIMSOLL_S3_ENDPOINT`, `_REGION`, `_BUCKET`, `_ACCESS_KEY`, `_SECRET_KEY`, `_PATH_STYLE` |
/// `https://s3.example` |
///
/// Each role owns the schema of its name, as in the embedded stack.
final class External {
  private static final List<String> NEEDED =
      List.of(
          "PLIMSOLL_KAFKA",
          "PLIMSOLL_POSTGRES",
          "PLIMSOLL_PLANNER_PASSWORD",
          "PLIMSOLL_SYNC_PASSWORD",
          "PLIMSOLL_MATERIALIZER_PASSWORD",
          "PLIMSOLL_S3_ENDPOINT",
          "PLIMSOLL_S3_REGION",
          "PLIMSOLL_S3_BUCKET",
          "PLIMSOLL_S3_ACCESS_KEY",
          "PLIMSOLL_S3_SECRET_KEY");

  private static final List<String> SECRETS =
      NEEDED.stream().filter(name -> name.endsWith("_PASSWORD") || name.endsWith("_KEY")).toList();

  private static final Pattern POSTGRES =
      Pattern.compile(
          "(?:(?<host>[A-Za-z0-9._-]+)|\\[(?<v6>[0-9A-Fa-f:]+)]):(?<port>[0-9]{1,5})/(?<database>[A-Za-z0-9_-]+)");

  private External() {}

  /// Whether external parts are named at all.
  static boolean isIn(Map<String, String> environment) {
    return NEEDED.stream().anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
  }

  /// Whether a variable is a role's password or a key to S3.
  static boolean isSecret(String variable) {
    return SECRETS.contains(variable);
  }

  /// What the variables say, or nothing when none of them is set.
  ///
  /// @throws PlimsollException USAGE when only some are set
  static Optional<Backends> of(Map<String, String> environment) {
    Map<String, String> set = new HashMap<>(environment);
    set.values().removeIf(String::isEmpty);
    if (NEEDED.stream().noneMatch(set::containsKey)) {
      return Optional.empty();
    }
    List<String> missing = NEEDED.stream().filter(name -> !set.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw PlimsollException.usage(
          "external Kafka, PostgreSQL and S3 are configured together; missing in the environment: "
              + String.join(", ", missing));
    }
    return Optional.of(
        new Backends(
            new Backends.Kafka(value(set, "PLIMSOLL_KAFKA"), Map.of()),
            postgres(set),
            Map.of(
                "plimsoll_planner", value(set, "PLIMSOLL_PLANNER_PASSWORD"),
                "plimsoll_sync", value(set, "PLIMSOLL_SYNC_PASSWORD"),
                "plimsoll_materializer", value(set, "PLIMSOLL_MATERIALIZER_PASSWORD")),
            new Backends.S3(
                value(set, "PLIMSOLL_S3_ENDPOINT"),
                value(set, "PLIMSOLL_S3_REGION"),
                value(set, "PLIMSOLL_S3_BUCKET"),
                value(set, "PLIMSOLL_S3_ACCESS_KEY"),
                value(set, "PLIMSOLL_S3_SECRET_KEY"),
                set.getOrDefault("PLIMSOLL_S3_PATH_STYLE", "false").equals("true"))));
  }

  private static Backends.Postgres postgres(Map<String, String> set) {
    String value = value(set, "PLIMSOLL_POSTGRES");
    Matcher matcher = POSTGRES.matcher(value);
    if (!matcher.matches()) {
      throw PlimsollException.usage("PLIMSOLL_POSTGRES must be HOST:PORT/DATABASE, not " + value);
    }
    String host = matcher.group("host") == null ? matcher.group("v6") : matcher.group("host");
    return new Backends.Postgres(
        host,
        Integer.parseInt(matcher.group("port")),
        matcher.group("database"),
        sslMode(set.get("PLIMSOLL_POSTGRES_SSLMODE"), host),
        set.get("PLIMSOLL_POSTGRES_SSLROOTCERT"));
  }

  private static SslMode sslMode(@Nullable String value, String host) {
    try {
      return value == null ? SslMode.usual(host) : SslMode.of(value);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(
          ErrorCode.USAGE,
          "PLIMSOLL_POSTGRES_SSLMODE must be disable, prefer, require, verify-ca or verify-full,"
              + " not "
              + value,
          e);
    }
  }

  private static String value(Map<String, String> set, String name) {
    return set.getOrDefault(name, "");
  }
}
