package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.KeyRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys that a table of MariaDB has.
///
/// @param held ended with this
record MariaDbSourceKeys(MariaDbHeldKeys held) implements SourceKeys {

  @Override
  public Optional<TableDigest> digest(KeyRange range, long most) {
    return held.digest(range.after(), range.upTo(), most);
  }

  @Override
  public Answer ask(List<List<String>> keys) {
    Map<Integer, List<String>> found = held.equalTo(keys);
    List<Integer> lacking = new ArrayList<>();
    Map<Integer, List<String>> otherwise = new HashMap<>();
    for (int place = 0; place < keys.size(); place++) {
      List<String> there = found.get(place);
      if (there == null) {
        lacking.add(place);
      } else if (!there.equals(keys.get(place))) {
        otherwise.put(place, there);
      }
    }
    return new Answer(lacking, otherwise);
  }

  @Override
  public void close() {
    held.close();
  }
}
