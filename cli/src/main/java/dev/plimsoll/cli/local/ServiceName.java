package dev.plimsoll.cli.local;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

public enum ServiceName {
  PLANNER,
  SYNC,
  MATERIALIZER,
  BUILDER,
  QUERY;

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

  /// Whether it reads or writes objects: sync writes them, the materializer deletes unreferenced
  /// ones.
  boolean usesS3() {
    return this == SYNC || this == MATERIALIZER;
  }

  /// PostgreSQL role of its own schema; null without one.
  @Nullable String role() {
    return switch (this) {
      case PLANNER, SYNC, MATERIALIZER -> "plimsoll_" + value();
      case BUILDER, QUERY -> null;
    };
  }

  int heapMebibytes() {
    return switch (this) {
      case PLANNER, MATERIALIZER, BUILDER -> 320;
      case SYNC -> 448;
      // A part of it is for copies of tables.
      case QUERY -> 768;
    };
  }
}
