package dev.plimsoll.demo.vectors;

import java.util.List;

/// @param vector as text
/// @param nearest by plain SQL
record Question(String vector, List<NearRow> nearest) {
  Question {
    nearest = List.copyOf(nearest);
  }
}
