package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Refusal to load into a table with rows: which load they belong to, and the commands that
/// complete or remove them.
public final class RowsThere {
  private RowsThere() {}

  /// TARGET_OWNED where the rows' load is active; else TARGET_NOT_EMPTY.
  public static PlimsollException refusal(Connection target, QualifiedName table, KnownLoads loads)
      throws SQLException {
    TableOwner owner = TableOwners.find(target, table);
    return owner == null || owner.dropped()
        ? notEmpty(table + " has rows at the target that no load of Plimsoll has put there")
        : refusal(table, owner, loads.load(owner.load()));
  }

  // Pure.
  private static PlimsollException refusal(
      QualifiedName table, TableOwner owner, KnownLoads.Load load) {
    String whose =
        "%s at the target has rows of the load of extract %s".formatted(table, owner.extract());
    return switch (load.known()) {
      case AT_WORK -> new PlimsollException(ErrorCode.TARGET_OWNED, whose + ", which is under way");
      case UNFINISHED -> notEmpty(whose + ", which has not ended well: " + ways(owner, load));
      case ENDED -> notEmpty(whose + ", which has put all of its rows there");
      case NOT_HERE ->
          notEmpty(
              owner.ended()
                  ? whose + " of another installation, which has ended"
                  : whose + ", of which nothing is known here");
    };
  }

  private static String ways(TableOwner owner, KnownLoads.Load load) {
    String command = "./plimsoll " + (load.run() ? "load" : "extract") + " %s " + owner.extract();
    String goOn = command.formatted("retry") + " goes on with it";
    return load.merges()
        ? goOn
        : goOn + ", " + command.formatted("discard") + " takes its rows out of the table again";
  }

  private static PlimsollException notEmpty(@Nullable String detail) {
    return new PlimsollException(ErrorCode.TARGET_NOT_EMPTY, String.valueOf(detail));
  }
}
