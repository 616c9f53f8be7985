package dev.plimsoll.testkit;

import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Extract requests that leave everything else to the service.
public final class ExtractRequests {
  private ExtractRequests() {}

  /// @param target null for files alone
  /// @param increment null for every row
  public static ExtractRequest incremental(
      String source,
      List<String> tables,
      @Nullable String target,
      @Nullable IncrementRequest increment) {
    return new ExtractRequest(source, tables, target, null, null, null, null, increment, null);
  }
}
