package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import org.jspecify.annotations.Nullable;

/// The rights of a role on a table's indexes: PostgreSQL lets its owner make them, in a schema in
/// which the owner may create relations.
///
/// @param role who asks
/// @param owner of the table
/// @param ownerIsSuperuser so that being a member of it would be a right to everything
/// @param owned the role is the owner, or a member of it
/// @param schemaUsable the role may look into the schema
/// @param schemaWritable the role may create relations there
public record TableRights(
    String role,
    String owner,
    boolean ownerIsSuperuser,
    boolean owned,
    boolean schemaUsable,
    boolean schemaWritable) {

  /// Whoever may do everything.
  public static TableRights ofOwner(String owner) {
    return new TableRights(owner, owner, false, true, true, true);
  }

  /// The first right that an index on the table needs and the role lacks, with the statement that
  /// gives it; null where it lacks none.
  public @Nullable String lacking(QualifiedName table) {
    String schema = Identifiers.quote(table.schema());
    String quoted = Identifiers.quote(role);
    if (!schemaUsable) {
      return "GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, quoted);
    }
    if (!owned) {
      return "only the owner of %s may create an index: ".formatted(table) + becomingOwner(table);
    }
    return schemaWritable ? null : "GRANT CREATE ON SCHEMA %s TO %s".formatted(schema, quoted);
  }

  /// Nobody is to be made a superuser for the sake of an index.
  private String becomingOwner(QualifiedName table) {
    String quoted = Identifiers.quote(role);
    return ownerIsSuperuser
        ? "register the database as its owner, or ALTER TABLE %s OWNER TO %s"
            .formatted(Identifiers.quote(table), quoted)
        : "GRANT %s TO %s".formatted(Identifiers.quote(owner), quoted);
  }
}
