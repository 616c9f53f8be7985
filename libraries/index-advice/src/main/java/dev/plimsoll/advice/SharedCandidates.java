package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Candidates of other statements that begin with one of a statement's own, so that one index may
/// serve several.
final class SharedCandidates {
  private static final int MOST = 60;

  private SharedCandidates() {}

  static void share(Map<String, Set<Candidate>> candidates) {
    Map<Key, Set<Candidate>> byKey = new HashMap<>();
    candidates
        .values()
        .forEach(
            some ->
                some.forEach(
                    one ->
                        byKey.computeIfAbsent(Key.of(one), _ -> new LinkedHashSet<>()).add(one)));
    Map<Key, List<Candidate>> sorted =
        byKey.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry ->
                        entry.getValue().stream()
                            .sorted(
                                Comparator.comparingInt(
                                        (Candidate one) -> one.definition().allColumns().size())
                                    .thenComparing(Candidate::brief))
                            .toList()));
    candidates.replaceAll(
        (_, own) -> {
          Set<Candidate> more = new LinkedHashSet<>(own);
          for (Key key : own.stream().map(Key::of).distinct().toList()) {
            for (Candidate other : sorted.getOrDefault(key, List.of())) {
              if (more.size() >= own.size() + MOST) {
                return more;
              }
              if (own.stream().anyMatch(one -> one.isPrefixOf(other))) {
                more.add(other);
              }
            }
          }
          return more;
        });
  }

  /// Indexes with another first column are no prefixes of each other.
  private record Key(QualifiedName table, String first) {
    static Key of(Candidate candidate) {
      return new Key(candidate.table(), candidate.definition().columns().getFirst());
    }
  }
}
