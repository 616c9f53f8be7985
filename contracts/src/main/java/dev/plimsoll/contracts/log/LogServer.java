package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.contracts.message.OpenEnum;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/server` of the materializer: the log's PostgreSQL, and harmful settings of it.
///
/// @param version for example `18.4`
/// @param findings the worst first
public record LogServer(String version, List<Finding> findings) {

  /// The severity of a finding, the worst first.
  public enum Severity {
    /// Acknowledged batches can be lost.
    DANGER,
    /// It will get slower, or fill a disk.
    WARNING,
    /// It could be faster.
    ADVICE;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param setting as PostgreSQL calls it, or `replication slot` and its name
  /// @param why the harm to the log
  /// @param fix SQL where that is all
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
