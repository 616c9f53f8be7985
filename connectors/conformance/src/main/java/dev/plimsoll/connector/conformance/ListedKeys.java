package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.conformance.SampleRows.Row;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.TableDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Keys of a source that answers no digests.
record ListedKeys(Set<String> ids) implements SourceKeys {
  static ListedKeys of(List<Row> rows) {
    return new ListedKeys(
        rows.stream().map(row -> Long.toString(row.id())).collect(Collectors.toSet()));
  }

  @Override
  public Optional<TableDigest> digest(KeyRange range, long most) {
    return Optional.empty();
  }

  @Override
  public Answer ask(List<List<String>> keys) {
    return new Answer(
        IntStream.range(0, keys.size())
            .filter(i -> !ids.contains(keys.get(i).getFirst()))
            .boxed()
            .toList(),
        Map.of());
  }

  @Override
  public void close() {}
}
