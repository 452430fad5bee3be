package io.pinwright.modules.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.modules.libvirt.DomainXml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainsTest {

    @TempDir
    Path temp;

    private static String xml(String name, int queues) {
        return HostFixture.xml(name, 2, "").replace("<!--interfaces-->", HostFixture.macvtap(1, "enp4s0f0", queues));
    }

    /** Runs the script by the real shell, with a virsh that is a script itself. */
    private String run(String virsh) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(temp.resolve("bin"));
        if (!virsh.isEmpty()) {
            Path file = bin.resolve("virsh");
            Files.writeString(file, "#!/bin/sh\n" + virsh);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> argv = new ArrayList<>(Domains.QUERY.argv());
        argv.set(0, "/bin/sh");
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().put("PATH", virsh.isEmpty() ? bin.toString() : bin + ":/usr/bin:/bin");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private String virshOf(String folder) {
        return """
                folder='%s'
                case "$*" in
                '-q -c qemu:///system list --all --name') cat "$folder/all" ;;
                '-q -c qemu:///system list --name') cat "$folder/running" ;;
                '-q -c qemu:///system list --all --transient --name') cat "$folder/transient" ;;
                '-q -c qemu:///system list --all --with-managed-save --name') cat "$folder/saved" ;;
                '-q -c qemu:///system dumpxml --inactive --domain '*) shift 6; cat "$folder/$1.config" ;;
                '-q -c qemu:///system dumpxml --domain '*) shift 5; cat "$folder/$1.live" ;;
                *) echo "not expected: $*"; exit 1 ;;
                esac
                """.formatted(folder);
    }

    @Test
    void scriptTellsEveryDomainWithItsDocuments() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("all"), "a b\nshut\nshort-lived\n\n");
        Files.writeString(temp.resolve("running"), "a b\nshort-lived\n\n");
        Files.writeString(temp.resolve("transient"), "short-lived\n");
        Files.writeString(temp.resolve("saved"), "shut\n");
        Files.writeString(temp.resolve("a b.config"), xml("a b", 8));
        Files.writeString(temp.resolve("a b.live"), xml("a b", 4));
        Files.writeString(temp.resolve("shut.config"), xml("shut", 2));
        Files.writeString(temp.resolve("short-lived.live"), xml("short-lived", 1));
        Domains domains = Domains.parse(run(virshOf(temp.toString())));
        assertThat(domains.problem()).isEmpty();
        assertThat(domains.domains()).extracting(DomainFacts::name).containsExactly("a b", "shut", "short-lived");
        DomainFacts running = domains.of("a b").orElseThrow();
        assertThat(running.config().map(DomainXml::text)).contains(xml("a b", 8));
        assertThat(running.interfaces().get(0).configQueues()).hasValue(8);
        assertThat(running.interfaces().get(0).liveQueues()).hasValue(4);
        DomainFacts shut = domains.of("shut").orElseThrow();
        assertThat(shut.running()).isFalse();
        assertThat(shut.managedSave()).contains(true);
        assertThat(shut.live()).isEmpty();
        DomainFacts transientOne = domains.of("short-lived").orElseThrow();
        assertThat(transientOne.isTransient()).contains(true);
        assertThat(transientOne.config()).isEmpty();
        assertThat(transientOne.problems()).isEmpty();
    }

    @Test
    void hostWithoutVirshSaysSo() throws IOException, InterruptedException {
        assertThat(Domains.parse(run("")).problem()).contains("there is no virsh");
    }

    @Test
    void virshThatFailsIsNotAHostWithoutDomains() throws IOException, InterruptedException {
        Domains domains = Domains.parse(run("echo 'error: failed to connect' >&2; exit 1\n"));
        assertThat(domains.domains()).isEmpty();
        assertThat(domains.problem()).contains("virsh list failed");
    }

    @Test
    void domainGoneMeanwhileIsAProblemOfItsOwn() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("all"), "gone\nhere\n");
        for (String file : List.of("running", "transient", "saved")) {
            Files.writeString(temp.resolve(file), "");
        }
        Files.writeString(temp.resolve("here.config"), xml("here", 1));
        Domains domains = Domains.parse(run(virshOf(temp.toString())));
        assertThat(domains.of("gone").orElseThrow().problems()).isNotEmpty();
        assertThat(domains.of("here").orElseThrow().problems()).isEmpty();
    }

    @Test
    void linesOfADocumentAreNeverTakenForTheScripts() {
        String trap =
                xml("a", 1).replace("<devices>", "<description>\nd other\nend\nf failed\n</description><devices>");
        String text = "domains 1\nd a\nc\n"
                + trap.lines().map(line -> " " + line + "\n").reduce("", String::concat) + "end\n";
        assertThat(Domains.parse(text).domains()).hasSize(1);
        assertThat(Domains.parse(text).problem()).isEmpty();
    }

    @Test
    void documentOfAnotherDomainIsNotTaken() {
        String text = "domains 1\nd 5\nc\n"
                + xml("web", 1).lines().map(line -> " " + line + "\n").reduce("", String::concat) + "end\n";
        DomainFacts facts = Domains.parse(text).domains().get(0);
        assertThat(facts.config()).isEmpty();
        assertThat(facts.problems()).singleElement().asString().contains("another domain, web");
    }

    @Test
    void brokenDocumentIsAProblem() {
        DomainFacts facts =
                Domains.parse("domains 1\nd a\nc\n <domain>\nend\n").domains().get(0);
        assertThat(facts.config()).isEmpty();
        assertThat(facts.problems()).singleElement().asString().contains("not understood");
    }

    @Test
    void listThatBreaksOffSaysSo() {
        assertThat(Domains.parse("domains 1\nd a\n").problem()).contains("the list of domains breaks off");
        assertThat(Domains.parse("").problem()).isPresent();
    }

    @Test
    void isReadInOneRound() {
        assertThat(Domains.observe().given(Answers.NONE).needs()).containsExactly(Domains.QUERY);
        assertThat(Domains.observe()
                        .given(Answers.of(Map.of(Domains.QUERY, new Answer.Absent())))
                        .value()
                        .orElseThrow()
                        .problem())
                .isPresent();
    }

    @Test
    void interfacesWithOneAddressPairInTheirOrder() {
        String two = HostFixture.xml("a", 2, "")
                .replace(
                        "<!--interfaces-->",
                        HostFixture.macvtap(1, "enp4s0f0", 2) + HostFixture.macvtap(1, "enp4s0f1", 4));
        String text = two.lines().map(line -> " " + line + "\n").reduce("", String::concat);
        DomainFacts facts = Domains.parse("domains 1\nd a\nc\n" + text + "r\nl\n" + text + "end\n")
                .domains()
                .get(0);
        assertThat(facts.interfaces())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.configQueues()).isEqualTo(each.liveQueues()));
    }
}
