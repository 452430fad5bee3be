package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is defined again when a change of a persistent document is taken back: every byte of what was read. */
class ConfigUndoTest {

    private static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/domains"))) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    private static Step.Run undo(String wanted, Bytes document) {
        String text = document.exactText().orElseThrow();
        if (!text.contains("<uuid>")) {
            text = text.replaceFirst("(<domain[^>]*>)", "$1<uuid>" + DomainAnswers.UUID + "</uuid>");
        }
        DomainState before = new DomainState(wanted, DomainXml.parse(text, wanted), null, true, false);
        DomainState after = before.with(Scope.CONFIG, before.config().withEmulatorPin(CpuSet.parse("1,3")));
        Step pin = Virsh.emulatorPin(after, CpuSet.parse("1,3"), Scope.CONFIG, List.of());
        Answers read = Answers.of(Map.of(Virsh.inactiveXml(wanted), new Answer.Output(0, document, Bytes.EMPTY)));
        Undo undo = Undo.of(List.of(pin), read).get(0);
        return (Step.Run) undo.steps().get(0);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void everyByteOfTheDocumentIsDefinedAgain(Path file) throws IOException {
        Bytes document = Bytes.copyOf(Files.readAllBytes(file));
        Step.Run undo = undo("a name", document);
        assertThat(undo.stdin().bytes()).isEqualTo(document);
        assertThat(undo.argv()).containsExactly("virsh", "-q", "-c", "qemu:///system", "define", "/dev/stdin");
    }

    @Test
    void aDocumentWithAPasswordIsSecretAndOneWithoutIsNot() {
        assertThat(undo("d", Bytes.utf8(DomainAnswers.config())).stdin().secret())
                .isTrue();
        String plain = DomainAnswers.config().replace(" passwd='hunter2'", "");
        assertThat(undo("d", Bytes.utf8(plain)).stdin().secret()).isFalse();
    }

    @Test
    void theDocumentIsFoundByTheNameThatTheTaskWasGiven() {
        assertThat(undo(DomainAnswers.UUID, Bytes.utf8(DomainAnswers.config())).predicts())
                .extracting(prediction -> prediction.query())
                .contains(Virsh.inactiveXml(DomainAnswers.UUID));
    }
}
