package dev.plimsoll.demo.vectors;

import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Figures of the rounds of one way.
///
/// @param workers the fewest and the most, for example `1-2`
/// @param speedup median of one statement over this one's; NaN without one statement
/// @param reasons by the method that was taken, of its last round each
record WayFigures(
    AskedWay way,
    String workers,
    double medianMs,
    double worstMs,
    double speedup,
    SequencedMap<String, String> reasons) {
  WayFigures {
    reasons = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(reasons));
  }

  /// Figures of each way that was asked, in their order.
  static List<WayFigures> of(List<Asked> rounds) {
    double alone = median(times(rounds, AskedWay.ONE_STATEMENT));
    return Arrays.stream(AskedWay.values())
        .filter(way -> rounds.stream().anyMatch(one -> one.way() == way))
        .map(way -> of(rounds, way, alone))
        .toList();
  }

  private static WayFigures of(List<Asked> rounds, AskedWay way, double aloneMs) {
    List<Double> times = times(rounds, way);
    List<SearchWay> ways =
        rounds.stream().filter(one -> one.way() == way).map(one -> one.search().way()).toList();
    double median = median(times);
    SequencedMap<String, String> reasons = new LinkedHashMap<>();
    ways.forEach(one -> reasons.put(one.method().toString(), one.reason()));
    int fewest = ways.stream().mapToInt(SearchWay::workers).min().orElse(0);
    int most = ways.stream().mapToInt(SearchWay::workers).max().orElse(0);
    return new WayFigures(
        way,
        fewest == most ? Integer.toString(most) : fewest + "-" + most,
        median,
        times.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
        aloneMs / median,
        reasons);
  }

  private static List<Double> times(List<Asked> rounds, AskedWay way) {
    return rounds.stream().filter(one -> one.way() == way).map(Asked::elapsedMs).toList();
  }

  /// NaN for none; of an even number the upper one of the middle.
  static double median(Collection<Double> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElse(Double.NaN);
  }
}
