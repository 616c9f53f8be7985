package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/loads` of the sync service: load the files of an extract into another target.
///
/// @param target a registered PostgreSQL
/// @param tables patterns `schema.table`; absent: all of the extract
/// @param create missing tables (true, where absent), or refuse the load
/// @param targetSchemas target schemas by source schema; `*` stands for all others. Absent: the
///     same names
public record LoadRequest(
    UUID extract,
    @Within(Bound.NAME) String target,
    @Nullable @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable Boolean create,
    @Nullable @Within(Bound.SCHEMAS) Map<String, String> targetSchemas) {}
