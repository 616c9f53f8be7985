package dev.plimsoll.materializer.retention;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Places where objects may be deleted.
///
/// @param places each `bucket/`, or that with a prefix of keys
record DeletablePlaces(List<String> places) {
  /// @param configured null where nobody has said
  /// @param ofExtracts their bucket, for that case
  /// @throws IllegalArgumentException where one names no bucket
  static DeletablePlaces of(@Nullable List<String> configured, Optional<String> ofExtracts) {
    List<String> places = configured == null ? ofExtracts.stream().toList() : configured;
    return new DeletablePlaces(places.stream().map(DeletablePlaces::withSlash).toList());
  }

  // Else a bucket would stand for each whose name begins so.
  private static String withSlash(String place) {
    String text = place.strip();
    if (text.isEmpty() || text.startsWith("/")) {
      throw new IllegalArgumentException(
          "plimsoll.materializer.retention.deletable names a bucket, or bucket/prefix: " + place);
    }
    return text.contains("/") ? text : text + "/";
  }

  boolean hold(String bucket, String key) {
    String object = bucket + "/" + key;
    return places.stream().anyMatch(object::startsWith);
  }
}
