package dev.plimsoll.connector.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Load of one table, as a target knows it.
///
/// @param id of the table in its extract
/// @param extractId of the extract or load run: another run of the same table starts anew
/// @param logTopic whose offsets its batches have
/// @param rowKey columns that name a row in a message; empty for none
/// @param merging null where a whole table is loaded
public record TableLoad(
    UUID id,
    UUID extractId,
    String logTopic,
    QualifiedName name,
    QualifiedName targetName,
    List<Column> columns,
    List<String> rowKey,
    LoadToken token,
    @Nullable Merging merging) {}
