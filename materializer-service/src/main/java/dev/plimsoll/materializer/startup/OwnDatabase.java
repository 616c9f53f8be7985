package dev.plimsoll.materializer.startup;

import dev.plimsoll.offsetlog.audit.Auditor;
import dev.plimsoll.offsetlog.audit.HotState;
import dev.plimsoll.offsetlog.ingestion.Ingestion;
import dev.plimsoll.offsetlog.reading.LogReader;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/// This service's own database, and the log in it.
public final class OwnDatabase {
  @Produces
  @Singleton
  Transactions transactions(DataSource dataSource) {
    return new Transactions(dataSource);
  }

  @Produces
  @Singleton
  Ingestion ingestion(Transactions transactions) {
    return new Ingestion(transactions);
  }

  @Produces
  @Singleton
  LogReader logReader(Transactions transactions) {
    return new LogReader(transactions);
  }

  @Produces
  @Singleton
  Auditor auditor(Transactions transactions) {
    return new Auditor(transactions);
  }

  @Produces
  @Singleton
  HotState hotState(Transactions transactions) {
    return new HotState(transactions);
  }
}
