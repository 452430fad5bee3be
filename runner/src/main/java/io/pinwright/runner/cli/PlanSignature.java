package io.pinwright.runner.cli;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Signatures of saved plans, made and verified by {@code ssh-keygen -Y} with the users' own SSH keys. */
final class PlanSignature {

    /** What the signature is for: one made for something else does not count. */
    private static final String NAMESPACE = "pinwright-plan";

    /** A key on a token may wait for a touch, and one with a passphrase for typing. */
    private static final long SECONDS_MAX = 120;

    private PlanSignature() {}

    /** Where the signature of a file is. */
    static Path file(Path plan) {
        return plan.resolveSibling(plan.getFileName() + ".sig");
    }

    /** Removes the signature of an older plan: it is none of the one to come. */
    static void remove(Path plan) {
        try {
            Files.deleteIfExists(file(plan));
        } catch (IOException e) {
            throw problem("cannot remove the old signature " + file(plan), String.valueOf(e.getMessage()));
        }
    }

    static void sign(Path plan, Path key) {
        Ended ended = run(
                List.of(
                        "ssh-keygen",
                        "-Y",
                        "sign",
                        "-f",
                        key.toString(),
                        "-n",
                        NAMESPACE,
                        plan.toAbsolutePath().toString()),
                new byte[0]);
        if (ended.exit() != 0 || !Files.isRegularFile(file(plan))) {
            throw problem("the plan " + plan + " was written and could not be signed with " + key, ended.said());
        }
    }

    /**
     * That these bytes are signed by somebody who is allowed.
     *
     * @return who signed, as the allowed signers have it
     * @throws DiagnosticException when they are not
     */
    static String require(Path plan, byte[] bytes, Path allowedSigners) {
        Path signature = file(plan);
        if (!Files.isRegularFile(signature)) {
            throw problem("the plan " + plan + " is not signed", "there is no file " + signature);
        }
        if (!Files.isRegularFile(allowedSigners)) {
            throw problem("there is no file " + allowedSigners + " of allowed signers", "it says who may sign plans");
        }
        Ended found = run(
                List.of(
                        "ssh-keygen",
                        "-Y",
                        "find-principals",
                        "-s",
                        signature.toString(),
                        "-f",
                        allowedSigners.toString()),
                new byte[0]);
        String signer = found.out().lines().findFirst().orElse("").strip();
        if (found.exit() != 0 || signer.isEmpty()) {
            throw problem("the plan " + plan + " is signed by nobody who is allowed", found.said());
        }
        Ended verified = run(
                List.of(
                        "ssh-keygen",
                        "-Y",
                        "verify",
                        "-f",
                        allowedSigners.toString(),
                        "-I",
                        signer,
                        "-n",
                        NAMESPACE,
                        "-s",
                        signature.toString()),
                bytes);
        if (verified.exit() != 0) {
            throw problem("the signature of the plan " + plan + " does not fit", verified.said());
        }
        return signer;
    }

    private record Ended(int exit, String out, String err) {

        String said() {
            String said = (err + out).strip();
            return "ssh-keygen: "
                    + (said.isEmpty()
                            ? "exit status " + exit
                            : said.lines().findFirst().orElse(""));
        }
    }

    private static Ended run(List<String> argv, byte[] input) {
        try {
            Path err = Files.createTempFile("pinwright-", ".err");
            try {
                Process process =
                        new ProcessBuilder(argv).redirectError(err.toFile()).start();
                try (OutputStream in = process.getOutputStream()) {
                    in.write(input);
                } catch (IOException e) {
                    // It ended without reading all: what it said tells why.
                }
                String out = new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
                if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw problem("ssh-keygen did not end", "it had " + SECONDS_MAX + " s");
                }
                return new Ended(process.exitValue(), out, Files.readString(err));
            } finally {
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw problem("cannot run ssh-keygen", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem("interrupted while ssh-keygen ran", "nothing was done on any host");
        }
    }

    private static DiagnosticException problem(String message, String why) {
        return new DiagnosticException(Diagnostic.error(null, message)
                .why(why)
                .fix("see docs/saved-plans.md, Signatures; nothing was done on any host"));
    }
}
