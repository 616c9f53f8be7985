package dev.plimsoll.materializer.startup;

import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/// This service's own database.
public final class OwnDatabase {
  @Produces
  @Singleton
  Transactions transactions(DataSource dataSource) {
    return new Transactions(dataSource);
  }
}
