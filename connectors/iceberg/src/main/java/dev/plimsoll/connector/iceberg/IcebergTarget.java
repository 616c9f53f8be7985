package dev.plimsoll.connector.iceberg;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Arrays;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/// Iceberg table that an extracted table is committed to.
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
  public IcebergTarget {
    if (Arrays.stream(levels(namespace)).anyMatch(String::isBlank)) {
      throw PlimsollException.invalidRequest(
          "\"" + namespace + "\" is no namespace: a level of it is empty");
    }
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
