package dev.plimsoll.cli.local;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The services, each a process of its own.
public enum ServiceName {
  PLANNER(320),
  SYNC(448),
  MATERIALIZER(320),
  BUILDER(320);

  private final int heapMebibytes;

  ServiceName(int heapMebibytes) {
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
    return value() + "-service";
  }

  /// PostgreSQL role of its own schema, or none.
  @Nullable String role() {
    return this == BUILDER ? null : "plimsoll_" + value();
  }

  /// Heap cap where nothing else is said.
  int heapMebibytes() {
    return heapMebibytes;
  }
}
