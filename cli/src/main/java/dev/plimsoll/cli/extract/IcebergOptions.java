package dev.plimsoll.cli.extract;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Into which Iceberg tables.
final class IcebergOptions {
  @Option(
      names = "--iceberg",
      paramLabel = "CATALOG",
      description =
          "A source's name, PostgreSQL, whose database holds an Iceberg catalog, or the name of a"
              + " REST catalog that the service is configured for: each table becomes one snapshot"
              + " of the Iceberg table of its name.")
  private @Nullable String catalog;

  @Option(
      names = "--iceberg-namespace",
      paramLabel = "NAMESPACE",
      description = "Of the Iceberg tables (default: each table's schema).")
  private @Nullable String namespace;

  @Option(
      names = "--iceberg-create",
      description = "Create Iceberg tables, and the catalog, where they are missing.")
  private boolean create;

  @Option(
      names = "--iceberg-write",
      paramLabel = "HOW",
      description =
          "append to the rows that an Iceberg table has, or replace them (default: one that has"
              + " rows is refused).")
  private @Nullable String write;

  /// @throws PlimsollException USAGE
  @Nullable IcebergRequest request() {
    if (catalog == null) {
      if (namespace != null || create || write != null) {
        throw PlimsollException.usage(
            "--iceberg CATALOG is needed for what is said of Iceberg tables");
      }
      return null;
    }
    return new IcebergRequest(catalog, namespace, create ? Boolean.TRUE : null, write);
  }
}
