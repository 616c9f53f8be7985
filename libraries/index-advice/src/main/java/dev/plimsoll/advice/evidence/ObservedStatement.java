package dev.plimsoll.advice.evidence;

/// Statement of a workload, with what was observed of it.
///
/// @param id within its workload
/// @param text runnable SQL; `$1`, `$2`, … stand for values that are not known
/// @param calls since statistics were reset, or as a workload file says; 1 or more
/// @param meanMillis of one call; NaN where never measured
/// @param meanRows returned or changed by one call; NaN where never measured
/// @param meanBlocks of shared buffers, hit or read, by one call; NaN where never measured
public record ObservedStatement(
    String id, String text, long calls, double meanMillis, double meanRows, double meanBlocks) {

  /// A statement of which only its weight is known.
  public static ObservedStatement weighted(String id, String text, long calls) {
    return new ObservedStatement(id, text, calls, Double.NaN, Double.NaN, Double.NaN);
  }

  public ObservedStatement withMeanMillis(double millis) {
    return new ObservedStatement(id, text, calls, millis, meanRows, meanBlocks);
  }

  public ObservedStatement withText(String other) {
    return new ObservedStatement(id, other, calls, meanMillis, meanRows, meanBlocks);
  }
}
