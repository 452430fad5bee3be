package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.transport.ssh.KnownHosts.Entry;
import io.pinwright.engine.transport.ssh.KnownHosts.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lines of known_hosts speak of a host. */
class KnownHostsTest {

    private static final String TYPE = "ssh-ed25519";

    /** What ssh-keygen -H makes of the name kvm9. */
    private static final String HASHED_KVM9 = "|1|UJHVxUasHSpGG/W/SaF7KSdazgA=|Qwwvr/Qp+tKRaAJRA8GP199bQ/Q=";

    private static final KnownHosts KNOWN = KnownHosts.parse(List.of(
            line("", "kvm1,10.0.0.1", "one") + "\n" + line("", "[kvm2]:2222", "two") + "\n"
                    + line("", "kvm3*,!kvm33", "three") + "\n",
            line("@cert-authority ", "*.example.com", "authority") + "\n" + line("@revoked ", "*", "stolen") + "\n"
                    + "# a comment\nnonsense\n" + line("", "KVM4", "four") + "\n" + line("", "kvm1", "another") + "\n"
                    + line("", HASHED_KVM9, "nine") + "\nkvm5 " + TYPE + " no*base64\n\n \t\n"
                    + line("", "kvm6", "six").replace(' ', '\t') + " a comment\r\n  " + line("", "kvm7", "seven")
                    + "\r\n#"
                    + line("", "kvm10", "ten") + "\n@other " + line("", "kvm10", "ten")));

    private static String line(String marker, String names, String key) {
        return marker + names + " " + TYPE + " " + Base64.getEncoder().encodeToString(bytes(key));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "kvm1, one, KNOWN",
        "KVM1, one, KNOWN",
        "kvm1, another, KNOWN",
        "10.0.0.1, one, KNOWN",
        "kvm1, two, CHANGED",
        "kvm1, stolen, REVOKED",
        "nobody, stolen, REVOKED",
        "nobody, one, UNKNOWN",
        "[kvm1]:2222, one, KNOWN",
        "[kvm1]:2222, two, UNKNOWN",
        "[kvm2]:2222, two, KNOWN",
        "kvm2, two, UNKNOWN",
        "[kvm2]:2222, one, CHANGED",
        "kvm34, three, KNOWN",
        "kvm33, three, UNKNOWN",
        "kvm4, four, KNOWN",
        "a.example.com, authority, UNKNOWN",
        "kvm9, nine, KNOWN",
        "[kvm9]:2222, nine, KNOWN",
        "kvm9, one, CHANGED",
        "kvm8, nine, UNKNOWN",
        "kvm5, five, UNKNOWN",
        "kvm6, six, KNOWN",
        "kvm7, seven, KNOWN",
        "kvm10, ten, UNKNOWN",
        "#kvm10, ten, UNKNOWN",
    })
    void aKeyIsComparedWithTheLinesOfItsHost(String host, String key, Verdict verdict) {
        assertThat(KNOWN.check(host, TYPE, bytes(key))).isEqualTo(verdict);
    }

    @Test
    void anAuthorityIsKnownForItsHostsOnly() {
        assertThat(KNOWN.hasAuthorityFor("a.example.com")).isTrue();
        assertThat(KNOWN.hasAuthorityFor("[a.example.com]:2222")).isTrue();
        assertThat(KNOWN.hasAuthorityFor("kvm1")).isFalse();
    }

    @Test
    void keysOfAHostComeInOrderOfTheFiles() {
        assertThat(KNOWN.of("kvm1").stream().map(entry -> new String(entry.key(), StandardCharsets.UTF_8)))
                .containsExactly("one", "another");
    }

    @Test
    void onlyMarkedLinesAreMarked() {
        assertThat(KNOWN.marked().stream().map(Entry::marker)).containsExactly("@cert-authority", "@revoked");
    }

    @Test
    void aLineIsFoundForTheHostsThatItsOwnNamesMatchAndNoOthers() {
        Random random = new Random(5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            List<String> names = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                names.add((random.nextInt(6) == 0 ? "!" : "") + name(random));
            }
            texts.add(line("", String.join(",", names), "key" + i));
        }
        KnownHosts known = KnownHosts.parse(List.of(String.join("\n", texts)));

        for (int i = 0; i < 200; i++) {
            String host = name(random).replaceAll("[*?]", "");
            List<Entry> expected = new ArrayList<>();
            for (String text : texts) {
                Entry entry = KnownHosts.parse(List.of(text)).all().get(0);
                if (entry.matches(host)) {
                    expected.add(entry);
                }
            }
            assertThat(known.of(host).stream().map(entry -> new String(entry.key(), StandardCharsets.UTF_8)))
                    .as(host)
                    .containsExactlyElementsOf(expected.stream()
                            .map(entry -> new String(entry.key(), StandardCharsets.UTF_8))
                            .toList());
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            name.append("ab1".charAt(random.nextInt(3)));
        }
        return name + (random.nextInt(5) == 0 ? "*" : random.nextInt(8) == 0 ? "?" : "");
    }
}
