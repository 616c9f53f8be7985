package dev.plimsoll.cli.local;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

public enum ServiceName {
  PLANNER,
  SYNC,
  MATERIALIZER,
  BUILDER;

  /// For example `planner`.
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static ServiceName of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT));
  }

  public String module() {
    return value() + "-service";
  }

  /// PostgreSQL role of its own schema; null without one.
  @Nullable String role() {
    return this == BUILDER ? null : "plimsoll_" + value();
  }

  int heapMebibytes() {
    return this == SYNC ? 448 : 320;
  }
}
