package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.SslMode;
import java.util.List;

/// The suite needs no PostgreSQL at the other end.
final class MemoryTargetTest extends TargetConformance {
  private static final MemoryTarget TARGET = new MemoryTarget();

  @Override
  protected Target target() {
    return TARGET;
  }

  @Override
  protected DatabaseAddress address() {
    return new DatabaseAddress(
        "nowhere", 5432, "memory", "nobody", SslMode.DISABLE, CredentialReference.PGPASS);
  }

  @Override
  protected List<String> rows(QualifiedName table) {
    return TARGET.rows(table);
  }
}
