package dev.plimsoll.materializer.startup;

import dev.plimsoll.materializer.log.LogTopicsConfig;
import dev.plimsoll.materializer.retention.RetentionConfig;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.identity.MemorySentinel;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import javax.sql.DataSource;

/// Beans of this service's own database and its log.
public final class OwnDatabase {
  @Produces
  @Singleton
  Transactions transactions(DataSource dataSource) {
    return new Transactions(dataSource, new Histories(new MemorySentinel()));
  }

  @Produces
  @Singleton
  Partitions partitions(Transactions transactions) {
    return new Partitions(transactions, Partitions.MOST_KNOWN);
  }

  @Produces
  @Singleton
  ProducerRefs producerRefs(Transactions transactions) {
    return new ProducerRefs(transactions);
  }

  @Produces
  @Singleton
  BatchAppend batchAppend(
      Transactions transactions,
      Partitions partitions,
      ProducerRefs producers,
      LogTopicsConfig topics) {
    return new BatchAppend(transactions, partitions, producers, topics.autoCreateTopics());
  }

  @Produces
  @Singleton
  FileNumbering fileNumbering(
      Transactions transactions, Partitions partitions, ProducerRefs producers) {
    return new FileNumbering(transactions, partitions, producers);
  }

  @Produces
  @Singleton
  FileAppend fileAppend(Transactions transactions) {
    return new FileAppend(transactions);
  }

  @Produces
  @Singleton
  Retention retention(Transactions transactions, RetentionConfig config) {
    return new Retention(transactions, Clock.systemUTC(), config.objectGrace());
  }
}
