package dev.plimsoll.sync.iceberg;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import java.util.Arrays;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/// Iceberg table that a table of an extract is committed to.
///
/// @param catalog the registered PostgreSQL that holds the catalog, or a configured REST catalog
/// @param namespace levels separated by points
/// @param create whether a missing table is created
public record IcebergTarget(
    String catalog, String namespace, String table, boolean create, Write write) {

  /// What happens to rows that the table has.
  public enum Write {
    /// It must have none.
    EMPTY,
    /// They stay.
    APPEND,
    /// The new snapshot is without them; older snapshots keep them.
    REPLACE
  }

  /// @throws PlimsollException INVALID_REQUEST
  public static IcebergTarget of(IcebergRequest request, QualifiedName source) {
    String namespace = request.namespace() == null ? source.schema() : request.namespace();
    if (Arrays.stream(levels(namespace)).anyMatch(String::isBlank)) {
      throw PlimsollException.invalidRequest(
          "\"" + namespace + "\" is no namespace: a level of it is empty");
    }
    return new IcebergTarget(
        request.catalog(),
        namespace,
        source.name(),
        Boolean.TRUE.equals(request.create()),
        write(request.write()));
  }

  private static Write write(@Nullable String name) {
    return switch (name) {
      case "append" -> Write.APPEND;
      case "replace" -> Write.REPLACE;
      case null -> Write.EMPTY;
      default -> throw PlimsollException.invalidRequest("iceberg.write is append or replace");
    };
  }

  // With -1, an empty level at the end is seen, too.
  private static String[] levels(String namespace) {
    return namespace.split("\\.", -1);
  }

  TableIdentifier identifier() {
    return TableIdentifier.of(Namespace.of(levels(namespace)), table);
  }

  @Override
  public String toString() {
    return namespace + "." + table;
  }
}
