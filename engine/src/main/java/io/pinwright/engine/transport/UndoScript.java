package io.pinwright.engine.transport;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.host.Writing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a journal entry on the host: {@code undo}, a script that takes back what was begun and can be read and run by
 * hand, what it needs as files beside it, and {@code watch}, which runs it when nobody confirms.
 */
final class UndoScript {

    private static final String HEAD = """
            # Usage: sh undo          takes back every step that was begun, the last first; restarts come after
            #        sh undo N...     these steps alone
            LC_ALL=C
            PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin
            export LC_ALL PATH
            cd "$(dirname "$0")" || exit 1
            case $1 in
            unconfirmed)
            # One of two wins: who confirms moves this file too.
            mv armed reverting 2>/dev/null || exit 0
            shift
            ;;
            esac
            # w MODE OWNER GROUP SOURCE PATH: a file as it was; of what is not said, as it is. Links are followed.
            w() {
            p=$5 m=$1 u=$2 g=$3
            [ ! -L "$p" ] || p=$(readlink -f "$p") || return 1
            if [ -e "$p" ]; then
            m=${m:-$(stat -c %a "$p")} u=${u:-$(stat -c %u "$p")} g=${g:-$(stat -c %g "$p")}
            fi
            t=$(mktemp "${p%/*}/.pinwright.XXXXXX") || return 1
            if cat "$4" >"$t" && { [ -z "$u$g" ] || chown "$u${g:+:$g}" "$t"; } && chmod "${m:-644}" "$t" &&
            { sync "$t" 2>/dev/null || sync; } && mv -f "$t" "$p"; then return 0; fi
            rm -f "$t"
            return 1
            }
            # k PATH VALUE: a file of the kernel.
            k() { printf %s "$2" >"$1"; }
            # no WHY: a step that cannot be taken back.
            no() {
            printf 'cannot be taken back: %s\\n' "$1" >&2
            return 1
            }
            """;

    private static final String TAIL = """
            f=0
            for n; do
            grep -qx "begin $n" progress || continue
            if "u$n"; then echo "undone $n"; else echo "not undone $n"; f=1; fi >>progress
            done
            exit $f
            """;

    private static final String WATCH = """
            cd "$(dirname "$0")" || exit 1
            while [ -e armed ]; do
            d=
            while read -r t; do
            case $t in
            ''|*[!0-9]*) ;;
            *) d=$t ;;
            esac
            done <deadline
            read -r u v </proc/uptime
            if [ -n "$d" ] && [ "${u%.*}" -ge "$d" ]; then exec sh ./undo unconfirmed; fi
            sleep 1
            done
            """;

    private UndoScript() {}

    /** The files of an entry, by name. */
    static Map<String, Bytes> files(Writing.Entry entry) {
        Map<String, Bytes> files = new LinkedHashMap<>();
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        entry.about().forEach(line -> script.append("# ").append(line).append('\n'));
        script.append(HEAD);
        List<String> numbers =
                Undo.order(entry.undos()).stream().map(String::valueOf).toList();
        for (int i = 0; i < entry.undos().size(); i++) {
            function(script, i, entry.undos().get(i), files);
        }
        script.append("[ $# -gt 0 ] || set -- ")
                .append(String.join(" ", numbers))
                .append('\n');
        script.append(TAIL);
        files.put("undo", Bytes.utf8(script.toString()));
        entry.confirm().ifPresent(confirm -> files.put("watch", Bytes.utf8(WATCH)));
        return files;
    }

    private static void function(StringBuilder script, int number, Undo undo, Map<String, Bytes> files) {
        script.append('u').append(number).append("() {\n");
        if (undo.impossible().isPresent()) {
            CommandWords.quoted(script.append("no"), undo.impossible().get()).append('\n');
        } else if (undo.steps().isEmpty()) {
            script.append(":\n");
        }
        for (int i = 0; i < undo.steps().size(); i++) {
            if (i > 0) {
                script.append("[ $? = 0 ] || return 1\n");
            }
            append(script, undo.steps().get(i), number + "." + i, files);
        }
        script.append("}\n");
    }

    private static void append(StringBuilder script, Step step, String name, Map<String, Bytes> files) {
        if (step instanceof Step.WriteFile write) {
            String source = source(write.content(), name, files);
            Integer mode = write.mode();
            script.append('w');
            CommandWords.quoted(
                    script,
                    mode == null ? "" : Integer.toOctalString(mode),
                    orEmpty(write.owner()),
                    orEmpty(write.group()),
                    source,
                    write.path());
        } else if (step instanceof Step.WriteKernelFile write) {
            CommandWords.quoted(script.append('k'), write.path(), write.value());
        } else if (step instanceof Step.RemoveFile remove) {
            CommandWords.quoted(script.append("rm -f --"), remove.path());
        } else if (step instanceof Step.Run run) {
            script.append('(');
            if (run.directory() != null) {
                CommandWords.quoted(script.append("cd --"), run.directory()).append(" && ");
            }
            StringBuilder command = new StringBuilder();
            CommandWords.append(command, run.argv(), run.environment());
            script.append("exec").append(command);
            String source = run.stdin().isEmpty() ? "/dev/null" : source(run.stdin(), name, files);
            CommandWords.quoted(script.append(") <"), source);
        }
        script.append('\n');
    }

    private static String source(Payload payload, String name, Map<String, Bytes> files) {
        if (payload.kept().isEmpty()) {
            files.put(name, payload.bytes());
        }
        return payload.kept().orElse(name);
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
