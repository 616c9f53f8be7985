package dev.plimsoll.cli.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorTextTest {
  @TempDir Path folder;

  private static InputStream stdin(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(Runnable call, String why) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2.5]           | [1,2.5]",
        "[ 1 , -2.5e-3 ]   | [1,-2.5e-3]",
        "1,2.5             | [1,2.5]",
        "1 , 2.5           | [1,2.5]",
        ".5 +1. 1E9        | [.5,+1.,1E9]",
        "2.5               | [2.5]",
        "[101]             | [101]",
        "101               | 101",
        "1,0,1             | [1,0,1]",
        "NaN,-Infinity     | [NaN,-Infinity]",
        "[]                | []",
        "{1:2.5,7:1}/9     | {1:2.5,7:1}/9",
        "{ 1 : 2.5, 7:1} / 9 | {1:2.5,7:1}/9",
        "{}/9              | {}/9"
      })
  void isWrittenWithoutBlanks(String given, String expected) {
    assertThat(VectorText.parse(given)).isEqualTo(expected);
  }

  @Test
  void numbersMayBeOneALineAndArraysOfSeveralLines() {
    assertThat(VectorText.parse("1\n2.5\r\n-3\n")).isEqualTo("[1,2.5,-3]");
    assertThat(VectorText.parse("1\n0\n1\n")).isEqualTo("[1,0,1]");
    assertThat(VectorText.parse("[\n  1,\n  2.5\n]\n")).isEqualTo("[1,2.5]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1,,2]            | number 2 is ''",
        "1,2,              | number 3 is ''",
        "[1 2]             | number 1 is '1 2'",
        "[[1,2]]           | number 1 is '[1'",
        "[1,2              | ends without ]",
        "[1,\"2\"]         | number 2 is '\"2\"'",
        "one               | number 1 is 'one'",
        "{\"vector\": [1]} | a sparse vector is like",
        "{1:2}             | a sparse vector is like",
        "{a:2}/5           | 'a:2' is no INDEX:NUMBER",
        "{1:x}/5           | what is at 1 is 'x'"
      })
  void whatIsNoVectorIsRefusedWithItsPlace(String given, String why) {
    assertRefused(() -> VectorText.parse(given), why);
  }

  @Test
  void isReadFromAFileOrStdinOrIsTheArgumentItself() throws IOException {
    // given
    Path file = Files.writeString(folder.resolve("query.txt"), "1\n2.5\n");
    // when, then
    assertThat(VectorText.read(file.toString(), stdin("9"))).isEqualTo("[1,2.5]");
    assertThat(VectorText.read("-", stdin("[3, 4]\n"))).isEqualTo("[3,4]");
    assertThat(VectorText.read("[5, 6]", stdin("9"))).isEqualTo("[5,6]");
    assertThat(VectorText.read("{1:2}/3", stdin("9"))).isEqualTo("{1:2}/3");
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), " \n");

    assertRefused(() -> VectorText.read(folder.resolve("gone") + "", stdin("")), "NoSuchFile");
    assertRefused(() -> VectorText.read(empty.toString(), stdin("")), "is empty");
    assertRefused(() -> VectorText.read("-", stdin("")), "stdin is empty");
    assertRefused(() -> VectorText.read("a\u0000b", stdin("")), "cannot be read");
    assertRefused(
        () -> VectorText.read("-", stdin("1,".repeat(4 << 20))), "longer than any vector");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "[1]"})
  void bracketsTellANumberFromABit(String given) {
    assertThat(VectorText.parse(given)).isEqualTo(given);
  }
}
