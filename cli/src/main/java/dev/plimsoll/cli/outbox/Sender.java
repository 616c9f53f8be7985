package dev.plimsoll.cli.outbox;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.cli.local.ServiceName;

/// A service whose outbox sets aside what Kafka never takes.
enum Sender {
  PLANNER(ServiceName.PLANNER),
  SYNC(ServiceName.SYNC);

  private final ServiceName service;

  Sender(ServiceName service) {
    this.service = service;
  }

  ServiceName service() {
    return service;
  }

  /// As people type it.
  @Override
  @JsonValue
  public String toString() {
    return service.value();
  }
}
