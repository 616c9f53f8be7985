package dev.plimsoll.demo.progress;

/// Where the run is shown.
public interface DemoDisplay extends AutoCloseable {
  /// Something to be read once, which stays.
  void tell(String line);

  /// Characters that a line may have.
  int width();

  /// How it stands now.
  void show(Situation now);

  /// Leaves the cursor below whatever was painted, and shows no more; what is told still comes.
  @Override
  void close();
}
