package io.pinwright.engine.drift;

import io.pinwright.engine.drift.AppliedRecord.TaskProof;
import io.pinwright.engine.drift.AppliedRecord.ValueProof;
import io.pinwright.engine.source.Salt;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A host's record as the text that is kept: a line for each proof, under the run that it is of. Every apply reads and writes
 * one for each host, so that it is made to be read fast. Times are seconds since 1970.
 *
 * <pre>
 * pinwright-applied 2
 * host NAME
 * salt DIGEST
 * run TIME NAME
 * task DIGEST PLACE
 * value DIGEST VALUE
 * end PROOFS
 * </pre>
 */
final class AppliedRecordText {

    /** Raised when an older reader would misread the text. */
    static final int VERSION = 2;

    private static final String FORMAT = "pinwright-applied ";

    /** Its digest tells whether a record was written with the same salt. */
    private static final String SALT_PROBE = "pinwright";

    private static final int DIGEST_LENGTH = 64;

    private AppliedRecordText() {}

    /** The text is no record of this host that this version can read. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String why) {
            super(why);
        }

        static UnreadableException damaged(int line) {
            return new UnreadableException("it is damaged at line " + line);
        }
    }

    static String print(AppliedRecord record, Salt salt) {
        Map<String, List<String>> runs = new LinkedHashMap<>();
        record.tasks()
                .forEach((key, proof) -> runs.computeIfAbsent(run(proof.at(), proof.run()), run -> new ArrayList<>())
                        .add("task " + key.hex() + " " + proof.place().hex()));
        record.values()
                .forEach((key, proof) -> runs.computeIfAbsent(run(proof.at(), proof.run()), run -> new ArrayList<>())
                        .add("value " + key.hex() + " " + proof.value().hex()));
        StringBuilder out = new StringBuilder(FORMAT).append(VERSION);
        out.append("\nhost ").append(escaped(record.host()));
        out.append("\nsalt ").append(salt.digest(SALT_PROBE)).append('\n');
        runs.forEach((run, proofs) -> {
            out.append(run).append('\n');
            proofs.forEach(proof -> out.append(proof).append('\n'));
        });
        return out.append("end ")
                .append(record.tasks().size() + record.values().size())
                .append('\n')
                .toString();
    }

    private static String run(Instant at, String name) {
        return "run " + at.getEpochSecond() + " " + escaped(name);
    }

    static AppliedRecord parse(String host, String text, Salt salt) throws UnreadableException {
        return new Reader(text).record(host, salt);
    }

    /** From the first line to the last. */
    private static final class Reader {
        private final String text;
        private int next;
        private int number;
        private String line = "";

        Reader(String text) {
            this.text = text;
        }

        AppliedRecord record(String host, Salt salt) throws UnreadableException {
            String version = field(FORMAT);
            if (!version.equals(String.valueOf(VERSION))) {
                throw new UnreadableException("it is of format " + version + ", and this version reads " + VERSION);
            }
            if (!field("host ").equals(escaped(host))) {
                throw new UnreadableException("it is of another host");
            }
            if (!field("salt ").equals(salt.digest(SALT_PROBE))) {
                throw new UnreadableException("it was written with another salt");
            }
            return proofs(host);
        }

        private AppliedRecord proofs(String host) throws UnreadableException {
            Map<WishKey, TaskProof> tasks = new LinkedHashMap<>();
            Map<WishKey, ValueProof> values = new LinkedHashMap<>();
            Instant at = Instant.EPOCH;
            String run = "";
            boolean begun = false;
            while (true) {
                advance();
                if (!begun && !line.startsWith("run ") && !line.startsWith("end ")) {
                    throw UnreadableException.damaged(number);
                } else if (line.startsWith("task ")) {
                    requireLength(5);
                    tasks.put(digest(5), new TaskProof(at, run, digest(6 + DIGEST_LENGTH)));
                } else if (line.startsWith("value ")) {
                    requireLength(6);
                    values.put(digest(6), new ValueProof(at, run, digest(7 + DIGEST_LENGTH)));
                } else if (line.startsWith("run ")) {
                    int end = line.indexOf(' ', 4);
                    at = time(end < 0 ? "" : line.substring(4, end));
                    run = unescaped(line.substring(end + 1));
                    begun = true;
                } else if (line.equals("end " + (tasks.size() + values.size())) && next == text.length()) {
                    return new AppliedRecord(host, tasks, values);
                } else {
                    throw UnreadableException.damaged(number);
                }
            }
        }

        private String field(String name) throws UnreadableException {
            advance();
            if (!line.startsWith(name)) {
                throw UnreadableException.damaged(number);
            }
            return line.substring(name.length());
        }

        /** The next line; one that is cut off is none. */
        private void advance() throws UnreadableException {
            number++;
            int end = text.indexOf('\n', next);
            if (end < 0) {
                throw UnreadableException.damaged(number);
            }
            line = text.substring(next, end);
            next = end + 1;
        }

        /** Two digests with a space between, and nothing else. */
        private void requireLength(int from) throws UnreadableException {
            if (line.length() != from + 2 * DIGEST_LENGTH + 1 || line.charAt(from + DIGEST_LENGTH) != ' ') {
                throw UnreadableException.damaged(number);
            }
        }

        private WishKey digest(int from) throws UnreadableException {
            for (int i = from; i < from + DIGEST_LENGTH; i++) {
                char c = line.charAt(i);
                if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                    throw UnreadableException.damaged(number);
                }
            }
            return new WishKey(line.substring(from, from + DIGEST_LENGTH));
        }

        private Instant time(String seconds) throws UnreadableException {
            try {
                return Instant.ofEpochSecond(Long.parseLong(seconds));
            } catch (NumberFormatException | DateTimeException e) {
                throw UnreadableException.damaged(number);
            }
        }

        private String unescaped(String written) throws UnreadableException {
            if (written.indexOf('\\') < 0) {
                return written;
            }
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < written.length(); i++) {
                if (written.charAt(i) != '\\') {
                    out.append(written.charAt(i));
                    continue;
                }
                try {
                    out.append((char) Integer.parseInt(written, i + 1, i + 5, 16));
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw UnreadableException.damaged(number);
                }
                i += 4;
            }
            return out.toString();
        }
    }

    /** Printable characters as they are, others and the backslash as {@code \XXXX}: no name can end its line. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c < ' ' || c > '~') {
                out.append(String.format("\\%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
