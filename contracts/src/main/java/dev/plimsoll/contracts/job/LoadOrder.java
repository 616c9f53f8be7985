package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.sync.LoadRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Payload of a job of kind `load`: as a [LoadRequest], of an extract by its id or by the name of
/// the workflow's job that makes it.
public record LoadOrder(
    @Within(Bound.JOB_NAME) String extract,
    @Within(Bound.NAME) String target,
    @Nullable @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable Boolean create,
    @Nullable @Within(Bound.SCHEMAS) Map<String, String> targetSchemas) {
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  public LoadOrder {
    if (extract == null || target == null) {
      throw new IllegalArgumentException("a load has an extract and a target");
    }
  }

  /// The extract's id; null where it is the name of a job.
  public @Nullable UUID extractId() {
    return ID.matcher(extract).matches() ? UUID.fromString(extract) : null;
  }

  public LoadRequest of(UUID extractId) {
    return new LoadRequest(extractId, target, tables, create, targetSchemas);
  }
}
