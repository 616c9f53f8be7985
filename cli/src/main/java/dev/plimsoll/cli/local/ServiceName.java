package dev.plimsoll.cli.local;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The services, each a process of its own.
public enum ServiceName {
  PLANNER("planner-service", "plimsoll_planner", 320),
  SYNC("sync-service", "plimsoll_sync", 448),
  MATERIALIZER("materializer-service", "plimsoll_materializer", 320),
  BUILDER("builder-service", null, 320);

  private final String module;
  private final @Nullable String role;
  private final int heapMebibytes;

  ServiceName(String module, @Nullable String role, int heapMebibytes) {
    this.module = module;
    this.role = role;
    this.heapMebibytes = heapMebibytes;
  }

  /// As people type it, for example `planner`.
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static ServiceName of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT));
  }

  /// Folder of its module in the project.
  String module() {
    return module;
  }

  /// PostgreSQL role of its own schema, or none.
  @Nullable String role() {
    return role;
  }

  /// Heap cap where nothing else is said.
  int heapMebibytes() {
    return heapMebibytes;
  }
}
