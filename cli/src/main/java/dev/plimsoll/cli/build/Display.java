package dev.plimsoll.cli.build;

/// Where progress is shown.
interface Display {
  Display NONE = now -> {};

  void show(Progress now);
}
