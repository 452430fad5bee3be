package io.pinwright.engine.transport;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import java.util.List;

/**
 * The lock of a host, as it was found.
 *
 * @param state whether somebody holds it
 * @param folder that it is in
 * @param run of who holds it, or held it last; empty when the host does not say
 * @param owner {@code user@controller}
 * @param since seconds since 1970 by the host's clock, or 0
 * @param ageSeconds by the host's clock
 * @param pid of the shell that holds it on the host
 */
public record HostLock(State state, String folder, String run, String owner, long since, long ageSeconds, long pid) {

    /** Whether somebody holds it. */
    public enum State {
        FREE,
        /** By a shell that lives. */
        HELD,
        /** By a folder whose shell is gone or whose time is over: of a host without flock. */
        LEFT_BEHIND
    }

    /**
     * Finds the folder as prelude-write.sh does, and makes nothing. A shell holds the lock when its file 9 is the lock's; a folder
     * is held while the shell that made it lives and its time is not over. Prints STATE FOLDER, then the lock's line, then the time.
     */
    private static final String LOOK = """
            if [ -n "$PINWRIGHT_STATE" ]; then d=$PINWRIGHT_STATE; elif [ -w /var/lib ]; then d=/var/lib/pinwright
            else d=${XDG_STATE_HOME:-${HOME:-/nonexistent}/.local/state}/pinwright; fi
            r= o= s= p= x=
            [ ! -r "$d/lock" ] || read -r r o s p x <"$d/lock"
            case $p in ''|*[!0-9]*) p=0 ;; esac
            case $x in ''|*[!0-9]*) x=0 ;; esac
            now=$(date +%s)
            if [ -d "$d/lock.d" ]; then
            if [ -d "/proc/$p" ] && [ "$now" -le "$x" ]; then t=held; else t=left; fi
            elif [ "$p" != 0 ] && [ "/proc/$p/fd/9" -ef "$d/lock" ]; then t=held
            else t=free; fi
            printf '%s %s\\n%s %s %s %s\\n%s\\n' "$t" "$d" "$r" "$o" "$s" "$p" "$now"
            """;

    /** Ends the shell, if it is still the one that holds the lock. */
    private static final String END = """
            [ -d "$1/lock.d" ] || [ "/proc/$2/fd/9" -ef "$1/lock" ] || { echo "process $2 does not hold the lock" >&2; exit 1; }
            kill "$2" && for i in 1 2 3 4 5 6 7 8 9 10; do [ -d "/proc/$2" ] || break; sleep 0.2 2>/dev/null || sleep 1; done
            [ ! -d "/proc/$2" ] || kill -KILL "$2"
            rm -rf "$1/lock.d"
            """;

    /** Looks at the lock; changes nothing. */
    public static Observation<HostLock> observation() {
        return Observation.query(new Query.Run("sh", "-c", LOOK))
                .map(output -> of(output.orElseThrow(() -> new HostProblem("the host has no sh", "install one"))));
    }

    private static HostLock of(Answer.Output output) {
        List<String> lines = output.stdout().text().lines().toList();
        if (output.exit() != 0 || lines.size() < 3 || lines.get(0).indexOf(' ') < 0) {
            throw new HostProblem(
                    "the lock cannot be looked at: "
                            + RoundAnswer.bounded(output.stderr().text()),
                    "log in as the user that the runs act as: --become, for example");
        }
        String[] head = lines.get(0).split(" ", 2);
        String[] words = lines.get(1).split(" ", -1);
        long since = number(word(words, 2));
        return new HostLock(
                head[0].equals("held") ? State.HELD : head[0].equals("left") ? State.LEFT_BEHIND : State.FREE,
                head[1],
                RoundAnswer.bounded(word(words, 0)),
                RoundAnswer.bounded(word(words, 1)),
                since,
                since == 0 ? 0 : Math.max(0, number(lines.get(2)) - since),
                number(word(words, 3)));
    }

    private static String word(String[] words, int index) {
        return index < words.length ? words[index] : "";
    }

    private static long number(String word) {
        return word.matches("[0-9]{1,15}") ? Long.parseLong(word) : 0;
    }

    /** Removes a lock that was left behind. */
    public Step removal() {
        return new Step.Run(List.of("rm", "-rf", "--", folder + "/lock.d"), List.of());
    }

    /** Ends the shell that holds the lock: what it runs ends half-way. */
    public Step ending() {
        return new Step.Run(List.of("sh", "-c", END, "sh", folder, Long.toString(pid)), List.of());
    }
}
