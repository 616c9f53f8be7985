package dev.plimsoll.builder.run;

import static dev.plimsoll.builder.run.BuildEnds.failed;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Builds as a role that is no superuser, with all the rights that they need and without one.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RightsIT {
  private Target target;

  @BeforeEach
  void emptyDatabase(Stack stack) {
    target = new Target(stack.createDatabase("builder_rights"));
  }

  @Test
  void saysWhichRightIsMissing() throws SQLException {
    // given a role that may read only
    target.sql("DROP ROLE IF EXISTS \"builder reader\"");
    target.sql("CREATE ROLE \"builder reader\" LOGIN PASSWORD 'secret'");
    target.sql("CREATE SCHEMA closed CREATE TABLE t (id int)");
    target.sql("CREATE TABLE t (id int)");
    TestDatabase as =
        new TestDatabase(
            target.address().host(),
            target.address().port(),
            target.address().database(),
            "builder reader",
            "secret",
            target.address().sslMode());

    // then each lack is named with its remedy, which is never to become a superuser
    assertThat(lack(as.address(), new QualifiedName("closed", "t")))
        .isEqualTo("GRANT USAGE ON SCHEMA \"closed\" TO \"builder reader\"");
    assertThat(lack(as.address(), new QualifiedName("public", "t")))
        .isEqualTo(
            "only the owner of public.t may create an index: register the database as its owner,"
                + " or ALTER TABLE \"public\".\"t\" OWNER TO \"builder reader\"");
    target.sql("DROP ROLE IF EXISTS \"plain owner\"");
    target.sql("CREATE ROLE \"plain owner\"");
    target.sql("ALTER TABLE t OWNER TO \"plain owner\"");
    assertThat(lack(as.address(), new QualifiedName("public", "t")))
        .isEqualTo(
            "only the owner of public.t may create an index:"
                + " GRANT \"plain owner\" TO \"builder reader\"");
    target.sql("ALTER TABLE t OWNER TO \"builder reader\"");
    assertThat(lack(as.address(), new QualifiedName("public", "t")))
        .isEqualTo("GRANT CREATE ON SCHEMA \"public\" TO \"builder reader\"");

    // and with the rights it succeeds
    target.sql("GRANT CREATE ON SCHEMA public TO \"builder reader\"");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");
    assertThat(target.run(target.at(build, as.address(), 1)))
        .isInstanceOf(BuildEvent.Succeeded.class);
    target.sql("DROP OWNED BY \"builder reader\"");
    target.sql("DROP ROLE \"builder reader\"");
    target.sql("DROP ROLE \"plain owner\"");
  }

  @Test
  void buildsOnATableThatItsOwnerMayNotRead() throws SQLException {
    // given a table whose owner has no right on it, with duplicates and, as is known, NULLs
    target.sql(
        """
        DROP ROLE IF EXISTS "blind owner";
        CREATE ROLE "blind owner" LOGIN PASSWORD 'secret';
        GRANT CREATE ON SCHEMA public TO "blind owner";
        CREATE TABLE t AS SELECT g AS id, g / 2 AS twice, nullif(g, 7) AS holed
          FROM generate_series(1, 500) g;
        ANALYZE t;
        ALTER TABLE t OWNER TO "blind owner";
        REVOKE ALL ON t FROM "blind owner"
        """);
    DatabaseAddress here = target.address();
    DatabaseAddress blind =
        new TestDatabase(
                here.host(), here.port(), here.database(), "blind owner", "secret", here.sslMode())
            .address();

    // then what is possible is built, and what is not says why
    BuildCommand key = target.command("t", PRIMARY_KEY, "t_pkey", "id");
    assertThat(target.run(target.at(key, blind, 1))).isInstanceOf(BuildEvent.Succeeded.class);
    BuildCommand unique = target.command("t", UNIQUE, "t_u", "twice");
    assertThat(failed(target.run(target.at(unique, blind, 1))).failure().code())
        .isEqualTo(ErrorCode.DUPLICATE_KEYS);
    target.sql("ALTER TABLE t DROP CONSTRAINT t_pkey");
    BuildCommand holed = target.command("t", PRIMARY_KEY, "t_pkey", "holed");
    assertThat(failed(target.run(target.at(holed, blind, 1))).failure().code())
        .isEqualTo(ErrorCode.NULL_KEYS);
    target.sql("DROP OWNED BY \"blind owner\"");
    target.sql("DROP ROLE \"blind owner\"");
  }

  private String lack(DatabaseAddress as, QualifiedName table) {
    BuildCommand build = target.command(table, PRIMARY_KEY, "t_pkey", "id");
    BuildEvent.Failed failed = failed(target.run(target.at(build, as, 1)));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.INSUFFICIENT_PRIVILEGE);
    return failed.failure().message();
  }
}
