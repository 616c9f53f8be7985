package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildCommand.Allocation;
import dev.plimsoll.contracts.database.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/// Names of a build's objects and sessions in the target.
public final class BuildNames {
  private static final String PREFIX = "plimsoll_build_";
  private static final int ID_DIGITS = 12;
  private static final Pattern INDEX = Pattern.compile(PREFIX + "[0-9a-f]{" + ID_DIGITS + "}");

  /// `NAMEDATALEN - 1` of an unmodified PostgreSQL.
  public static final int MAX_NAME_BYTES = 63;

  private BuildNames() {}

  /// Name of the unfinished index: `plimsoll_build_` and the first 12 hexadecimal digits of the
  /// build's id. Also the prefix of its constraints.
  public static String index(UUID buildId) {
    return PREFIX + buildId.toString().replace("-", "").substring(0, ID_DIGITS);
  }

  public static boolean isUnfinished(String indexName) {
    return INDEX.matcher(indexName).matches();
  }

  /// The command for one partition, with a reproducible id and name.
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
        of.slot(),
        new Allocation(
            of.allocation().maintenanceWorkMemBytes(), 0, false, of.allocation().predictedMillis()),
        List.of());
  }

  /// NOT NULL constraint of a column until the key is attached (PostgreSQL 18 and later).
  public static String notNull(UUID buildId, int columnNumber) {
    return index(buildId) + "_nn" + columnNumber;
  }

  /// CHECK constraint that proves the key's columns NOT NULL (before PostgreSQL 18).
  public static String check(UUID buildId) {
    return index(buildId) + "_check";
  }

  /// `application_name` of the session that runs the build, by which another builder finds it.
  public static String session(BuildCommand build) {
    return sessions(build.buildId()) + build.attempt();
  }

  /// Prefix of the names of all sessions of a build.
  public static String sessions(UUID buildId) {
    return "plimsoll/" + buildId + "/";
  }

  /// Whether a session runs the build, as in [#session]; watchers have other names.
  public static boolean isSessionOf(UUID buildId, String applicationName) {
    return applicationName.startsWith(sessions(buildId));
  }

  /// `application_name` of the session that undoes a cancelled build.
  public static String withdrawal(BuildCommand build) {
    return "plimsoll-cancel/" + build.buildId() + "/" + build.attempt();
  }

  /// `application_name` of the session that watches the build.
  public static String watcher(BuildCommand build) {
    return "plimsoll-watch/" + build.buildId() + "/" + build.attempt();
  }
}
