package io.pinwright.modules.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.HostProblem;
import io.pinwright.modules.testing.Given;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineEditTest {

    private static String applied(String yaml, String text) {
        LineEdit edit = Given.args(new LineInFile(), yaml).edit();
        String after = edit.applied("/a", text);
        assertThat(edit.applied("/a", after)).as("a second time").isEqualTo(after);
        return after;
    }

    /** As Ansible's module does it; {@code ~} stands for a line end, {@code ^M} for a carriage return. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{path: /a, line: b};                                        a~b~c~;    a~b~c~",
                "{path: /a, line: d};                                        a~b~;      a~b~d~",
                "{path: /a, line: d};                                        a~b;       a~b~d~",
                "{path: /a, line: d};                                        a^M~b^M~;  a^M~b^M~d^M~",
                "{path: /a, line: b2, regexp: ^b};                           b~a~b;     b~a~b2",
                "{path: /a, line: b2, regexp: ^b, firstmatch: true};         b~a~b2~;   b2~a~b2~",
                "{path: /a, line: b2, regexp: ^b$};                          a^M~b^M~;  a^M~b2^M~",
                "{path: /a, line: d, insertafter: BOF};                      a~b~;      d~a~b~",
                "{path: /a, line: d, insertbefore: BOF};                     a~b~;      d~a~b~",
                "{path: /a, line: d, insertafter: EOF};                      a~b~;      a~b~d~",
                "{path: /a, line: d, insertafter: ^a};                       a~a~b~;    a~a~d~b~",
                "{path: /a, line: d, insertafter: ^a, firstmatch: true};     a~a~b~;    a~d~a~b~",
                "{path: /a, line: d, insertbefore: ^a};                      a~a~b~;    a~d~a~b~",
                "{path: /a, line: d, insertbefore: ^x};                      a~b~;      a~b~d~",
                "{path: /a, line: d, insertafter: ^b};                       a~b;       a~b~d~",
                "{path: /a, line: b, insertafter: ^x};                       a~b~;      a~b~",
                "{path: /a, line: x=2, regexp: ^x=, insertafter: ^a};        a~x=1~;    a~x=2~",
                "{path: /a, line: x=2, search_string: x=};                   a~ x=1~;   a~x=2~",
                "{path: /a, line: '\\1=2', regexp: '^(x)=', backrefs: true}; a~x=1~;    a~x=2~",
                "{path: /a, line: '\\1=2', regexp: '^(x)=', backrefs: true}; a~;        a~",
                "{path: /a, regexp: '^b', state: absent};                    b~a~b2~;   a~",
                "{path: /a, line: b, state: absent};                         b~a~bb~b;  a~bb~",
            })
    void lineGoesWhereAnsiblePutsIt(String task, String before, String after) {
        assertThat(applied(task, text(before))).isEqualTo(text(after));
    }

    private static String text(String shown) {
        return shown.replace("^M", "\r").replace('~', '\n');
    }

    @Test
    void namedGroupsOfPythonAreUnderstood() {
        assertThat(applied("{path: /a, line: '\\g<k>=2', regexp: '^(?P<k>x)=', backrefs: true}", "x=1\n"))
                .isEqualTo("x=2\n");
    }

    @Test
    void anotherLineOnEachRunIsRefused() {
        assertThatThrownBy(() -> applied("{path: /a, line: c, regexp: ^b}", "b1\nb2\n"))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("each run would change another line of /a");
    }

    @Test
    void groupThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> applied("{path: /a, line: '\\2', regexp: '(b)', backrefs: true}", "b\n"))
                .hasMessageContaining("refers to group 2");
    }

    @Test
    void untouchedLinesKeepTheirBytesAndASecondRunFindsNothing() {
        long seed = 20261122L;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            int lines = random.nextInt(6);
            for (int n = 0; n < lines; n++) {
                text.append("other").append(random.nextInt(3)).append(" \tä".repeat(random.nextInt(2)));
                text.append(n == lines - 1 && random.nextBoolean() ? "" : random.nextBoolean() ? "\r\n" : "\n");
            }
            String[] places = {"", ", insertafter: other1", ", insertbefore: other2", ", insertbefore: BOF"};
            String after = applied(
                    "{path: /a, line: new=1, regexp: ^new=" + places[random.nextInt(places.length)] + "}",
                    text.toString());
            String rest = after.replaceFirst("new=1\r?\n", "");
            assertThat(rest.equals(text.toString())
                            || rest.stripTrailing().equals(text.toString().stripTrailing()))
                    .as("seed %s, turn %s: %s", seed, i, after)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{path: /a};                                             state: present needs line",
                "{path: /a, state: absent};                              state: absent needs line, regexp or search_string",
                "{path: /a, line: \"x\\ny\"};                            line must be one line",
                "{path: /a, line: x, regexp: '('};                       regexp is not a regular expression",
                "{path: /a, line: x, insertafter: '('};                  insertafter is not a regular expression",
                "{path: /a, line: x, insertafter: a, insertbefore: b};   exclude each other",
                "{path: /a, line: x, backrefs: true};                    backrefs needs regexp",
                "{path: a, line: x};                                     path must be an absolute path",
            })
    void badArgumentsAreNamed(String task, String message) {
        assertThatThrownBy(() -> Given.args(new LineInFile(), task)).hasMessageContaining(message);
    }
}
