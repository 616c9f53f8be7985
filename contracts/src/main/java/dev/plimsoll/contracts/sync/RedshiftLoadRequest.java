package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/redshift-loads` of the sync service: the files of an extract that has been read,
/// into an Amazon Redshift, one COPY a table. What comes of it is a load like any other.
///
/// @param extract whose files are loaded
/// @param target the name of an endpoint, Redshift
/// @param iamRole ARN of the role that the cluster reads the bucket with, several separated by
///     commas; absent: the cluster's default role
/// @param tables `schema.table` with `*` for any run of characters; absent: all that the extract
///     has
/// @param create whether a table that the target lacks is created with the columns of the files
///     (true, where absent), or fails
public record RedshiftLoadRequest(
    UUID extract,
    @Within(Bound.NAME) String target,
    @Nullable @Within(Bound.IAM_ROLE) String iamRole,
    @Nullable @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable Boolean create) {}
