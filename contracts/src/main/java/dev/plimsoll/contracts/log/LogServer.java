package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.contracts.message.OpenEnum;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/server` of the materializer: the PostgreSQL that keeps the log, and what of its
/// settings hurts there.
///
/// @param version for example `18.4`
/// @param findings the worst first; empty where nothing hurts
public record LogServer(String version, List<Finding> findings) {

  /// How much a finding hurts, the worst first.
  public enum Severity {
    /// What was acknowledged can be lost.
    DANGER,
    /// It will get slower, or fill a disk.
    WARNING,
    /// It could be faster.
    ADVICE;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Severity of(String value) {
      return valueOf(value.toUpperCase(Locale.ROOT));
    }
  }

  /// One thing that hurts.
  ///
  /// @param setting as PostgreSQL calls it, or `replication slot` and its name
  /// @param value as it is now
  /// @param why what it does to the log
  /// @param fix what to do next, as SQL where that is all
  public record Finding(
      @JsonProperty("severity") OpenEnum<Severity> rawSeverity,
      String setting,
      String value,
      String why,
      String fix) {
    public @Nullable Severity severity() {
      return rawSeverity.known();
    }
  }
}
