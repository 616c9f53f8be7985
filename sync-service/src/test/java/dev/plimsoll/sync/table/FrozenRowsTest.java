package dev.plimsoll.sync.table;

import dev.plimsoll.sync.sparse.SparseConfig;
import dev.plimsoll.testkit.frozen.FrozenVersion;
import dev.plimsoll.testkit.frozen.RecordShapes;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What this service keeps as JSON in its rows is understood by processes of a former version, and
/// theirs by this one's.
final class FrozenRowsTest {
  @Test
  void rowsOnlyGetOptionalParts() throws ClassNotFoundException {
    FrozenVersion.assertUnderstood(
        "rows-sync.txt",
        RecordShapes.of(
            List.of(
                TableDefinition.class,
                SparseConfig.class,
                // private there
                Class.forName("dev.plimsoll.sync.increment.Watermarks$KnownColumns"))));
  }
}
