package dev.plimsoll.sync.lineage;

/// By what events are sent.
public enum LineageChannel {
  OFF,
  HTTP,
  KAFKA
}
