package io.pinwright.modules.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlSecretsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "<graphics passwd='x y'/>|<graphics passwd='****'/>",
                "<a PASSWORD=\"\"x\"\" b='1'/>|<a PASSWORD=\"\"****\"\" b='1'/>",
                "<a q:secretKey='x'/>|<a q:secretKey='****'/>",
                "<password>x</password>|<password>****</password>",
                "<q:cookie name='a'>x</q:cookie>|<q:cookie name='a'>****</q:cookie>",
                "<password secret='s'>x</password>|<password secret='****'>****</password>",
                "<auth username='u'><secret type='iscsi' usage='x'/></auth>|"
                        + "<auth username='u'><secret type='iscsi' usage='x'/></auth>",
                "<a mypasswd='x'/>|<a mypasswd='x'/>",
                "<password> </password>|<password> </password>"
            })
    void hidesWhatSpeaksOfAPassword(String text, String masked) {
        assertThat(XmlSecrets.masked(text.replace("\"\"", "\""))).isEqualTo(masked.replace("\"\"", "\""));
    }

    /** The same, said by patterns that are tried at every place. */
    private static String plainly(String text) {
        Pattern attribute = Pattern.compile(
                "(?<=[\\s:])((?:passw|secret)[\\w.-]*\\s*=\\s*)(?:'([^']*)'|\"([^\"]*)\")", Pattern.CASE_INSENSITIVE);
        Pattern element = Pattern.compile(
                "(<(?:[\\w.-]+:)?(?:passw[\\w.-]*|cookie)(?:\\s[^<>]*)?>)([^<]*)(?=</)", Pattern.CASE_INSENSITIVE);
        String attributes = attribute
                .matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group(1) + (found.group(2) != null ? "'****'" : "\"****\"")));
        return element.matcher(attributes)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) + (found.group(2).isBlank() ? found.group(2) : "****")));
    }

    @Test
    void anyTextIsMaskedAsThePatternsSay() {
        List<String> pieces = List.of(
                "<",
                "</",
                ">",
                "/>",
                "passwd",
                "Password",
                "secret",
                "cookie",
                "passw",
                "q:",
                ":",
                " ",
                "\n",
                "=",
                "'",
                "\"",
                "x",
                "s",
                "p",
                "a-b.c_d",
                "='v'",
                "=\"v\"",
                "<password>",
                "</password>",
                "<q:cookie a='1'>",
                "\u00e9");
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            String masked = plainly(text.toString());
            assertThat(XmlSecrets.masked(text.toString())).isEqualTo(masked);
            assertThat(XmlSecrets.isIn(text.toString())).isEqualTo(!masked.contentEquals(text));
        }
    }
}
