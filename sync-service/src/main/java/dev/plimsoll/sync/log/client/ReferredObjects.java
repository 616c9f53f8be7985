package dev.plimsoll.sync.log.client;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Objects that batches of the log refer to. This service's database may know fewer of them: after
/// a restore it is older than the log.
@Singleton
public final class ReferredObjects {
  private static final Logger LOG = Logger.getLogger(ReferredObjects.class);

  private final LogApi log;

  public ReferredObjects(LogApi log) {
    this.log = log;
  }

  /// Those of the keys that a topic's batches refer to: one request for each partition and for
  /// every few thousand batches. None without such a topic.
  ///
  /// @return empty if that cannot be known: the log's address is not, it does not answer, or it has
  ///     batches that it has not placed yet
  public Optional<Set<String>> among(Set<String> keys, String topic) {
    if (!log.isKnown()) {
      return Optional.empty();
    }
    try {
      return read(topic, keys);
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.of(Set.of());
      }
      return unknown(topic, e);
    } catch (IOException e) {
      return unknown(topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unknown(topic, e);
    }
  }

  private static Optional<Set<String>> unknown(String topic, Exception e) {
    LOG.infof("the log does not say which objects it has: topic=%s cause=%s", topic, e);
    return Optional.empty();
  }

  private Optional<Set<String>> read(String topic, Set<String> keys)
      throws IOException, InterruptedException {
    Set<String> referred = new HashSet<>();
    List<LogPartition> partitions = log.partitions(topic, 0);
    while (!partitions.isEmpty()) {
      for (LogPartition partition : partitions) {
        if (partition.pendingBatches() > 0) {
          return Optional.empty();
        }
        read(partition, keys, referred);
      }
      partitions = log.partitions(topic, partitions.getLast().partition() + 1);
    }
    return Optional.of(referred);
  }

  private void read(LogPartition partition, Set<String> keys, Set<String> referred)
      throws IOException, InterruptedException {
    long offset = partition.logStartOffset();
    while (offset < partition.nextOffset()) {
      LogFetch fetched = log.fetch(partition.topic(), partition.partition(), offset);
      for (BatchCommitted batch : fetched.batches()) {
        String key = batch.object().key();
        if (keys.contains(key)) {
          referred.add(key);
        }
      }
      if (fetched.nextOffset() <= offset) {
        throw new IOException("the log goes no further than offset " + offset);
      }
      offset = fetched.nextOffset();
    }
  }
}
