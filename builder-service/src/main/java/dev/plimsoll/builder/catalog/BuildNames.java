package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/// The names by which a build's own things are known in the target.
public final class BuildNames {
  private static final String PREFIX = "plimsoll_build_";
  private static final int ID_DIGITS = 12;
  private static final Pattern INDEX = Pattern.compile(PREFIX + "[0-9a-f]{" + ID_DIGITS + "}");

  /// `NAMEDATALEN - 1` of every PostgreSQL as it is shipped.
  public static final int MAX_NAME_BYTES = 63;

  private BuildNames() {}

  /// The index until it is done: `plimsoll_build_` and the first 12 hexadecimal digits of the
  /// build's id. Also the beginning of every other name here.
  public static String index(UUID buildId) {
    return PREFIX + buildId.toString().replace("-", "").substring(0, ID_DIGITS);
  }

  /// Whether an index is one that a build made and did not come to name.
  public static boolean isUnfinished(String indexName) {
    return INDEX.matcher(indexName).matches();
  }

  /// The same build for one of its partitions, as a part of it. Always by the same id and name.
  public static BuildCommand part(BuildCommand of, QualifiedName partition) {
    UUID id =
        UUID.nameUUIDFromBytes(
            (of.buildId() + " " + partition.schema() + "\0" + partition.name())
                .getBytes(StandardCharsets.UTF_8));
    String suffix = "_" + id.toString().substring(0, 8);
    String name = partition.name();
    while ((name + suffix).getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
    }
    return new BuildCommand(
        id,
        of.attempt(),
        of.database(),
        partition,
        of.definition(),
        name + suffix,
        of.lane(),
        of.slot(),
        of.maintenanceWorkMemBytes(),
        0,
        of.predictedMillis(),
        false,
        List.of());
  }

  /// The NOT NULL constraint of a column until the key is attached (from PostgreSQL 18 on).
  public static String notNull(UUID buildId, int columnNumber) {
    return index(buildId) + "_nn" + columnNumber;
  }

  /// The CHECK constraint that proves the key's columns NOT NULL (before PostgreSQL 18).
  public static String check(UUID buildId) {
    return index(buildId) + "_check";
  }

  /// `application_name` of the session that runs the build; a builder that lost it finds it again
  /// by this.
  public static String session(BuildCommand build) {
    return sessions(build.buildId()) + build.attempt();
  }

  /// What the names of all sessions of a build begin with.
  public static String sessions(UUID buildId) {
    return "plimsoll/" + buildId + "/";
  }

  /// The build that a session runs, as in [#session]; what it is not begins otherwise.
  public static boolean isSessionOf(UUID buildId, String applicationName) {
    return applicationName.startsWith(sessions(buildId));
  }

  /// `application_name` of the session that takes back what a cancelled build has begun.
  public static String withdrawal(BuildCommand build) {
    return "plimsoll-cancel/" + build.buildId() + "/" + build.attempt();
  }

  /// `application_name` of the session that watches the build.
  public static String watcher(BuildCommand build) {
    return "plimsoll-watch/" + build.buildId() + "/" + build.attempt();
  }
}
