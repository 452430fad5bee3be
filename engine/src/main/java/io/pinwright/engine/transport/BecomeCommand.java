package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.source.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a shell is started as another user. The command line of sudo or su, which logs keep, is always the same short one:
 * scripts go down its standard input.
 */
final class BecomeCommand {

    /** Where the login to another user stands. */
    enum Progress {
        WAITING,
        ASKED,
        DONE,
        REFUSED
    }

    private final Become become;
    private final String marker;
    private final String host;

    BecomeCommand(Become become, String marker, String host) {
        this.become = become;
        this.marker = marker;
        this.host = host;
    }

    String user() {
        return become.user();
    }

    /** Whether a password is at hand, so that being asked for it is no failure. */
    boolean mayPrompt() {
        return become.password() != null;
    }

    byte[] passwordLine() {
        Secret password = become.password();
        return ((password == null ? "" : password.reveal()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The login user's script.
     *
     * @param first a script for the other user's shell to begin with; empty when it is sent later
     */
    String script(String first) {
        String shell = "printf '\\n" + marker + " b\\n'\n" + Prelude.LOOP;
        String plain = "sh -c " + Shell.quote(shell);
        StringBuilder command = new StringBuilder();
        // Who logs in as that user needs neither sudo nor su; a host with root logins may have none. One named on
        // purpose is run.
        boolean skippable = become.executable() == null && become.flags().isEmpty();
        if (skippable) {
            command.append("if [ \"$(id -un 2>/dev/null)\" = ").append(Shell.quote(become.user()));
            command.append(" ]; then ").append(plain).append("; else\n");
        }
        if (become.method() == Become.Method.SUDO) {
            command.append(executable("sudo")).append(" -H");
            if (mayPrompt()) {
                command.append(" -S -p ").append(Shell.quote(prompt()));
            } else {
                command.append(" -n");
            }
            become.flags().forEach(flag -> command.append(' ').append(Shell.quote(flag)));
            command.append(" -u ").append(Shell.quote(become.user()));
            command.append(" -- ").append(plain);
        } else {
            command.append(executable("su")).append(" -s /bin/sh");
            become.flags().forEach(flag -> command.append(' ').append(Shell.quote(flag)));
            command.append(" -c ").append(Shell.quote(shell)).append(' ').append(Shell.quote(become.user()));
        }
        if (skippable) {
            command.append("\nfi");
        }
        // On both outputs: what sudo has said on the one may come after what we say on the other.
        String end = "v=$?\nprintf '\\n" + marker + " x %s\\n' $v\nprintf '\\n" + marker + " x %s\\n' $v >&2";
        String environment = "LC_ALL=C\nexport LC_ALL\nPATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin\n";
        if (first.isEmpty()) {
            return environment + command + "\n" + end + "\n";
        }
        int length = first.getBytes(StandardCharsets.UTF_8).length;
        return environment + "{ printf '%s\\n%s' " + length + " " + Shell.quote(first) + "; cat; } | {\n" + command
                + "\n" + end + "\n}\n";
    }

    private String executable(String otherwise) {
        String executable = become.executable();
        return Shell.quote(executable == null ? otherwise : executable);
    }

    private String prompt() {
        return "[" + marker + "] password:";
    }

    /** Where it stands, from what has come so far; takes the outputs up to where the other user's shell begins. */
    Progress progress(StreamBuffer stdout, StreamBuffer stderr, boolean answered) {
        if (stdout.takeThroughLine(marker + " b") != null) {
            return Progress.DONE;
        }
        if (stdout.contains("\n" + marker + " x ") && stderr.contains("\n" + marker + " x ")) {
            return Progress.REFUSED;
        }
        boolean su = become.method() == Become.Method.SU;
        int asked = su ? stderr.count("assword:") + stdout.count("assword:") : stderr.count(prompt());
        if (mayPrompt() && asked > (answered ? 1 : 0)) {
            return answered ? Progress.REFUSED : Progress.ASKED;
        }
        return Progress.WAITING;
    }

    /** What a refusal means, from what sudo or su has said. */
    HostUnreachableException refusal(String said, boolean answered, @Nullable Duration slow) {
        String method = become.method() == Become.Method.SUDO ? "sudo" : "su";
        String text =
                said.replace(prompt(), "").replaceAll(marker + " x [0-9]+", "").replaceAll("(?m)^\\s+", "");
        String what = host + ": cannot become " + become.user() + ": ";
        String quoted = text.isBlank() ? "" : " (" + method + " said: " + RoundAnswer.bounded(text) + ")";
        String lower = text.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("must have a tty")) {
            return failure(
                    what + "sudo there wants a terminal" + quoted,
                    "remove `requiretty` from the host's sudoers for this user");
        }
        if (lower.contains("not in the sudoers")
                || lower.contains("may not run sudo")
                || lower.contains("is not allowed")) {
            return failure(
                    what + "the login user may not" + quoted,
                    "allow it in the host's sudoers, or log in as another user (ansible_user)");
        }
        if (lower.contains("unknown user") || lower.contains("does not exist") || lower.contains("no passwd entry")) {
            return failure(what + "there is no such user on the host" + quoted, "correct become_user");
        }
        if (lower.contains("not found") || lower.contains("no such file")) {
            return failure(
                    what + method + " is not on the host" + quoted,
                    "install it there, or name another in ansible_become_method or ansible_become_exe");
        }
        if (answered && (slow == null || lower.contains("sorry") || lower.contains("incorrect"))) {
            return failure(
                    what + "the password is wrong" + quoted,
                    "correct ansible_become_password, or what you typed for -K");
        }
        if (lower.contains("password is required")
                || lower.contains("terminal is required")
                || lower.contains("authentication failure")
                || lower.contains("assword:")) {
            return failure(
                    what + "it asks for a password and none is given" + quoted,
                    "set ansible_become_password (in a vault), use -K, or allow it without (NOPASSWD)");
        }
        if (slow != null) {
            return failure(
                    what + "no answer within " + slow.toSeconds() + " s" + quoted,
                    "see by hand what is slow there: the login shell's start files (~/.bashrc), or `" + method
                            + "`, where a name service does not answer");
        }
        return failure(what + method + " failed" + quoted, "try `" + method + "` there by hand");
    }

    private static HostUnreachableException failure(String message, String fix) {
        return new HostUnreachableException(message, fix, null);
    }
}
