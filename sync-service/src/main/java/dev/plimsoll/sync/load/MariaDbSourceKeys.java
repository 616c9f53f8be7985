package dev.plimsoll.sync.load;

import dev.plimsoll.sync.source.SourceDigest;
import dev.plimsoll.sync.source.mariadb.MariaDbHeldKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys that a table of MariaDB has.
///
/// @param held ended with this
/// @param columns of a key
record MariaDbSourceKeys(MariaDbHeldKeys held, int columns) implements SourceKeys {

  @Override
  public Optional<SourceDigest> digest(KeyRange range, long most) {
    return held.digest(range.after(), range.upTo(), most);
  }

  @Override
  public Answer ask(RowVersions rows) {
    List<List<String>> keys = rows.keys(columns).each();
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
