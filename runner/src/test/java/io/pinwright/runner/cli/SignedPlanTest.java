package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed plans, with the real ssh-keygen. */
class SignedPlanTest {

    private static final String PLAY = SavedPlanHost.play("- copy: {dest: /etc/x.conf, content: \"new\\n\"}\n");

    @TempDir
    Path folder;

    private SavedPlanHost kvm;
    private Path signers;

    @BeforeEach
    void start() throws Exception {
        kvm = new SavedPlanHost(folder, 1);
        key("ann");
        key("eve");
        signers = kvm.file("allowed_signers", "ann@example.com " + Files.readString(folder.resolve("ann.pub")));
    }

    @AfterEach
    void stop() {
        kvm.close();
    }

    private void key(String name) throws Exception {
        Process made = new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        folder.resolve(name).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keygen.log").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
    }

    private void saved(String... more) {
        Outcome saved = kvm.save(PLAY, (Object[]) more);
        assertThat(saved.status()).as(saved.all()).isZero();
    }

    private void assertRefused(String why) {
        Outcome apply = kvm.apply("--require-signature", signers);
        assertThat(apply.status()).as(apply.all()).isEqualTo(7);
        assertThat(apply.err()).contains(why);
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @Test
    void aPlanSignedByWhoMayIsApplied() {
        saved("--sign-with", folder.resolve("ann").toString());
        assertThat(Cli.run("show", kvm.plan()).out()).contains("Signature: in ");
        Outcome apply = kvm.apply("--require-signature", signers);
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(apply.out()).contains("Signed by ann@example.com.");
        assertThat(kvm.host(1).text("/etc/x.conf")).contains("new");
    }

    @Test
    void aPlanSignedByAnotherIsRefused() {
        saved("--sign-with", folder.resolve("eve").toString());
        assertRefused("is signed by nobody who is allowed");
    }

    @Test
    void aPlanWithoutSignatureIsRefused() {
        saved();
        assertRefused("is not signed");
    }

    @Test
    void aPlanThatWasMadeAnewHasNoSignatureOfTheOldOne() {
        saved("--sign-with", folder.resolve("ann").toString());
        saved();
        assertRefused("is not signed");
    }

    @Test
    void aSignatureOfAnotherTextIsRefused() throws IOException {
        saved("--sign-with", folder.resolve("ann").toString());
        Files.writeString(kvm.plan(), " ", StandardOpenOption.APPEND);
        assertRefused("does not fit");
    }

    @Test
    void aSignatureForSomethingElseIsRefused() throws Exception {
        saved();
        Process signed = new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-Y",
                        "sign",
                        "-n",
                        "file",
                        "-f",
                        folder.resolve("ann").toString(),
                        kvm.plan().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sign.log").toFile())
                .start();
        assertThat(signed.waitFor()).isZero();
        assertRefused("does not fit");
    }

    @Test
    void aKeyThatCannotSignIsSaid() {
        Outcome saved = kvm.save(PLAY, "--sign-with", folder.resolve("nosuch"));
        assertThat(saved.status()).as(saved.all()).isEqualTo(7);
        assertThat(saved.err()).contains("could not be signed", "ssh-keygen: ");
    }

    @Test
    void signaturesAreForSavedPlans() {
        Outcome apply =
                Cli.run("apply", kvm.file("p.yml", PLAY), "-i", kvm.inventory(), "--require-signature", signers);
        assertThat(apply.status()).isEqualTo(5);
        assertThat(Cli.run("plan", kvm.file("p.yml", PLAY), "-i", kvm.inventory(), "--sign-with", "x")
                        .status())
                .isEqualTo(5);
    }
}
