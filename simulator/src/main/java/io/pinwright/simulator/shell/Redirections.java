package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.Redirection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The redirections of one command: applied, and undone after it. */
final class Redirections {

    private final ShellProcess shell;
    private final ShellState state;
    private final Map<Integer, Optional<OpenFile>> saved = new LinkedHashMap<>();

    Redirections(ShellProcess shell) {
        this.shell = shell;
        this.state = shell.state;
    }

    /** False, with a message written, when one failed. */
    boolean apply(List<Redirection> redirections) {
        for (Redirection redirection : redirections) {
            if (!apply(redirection)) {
                return false;
            }
        }
        return true;
    }

    private boolean apply(Redirection redirection) {
        int descriptor = redirection.descriptor();
        String operator = redirection.operator();
        if (operator.equals("<<")) {
            String text = redirection
                    .document()
                    .map(document -> document.quoted
                            ? ((Syntax.Literal) document.body.parts().get(0)).text()
                            : Expander.document(shell, document.body))
                    .orElse("");
            set(
                    descriptor,
                    OpenFile.reading(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))));
            return true;
        }
        String target = Expander.text(shell, redirection.target());
        if (operator.equals("<&") || operator.equals(">&")) {
            return duplicate(descriptor, target);
        }
        boolean creates = !operator.equals("<");
        try {
            set(descriptor, Devices.open(shell, target, operator));
            return true;
        } catch (IOException e) {
            shell.throwIfInterrupted(e);
            String reason = String.valueOf(e.getMessage());
            if (reason.equals("No such file or directory")) {
                reason = creates ? "Directory nonexistent" : "No such file";
            }
            shell.message("cannot " + (creates ? "create " : "open ") + target + ": " + reason);
            return false;
        }
    }

    private boolean duplicate(int descriptor, String target) {
        if (target.equals("-")) {
            save(descriptor);
            state.close(descriptor);
            return true;
        }
        if (!target.matches("[0-9]{1,3}")) {
            throw shell.fail("Syntax error: Bad fd number");
        }
        int number = Integer.parseInt(target);
        OpenFile file = state.descriptors.get(number);
        if (file == null) {
            shell.message(number + ": Bad file descriptor");
            return false;
        }
        if (number != descriptor) {
            set(descriptor, file.retain());
        }
        return true;
    }

    private void set(int descriptor, OpenFile file) {
        save(descriptor);
        state.put(descriptor, file);
    }

    private void save(int descriptor) {
        if (!saved.containsKey(descriptor)) {
            OpenFile before = state.descriptors.get(descriptor);
            saved.put(descriptor, Optional.ofNullable(before == null ? null : before.retain()));
        }
    }

    /** Puts back what stood there before. */
    void undo() {
        saved.forEach((descriptor, before) -> {
            if (before.isPresent()) {
                state.put(descriptor, before.get());
            } else {
                state.close(descriptor);
            }
        });
        saved.clear();
    }

    /** Lets them stay, as {@code exec} does. */
    void keep() {
        saved.values().forEach(before -> before.ifPresent(OpenFile::release));
        saved.clear();
    }
}
