package dev.plimsoll.cli.sync;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

public final class TargetSchemasOption {
  private static final String ANY_OTHER = "*";

  @Option(
      names = "--into-schema",
      paramLabel = "SCHEMA",
      description =
          "Load into this schema of the target, created where it is missing; FROM=TO for the tables"
              + " of the source's schema FROM alone, may be given more than once (default: schemas"
              + " of the source's names).")
  private List<String> schemas = new ArrayList<>();

  /// Target schemas by source schema or `*`; null for the source's names.
  ///
  /// @throws PlimsollException USAGE
  public @Nullable Map<String, String> bySource() {
    if (schemas.isEmpty()) {
      return null;
    }
    Map<String, String> bySource = new TreeMap<>();
    for (String text : schemas) {
      int equals = text.indexOf('=');
      String from = equals < 0 ? ANY_OTHER : text.substring(0, equals);
      if (from.isEmpty() || equals == text.length() - 1 || text.isEmpty()) {
        throw PlimsollException.usage("--into-schema is SCHEMA or FROM=TO, not \"" + text + "\"");
      }
      if (bySource.put(from, text.substring(equals + 1)) != null) {
        throw PlimsollException.usage(
            "--into-schema says twice where %s goes"
                .formatted(from.equals(ANY_OTHER) ? "everything" : from));
      }
    }
    return bySource;
  }
}
