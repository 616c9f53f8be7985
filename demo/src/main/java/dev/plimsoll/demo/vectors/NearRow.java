package dev.plimsoll.demo.vectors;

import dev.plimsoll.contracts.search.NearestRows;
import java.util.List;
import java.util.Objects;

/// A row that was found.
public record NearRow(String id, double distance) {
  static List<NearRow> of(NearestRows answer) {
    return answer.rows().stream()
        .map(
            row ->
                new NearRow(
                    String.join(" ", row.key()),
                    Objects.requireNonNullElse(row.distance(), Double.NaN)))
        .toList();
  }
}
