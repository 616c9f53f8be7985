package dev.plimsoll.sync.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.sync.storage.ObjectStore;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keys of objects: `prefix/extract/ordinal-table/read task/sequence-attempt.parquet`. A key
/// follows from its contents, so rewriting is harmless. It contains the attempt, so that a process
/// with a lost claim cannot overwrite its successor's objects.
public final class ObjectKeys {
  private static final int LONGEST_NAME = 80;
  private static final Pattern BEHIND_EXTRACT =
      Pattern.compile("(\\d{3,9})-[^/]*/task-(\\d{5,9})/[^/]+");

  private static final Pattern ATTEMPT = Pattern.compile(".*-a(\\d{1,9})\\.parquet");

  private ObjectKeys() {}

  /// Attempt that wrote a key; 0 for a key of another form.
  public static int attempt(String key) {
    Matcher matcher = ATTEMPT.matcher(key);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /// Prefix of an extract's objects.
  public static String prefix(ObjectStore objects, UUID extractId) {
    return objects.prefix() + extractId + "/";
  }

  /// Read task that a key belongs to, with the ordinal of its table.
  public record Place(int ordinal, int readTask) {}

  /// @return empty for a key of another form
  public static Optional<Place> place(String prefix, String key) {
    Matcher matcher =
        BEHIND_EXTRACT.matcher(key.startsWith(prefix) ? key.substring(prefix.length()) : "");
    return matcher.matches()
        ? Optional.of(
            new Place(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /// Prefix of a table's objects, with a slash at its end.
  public static String prefix(
      ObjectStore objects, UUID extractId, int ordinal, QualifiedName table) {
    String name = table.toString().replaceAll("[^A-Za-z0-9_.-]", "_");
    return "%s%03d-%s/"
        .formatted(
            prefix(objects, extractId),
            ordinal,
            name.substring(0, Math.min(LONGEST_NAME, name.length())));
  }

  /// Prefix of a read task's objects.
  public static String prefix(ObjectStore objects, TaskClaim claim) {
    ExtractTable table = claim.table();
    return "%stask-%05d/"
        .formatted(
            prefix(objects, table.extractId(), table.ordinal(), table.name()),
            claim.readTask().number());
  }

  public static String of(ObjectStore objects, TaskClaim claim, long sequence) {
    return prefix(objects, claim)
        + "%06d-a%d.parquet".formatted(sequence, claim.readTask().attempt());
  }
}
