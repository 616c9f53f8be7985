package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.log.client.ReferredObjects;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectStore.Leftover;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Removal of objects and uploads that this database has in no batch. The log has the last word on
/// objects: this database may have been restored from a copy that is older than what was announced
/// since.
@Singleton
final class LeftoverRemoval {
  private static final Logger LOG = Logger.getLogger(LeftoverRemoval.class);

  private final ObjectStore objects;
  private final ReferredObjects referred;

  LeftoverRemoval(ObjectStore objects, ReferredObjects referred) {
    this.objects = objects;
    this.referred = referred;
  }

  /// Removes what no batch of the log refers to.
  ///
  /// @param topic of the log, that batches of these objects were announced to
  /// @return false if objects stay for now, because the log could not be asked
  boolean remove(String topic, List<Leftover> leftovers) {
    leftovers.stream().filter(Leftover::isUpload).forEach(objects::remove);
    List<Leftover> complete = leftovers.stream().filter(leftover -> !leftover.isUpload()).toList();
    if (complete.isEmpty()) {
      return true;
    }
    Optional<Set<String>> ofLog =
        referred.among(
            complete.stream().map(Leftover::key).collect(Collectors.toUnmodifiableSet()), topic);
    if (ofLog.isEmpty()) {
      return false;
    }
    int kept = 0;
    for (Leftover leftover : complete) {
      if (ofLog.get().contains(leftover.key())) {
        kept++;
      } else {
        objects.remove(leftover);
      }
    }
    if (kept > 0) {
      LOG.warnf(
          "objects stay that only the log knows, as after a restore: topic=%s objects=%d",
          topic, kept);
    }
    return true;
  }
}
