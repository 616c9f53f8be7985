package dev.plimsoll.offsetlog.identity;

/// @param number 0 or more
public record PartitionName(String topic, int number) {
  @Override
  public String toString() {
    return topic + "/" + number;
  }
}
