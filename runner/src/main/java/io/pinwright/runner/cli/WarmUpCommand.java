package io.pinwright.runner.cli;

import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.ReportTree;
import io.pinwright.runner.render.TextRenderer;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Touches the classes that a usual run needs: the launcher runs it once to record the class-data archive. Reaches nothing but a
 * simulated host of its own.
 */
final class WarmUpCommand implements Command {

    private static final String FILES = """
            - hosts: all
              gather_facts: false
              vars: {wanted: 7}
              tasks:
                - lineinfile: {path: /etc/warm-up.conf, regexp: "^value=", line: "value={{ wanted }}", create: true}
                - copy: {dest: /etc/warm-up-copy.conf, content: "value={{ wanted }}\\n", mode: "0644"}
                - stat: {path: /etc/warm-up.conf}
                  register: seen
                - file: {path: /etc/warm-up.conf, mode: "0600", owner: root, group: root}
                  when: seen.stat.exists
                - sysctl: {name: vm.swappiness, value: "{{ wanted }}", sysctl_file: /etc/sysctl.d/warm-up.conf}
                - sysctl: {name: vm.dirty_ratio, value: "20", sysctl_file: /etc/sysctl.d/warm-up.conf}
            """;

    private final Usage usage = new Usage(this, "warm-up");

    WarmUpCommand() {
        usage.spec().usageMessage().hidden(true);
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() throws IOException, GeneralSecurityException, ReflectiveOperationException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Terminal silent = new Terminal(nowhere, nowhere, false);
        Main.run(silent, "--help");
        Main.run(silent, "doc", "vhost_tuning");
        try (SimulatedHosts hosts = SimulatedHosts.builder()
                        .host("r710", BuiltinHosts.r710(1))
                        .start();
                Session session = Session.open()) {
            Diagnostics diagnostics = new Diagnostics();
            Inventory inventory = Inventory.load(List.of(hosts.inventory().toString()), diagnostics);
            Playbook playbook = Demo.playbook(session.engine());
            Report report = session.engine()
                    .run(
                            List.of(playbook),
                            inventory,
                            Demo.options(),
                            Mode.READ_ONLY,
                            new TextRenderer(silent::line, silent::error, silent.colours(), Mode.READ_ONLY, true, 1));
            Json.pretty(ReportTree.of(report));
            applyFiles(silent, hosts.inventory());
        }
        signAsUsersDo();
        return ExitCode.DONE.status();
    }

    /** The command most used, with the modules most used; what it would keep of the run goes to a folder of its own. */
    private static void applyFiles(Terminal silent, Path inventory) throws IOException {
        Path folder = Files.createTempDirectory("pinwright-warm-up");
        String before = System.getProperty(AppliedHistory.PROPERTY);
        System.setProperty(AppliedHistory.PROPERTY, folder.toString());
        try {
            Path playbook = Files.writeString(folder.resolve("playbook.yml"), FILES);
            for (String command : List.of("apply", "apply", "check", "plan")) {
                Main.run(silent, command, "-i", inventory.toString(), "-e", "wanted=8", playbook.toString());
            }
        } finally {
            if (before == null) {
                System.clearProperty(AppliedHistory.PROPERTY);
            } else {
                System.setProperty(AppliedHistory.PROPERTY, before);
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Simulated hosts have keys of another type than most people: what the SSH library does with one of those is done here. */
    private static void signAsUsersDo() throws GeneralSecurityException, ReflectiveOperationException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        EdECPrivateKey secret = (EdECPrivateKey) pair.getPrivate();
        EdECPublicKey known = (EdECPublicKey) pair.getPublic();
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(factory.generatePrivate(new EdECPrivateKeySpec(
                NamedParameterSpec.ED25519, secret.getBytes().orElseThrow())));
        byte[] signed = signature.sign();
        signature.initVerify(
                factory.generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, known.getPoint())));
        signature.verify(signed);
        Class.forName("com.jcraft.jsch.jce.SignatureEd25519");
        // The JVM asks one after another for what it needs, in an order that differs from run to run.
        Security.getProviders();
    }
}
