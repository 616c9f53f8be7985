package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/loads` of the sync service: the files of an extract that has been read, into
/// another target.
///
/// @param extract whose files are loaded
/// @param target the name of an endpoint, PostgreSQL
/// @param tables `schema.table` with `*` for any run of characters; absent: all that the extract
///     has
/// @param create whether a table that the target lacks is created with the columns of the files
///     (true, where absent), or the load is refused
/// @param targetSchemas schemas of the target that tables are loaded into, by those of the source,
///     of which `*` stands for all that are not named. Absent: those of the source's names
public record LoadRequest(
    UUID extract,
    @Within(Bound.NAME) String target,
    @Nullable @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable Boolean create,
    @Nullable @Within(Bound.SCHEMAS) Map<String, String> targetSchemas) {}
