package dev.plimsoll.planning.strategy;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A strategy's name with settings: `adaptive:batch_size=2,reserve=0.3`, or `hybrid/300` for a
/// small copy of a large database.
///
/// @param shrink divisor of its sizes, 1 or more
/// @param settings by name, where not the default
record StrategyText(String name, long shrink, Map<String, Double> settings) {
  private static final Pattern FORM =
      Pattern.compile("([a-z-]+)(?:/([1-9][0-9]{0,5}))?(?::([a-z0-9_.=,]+))?");
  private static final Pattern SETTING =
      Pattern.compile("([a-z_]+)=([0-9]{1,6}(?:\\.[0-9]{1,6})?)");

  StrategyText {
    settings = Map.copyOf(settings);
  }

  /// Empty for another form, or a repeated setting.
  static Optional<StrategyText> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, Double> settings = new TreeMap<>();
    String listed = matcher.group(3) == null ? "" : matcher.group(3);
    for (String one : listed.isEmpty() ? new String[0] : listed.split(",", -1)) {
      Matcher setting = SETTING.matcher(one);
      if (!setting.matches()
          || settings.put(setting.group(1), Double.parseDouble(setting.group(2))) != null) {
        return Optional.empty();
      }
    }
    long shrink = matcher.group(2) == null ? 1 : Long.parseLong(matcher.group(2));
    return Optional.of(new StrategyText(matcher.group(1), shrink, settings));
  }

  boolean sets(String... known) {
    Set<String> others = new HashSet<>(settings.keySet());
    others.removeAll(Arrays.asList(known));
    return others.isEmpty();
  }

  /// Whether these are whole numbers of 1 or more.
  boolean isWhole(Collection<String> names) {
    return names.stream()
        .map(name -> settings.getOrDefault(name, 1.0))
        .allMatch(value -> value >= 1 && value == Math.rint(value));
  }

  double get(String name, double otherwise) {
    return settings.getOrDefault(name, otherwise);
  }

  int get(String name, int otherwise) {
    return settings.getOrDefault(name, (double) otherwise).intValue();
  }

  /// The text with settings in a fixed order.
  String of(String name) {
    String set =
        new TreeMap<>(settings)
            .entrySet().stream()
                .map(one -> one.getKey() + "=" + number(one.getValue()))
                .collect(Collectors.joining(","));
    return name + (shrink == 1 ? "" : "/" + shrink) + (set.isEmpty() ? "" : ":" + set);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
