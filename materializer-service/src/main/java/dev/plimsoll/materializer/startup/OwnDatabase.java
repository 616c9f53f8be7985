package dev.plimsoll.materializer.startup;

import dev.plimsoll.materializer.assignment.AssignmentConfig;
import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.materializer.metrics.AssignmentMetrics;
import dev.plimsoll.materializer.publication.NewOffsets;
import dev.plimsoll.materializer.retention.RetentionConfig;
import dev.plimsoll.materializer.retention.S3Objects;
import dev.plimsoll.materializer.topic.LogTopicsConfig;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.backlog.BacklogReader;
import dev.plimsoll.offsetlog.identity.FileIds;
import dev.plimsoll.offsetlog.identity.MemorySentinel;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.ingestion.FileAppend;
import dev.plimsoll.offsetlog.ingestion.FileNumbering;
import dev.plimsoll.offsetlog.ingestion.Ingestion;
import dev.plimsoll.offsetlog.quarantine.Quarantine;
import dev.plimsoll.offsetlog.reading.FetchReader;
import dev.plimsoll.offsetlog.reading.OffsetReader;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.retention.UnreferencedFiles;
import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import javax.sql.DataSource;

/// This service's own database, and the log in it.
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
  Ingestion ingestion(
      Transactions transactions,
      Partitions partitions,
      ProducerRefs producers,
      LogTopicsConfig topics) {
    return new Ingestion(transactions, partitions, producers, topics.autoCreateTopics());
  }

  @Produces
  @Singleton
  FileNumbering fileNumbering(
      Transactions transactions, Partitions partitions, ProducerRefs producers) {
    return new FileNumbering(transactions, new FileIds(transactions), partitions, producers);
  }

  @Produces
  @Singleton
  FileAppend fileAppend(Transactions transactions) {
    return new FileAppend(transactions);
  }

  @Produces
  @Singleton
  Runs runs(
      Transactions transactions,
      AssignmentConfig config,
      AssignmentMetrics metrics,
      NewOffsets newOffsets,
      Partitions partitions,
      Quarantine quarantine) {
    return new Runs(
        new OffsetAssignment(transactions, config.runSize()),
        metrics,
        newOffsets,
        partitions,
        quarantine);
  }

  @Produces
  @Singleton
  Quarantine quarantine(Transactions transactions) {
    return new Quarantine(transactions);
  }

  @Produces
  @Singleton
  FetchReader fetchReader(Transactions transactions) {
    return new FetchReader(transactions);
  }

  @Produces
  @Singleton
  OffsetReader offsetReader(Transactions transactions) {
    return new OffsetReader(transactions);
  }

  @Produces
  @Singleton
  Retention retention(Transactions transactions, RetentionConfig config) {
    return new Retention(transactions, Clock.systemUTC(), config.objectGrace());
  }

  @Produces
  @Singleton
  UnreferencedFiles unreferencedFiles(Transactions transactions, S3Objects objects) {
    return new UnreferencedFiles(transactions, objects);
  }

  @Produces
  @Singleton
  BacklogReader backlogReader(Transactions transactions) {
    return new BacklogReader(transactions, BacklogReader.ROWS_OF_AN_END);
  }
}
