package dev.plimsoll.cli.watch;

/// Where progress is shown.
///
/// @param <T> what is followed
public interface Display<T> {
  void show(T now);

  /// Shows nothing.
  static <T> Display<T> none() {
    return now -> {};
  }
}
