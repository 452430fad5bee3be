package io.pinwright.engine.transport;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.HostWriter.Written;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a host's shell has answered to a {@link Round}, made into values. What makes no sense becomes "unreadable". */
final class RoundAnswer {

    private static final int REASON_CHARS_MAX = 500;

    private static final int PATH_CHARS_MAX = 4096;

    private final Round round;
    private final Frames stdout;
    private final Frames stderr;

    RoundAnswer(Round round, Frames stdout, Frames stderr) {
        this.round = round;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    Written written() {
        List<StepOutcome> outcomes = new ArrayList<>();
        int index = round.firstStep();
        for (Step step : round.steps()) {
            outcomes.add(outcome(step, index++));
        }
        Map<Query, Answer> answers = new LinkedHashMap<>();
        for (Query query : round.queries()) {
            answers.put(
                    query, stdout.has(index) ? answer(query, index) : new Answer.Unreadable("the host gave no answer"));
            index++;
        }
        return new Written(
                outcomes, Answers.of(answers), new RefusalAnswer(round, stdout, stderr).refusal(), entryFolder());
    }

    /** Where the host has put the journal's entry, by its own word. */
    private Optional<String> entryFolder() {
        if (round.writing().journal().isEmpty()) {
            return Optional.empty();
        }
        Frames.Item item = stdout.item(round.firstStep() - 1);
        if (!item.word(0).equals("j") || item.status().size() < 3) {
            return Optional.empty();
        }
        String path = String.join(" ", item.status().subList(2, item.status().size()));
        return Optional.of(path).filter(text -> text.startsWith("/") && text.length() <= PATH_CHARS_MAX);
    }

    /** Whether a confirmation came in time. */
    boolean confirmed() {
        return stdout.item(0).word(0).equals("k") && stdout.item(0).word(1).equals("0");
    }

    private StepOutcome outcome(Step step, int index) {
        if (!stdout.has(index)) {
            return StepOutcome.NOT_RUN;
        }
        Bytes out = stdout.item(index).data();
        Bytes err = stderr.item(index).data();
        String status = stdout.item(index).word(1);
        if (status.equals("t") || step instanceof Step.WaitFor && status.equals("124")) {
            return new StepOutcome(StepOutcome.Status.TIMED_OUT, -1, out, err);
        }
        int exit = number(status, -1);
        boolean done = step instanceof Step.Run run ? run.okExits().contains(exit) : exit == 0;
        return new StepOutcome(done && exit >= 0 ? StepOutcome.Status.DONE : StepOutcome.Status.FAILED, exit, out, err);
    }

    private Answer answer(Query query, int index) {
        Frames.Item item = stdout.item(index);
        switch (item.word(0)) {
            case "a" -> {
                return new Answer.Absent();
            }
            case "d" -> {
                return new Answer.Unreadable("it is a directory");
            }
            case "p" -> {
                String directory =
                        String.join(" ", item.status().subList(1, item.status().size()));
                return new Answer.Unreadable("permission denied in " + bounded(directory));
            }
            default -> {
                if (query instanceof Query.ReadFile read) {
                    return content(read, item, index);
                }
                if (query instanceof Query.Glob glob) {
                    return entries(glob, item);
                }
                return query instanceof Query.Run run
                        ? output(run, item, index)
                        : status((Query.Stat) query, item, index);
            }
        }
    }

    private Answer content(Query.ReadFile read, Frames.Item item, int index) {
        return switch (item.word(1)) {
            case "a" -> new Answer.Absent();
            case "0" ->
                item.data().length() > read.bytesMax()
                        ? new Answer.Unreadable("it is larger than " + read.bytesMax() + " bytes")
                        : new Answer.Content(item.data());
            default -> failure(item.word(1), index);
        };
    }

    private static Answer entries(Query.Glob glob, Frames.Item item) {
        Map<String, Bytes> entries = new LinkedHashMap<>();
        List<String> paths = new ArrayList<>();
        long bytes = 0;
        for (Frames.Part part : item.parts()) {
            if (part.label().startsWith("= ")) {
                String path = part.label().substring(2);
                paths.add(path);
                entries.put(path, part.data());
                bytes += part.data().length();
            } else if (part.label().equals("-") && !paths.isEmpty()) {
                entries.remove(paths.get(paths.size() - 1));
            } else if (part.label().equals("t")) {
                List<String> targets = part.data().text().lines().toList();
                if (targets.size() != paths.size()) {
                    return new Answer.Unreadable("the host's readlink gave an answer that makes no sense");
                }
                for (int i = 0; i < targets.size(); i++) {
                    entries.put(paths.get(i), Bytes.utf8(targets.get(i)));
                }
            }
        }
        return item.word(0).equals("o") || bytes > glob.bytesMax()
                ? new Answer.Unreadable("the files that match are larger than " + glob.bytesMax() + " bytes together")
                : new Answer.Entries(entries);
    }

    private Answer output(Query.Run run, Frames.Item item, int index) {
        int exit = number(stderr.item(index).word(0), -1);
        if (item.data().length() > run.bytesMax()) {
            return new Answer.Unreadable("it printed more than " + run.bytesMax() + " bytes");
        }
        if (exit == 124) {
            return new Answer.Unreadable("it took longer than " + run.timeout().toSeconds() + " s");
        }
        return exit < 0
                ? new Answer.Unreadable("the host did not say how it ended")
                : new Answer.Output(exit, item.data(), stderr.item(index).data());
    }

    private Answer status(Query.Stat stat, Frames.Item item, int index) {
        if (!item.word(1).equals("0")) {
            return failure(item.word(1), index);
        }
        Optional<String> link = Optional.empty();
        Optional<String> sha256 = Optional.empty();
        for (Frames.Part part : item.parts()) {
            if (part.label().equals("l")) {
                link = Optional.of(part.data().text());
            } else if (part.label().equals("s")) {
                String hex = part.data().text();
                if (!hex.matches("(?s)[0-9a-f]{64} .*")) {
                    return new Answer.Unreadable("its SHA-256 could not be computed: " + reason(index));
                }
                sha256 = Optional.of(hex.substring(0, 64));
            }
        }
        String[] fields = item.data().text().strip().split("/", -1);
        try {
            int mode = Integer.parseInt(fields[0], 16);
            return new Answer.Status(new FileStatus(
                    type(mode),
                    mode & 07777,
                    name(fields[5], fields[1]),
                    Integer.parseUnsignedInt(fields[1]),
                    name(fields[6], fields[2]),
                    Integer.parseUnsignedInt(fields[2]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[4]),
                    link,
                    sha256));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return new Answer.Unreadable("stat gave an answer that makes no sense: "
                    + bounded(item.data().text()));
        }
    }

    /** GNU and busybox say UNKNOWN for a number without a name. */
    private static String name(String name, String number) {
        return name.equals("UNKNOWN") || name.isEmpty() ? number : name;
    }

    private static FileStatus.Type type(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> FileStatus.Type.FILE;
            case 0040000 -> FileStatus.Type.DIRECTORY;
            case 0120000 -> FileStatus.Type.LINK;
            default -> FileStatus.Type.OTHER;
        };
    }

    private Answer failure(String status, int index) {
        return status.equals("124")
                ? new Answer.Unreadable("it could not be read in time: is it on a file system that hangs?")
                : new Answer.Unreadable(reason(index));
    }

    private String reason(int index) {
        String text = stderr.item(index).data().text().strip();
        return text.isEmpty() ? "the host gave no reason" : bounded(text);
    }

    /** A text from a host for a message: short, one line, nothing that moves a terminal's cursor. */
    static String bounded(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= REASON_CHARS_MAX ? line : line.substring(0, REASON_CHARS_MAX) + "...";
    }

    private static int number(String word, int otherwise) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
