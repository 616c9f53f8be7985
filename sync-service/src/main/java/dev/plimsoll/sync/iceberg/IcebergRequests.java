package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.iceberg.IcebergCatalogs;
import dev.plimsoll.connector.iceberg.IcebergTarget;
import dev.plimsoll.connector.iceberg.IcebergTarget.Write;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Iceberg parts of requests for extracts.
@Singleton
public final class IcebergRequests {
  // Whether such a part is valid does not depend on the table.
  private static final QualifiedName ANY_TABLE = new QualifiedName("public", "any");

  private final IcebergCatalogs catalogs;

  public IcebergRequests(IcebergCatalogs catalogs) {
    this.catalogs = catalogs;
  }

  /// Checks a request, if it has such a part, without reaching its catalog.
  ///
  /// @throws PlimsollException INVALID_REQUEST, or NOT_FOUND for a catalog
  public void check(ExtractRequest request) {
    IcebergRequest iceberg = request.iceberg();
    if (iceberg == null) {
      return;
    }
    if (iceberg.catalog() == null) {
      throw PlimsollException.invalidRequest("iceberg.catalog must be given");
    }
    IcebergTarget target = target(iceberg, ANY_TABLE);
    if (request.increment() != null && target.write() == Write.REPLACE) {
      throw PlimsollException.invalidRequest(
          "an increment has new rows only: it is appended to an Iceberg table, and replaces none");
    }
    catalogs.requireKnown(iceberg.catalog());
  }

  /// Checks that the Iceberg table of a table takes what is extracted of it. Writes nothing.
  ///
  /// @throws PlimsollException as [IcebergCatalogs#require]
  public void require(IcebergRequest request, QualifiedName table, List<Column> columns) {
    try {
      catalogs.require(target(request, table), columns);
    } catch (SQLException | RuntimeException e) {
      throw ExceptionCodes.of(e);
    }
  }

  /// @throws PlimsollException INVALID_REQUEST
  static IcebergTarget target(IcebergRequest request, QualifiedName table) {
    return new IcebergTarget(
        request.catalog(),
        request.namespace() == null ? table.schema() : request.namespace(),
        table.name(),
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
}
