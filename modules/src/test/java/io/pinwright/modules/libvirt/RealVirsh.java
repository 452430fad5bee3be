package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs queries and steps with the machine's own virsh, on another connection than the system's. */
final class RealVirsh {

    private final String uri;

    RealVirsh(String uri) {
        this.uri = uri;
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, "virsh")));
    }

    /** The value of an observation, with what it asks answered round by round. */
    <T> T observe(Observation<T> observation) {
        Answers answers = Answers.NONE;
        for (int round = 0; round < 5; round++) {
            Observation.Progress<T> progress = observation.given(answers);
            if (progress.value().isPresent()) {
                return progress.value().get();
            }
            Map<Query, Answer> more = new LinkedHashMap<>();
            progress.needs().forEach(query -> more.put(query, run(((Query.Run) query).argv(), Payload.NONE)));
            answers = answers.with(Answers.of(more));
        }
        throw new AssertionError("no value after 5 rounds");
    }

    Answer.Output run(Step.Run step) {
        return run(step.argv(), step.stdin());
    }

    /** Runs virsh with the words of our own calls, the connection exchanged. */
    Answer.Output run(List<String> argv, Payload stdin) {
        List<String> words = new ArrayList<>(argv);
        words.replaceAll(word -> word.equals(Virsh.URI) ? uri : word);
        try {
            Path errors = Files.createTempFile("virsh", ".err");
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().write(stdin.bytes().toArray());
            process.getOutputStream().close();
            byte[] stdout = process.getInputStream().readAllBytes();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("virsh did not end: " + words);
            }
            byte[] stderr = Files.readAllBytes(errors);
            Files.delete(errors);
            return new Answer.Output(process.exitValue(), Bytes.copyOf(stdout), Bytes.copyOf(stderr));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
