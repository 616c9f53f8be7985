package dev.plimsoll.cli.demo;

import java.util.Locale;

/// The services, by the names that people type.
public enum Service {
  SYNC,
  MATERIALIZER,
  PLANNER,
  BUILDER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
