package io.pinwright.engine.transport;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.host.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a host wrote nothing, from the items of a round before its first step. What it says is data from a host that may lie. */
final class RefusalAnswer {

    private static final int TRACES_MAX = 12;

    private final Round round;
    private final Frames stdout;
    private final Frames stderr;

    RefusalAnswer(Round round, Frames stdout, Frames stderr) {
        this.round = round;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    Optional<Refusal> refusal() {
        Writing writing = round.writing();
        if (WritingText.itemsBefore(writing) == 0) {
            return Optional.empty();
        }
        return locked(writing).or(() -> moved(writing)).or(() -> notJournalled(writing));
    }

    private Optional<Refusal> locked(Writing writing) {
        if (writing.lock().isEmpty() || stdout.item(0).word(1).equals("k")) {
            return Optional.empty();
        }
        Frames.Item item = stdout.item(0);
        if (!item.word(1).equals("h")) {
            return Optional.of(new Refusal.NotJournalled("the lock cannot be taken: " + said(0)));
        }
        long since = number(item.word(4));
        long age = since == 0 ? 0 : Math.max(0, number(item.word(5)) - since);
        return Optional.of(
                new Refusal.Locked(RoundAnswer.bounded(item.word(2)), RoundAnswer.bounded(item.word(3)), since, age));
    }

    private Optional<Refusal> moved(Writing writing) {
        int first = WritingText.firstGuard(writing);
        List<Guard> moved = new ArrayList<>();
        List<String> traces = new ArrayList<>();
        for (int i = 0; i < writing.guards().size(); i++) {
            Frames.Item item = stdout.item(first + i);
            if (!item.word(1).equals("0")) {
                Guard guard = writing.guards().get(i);
                moved.add(guard);
                add(
                        traces,
                        Round.describe(guard.query()) + ": last written by ",
                        item.data().text());
            }
        }
        if (moved.isEmpty()) {
            return Optional.empty();
        }
        for (Frames.Part part : stdout.item(first + writing.guards().size()).parts()) {
            add(
                    traces,
                    part.label().equals("w") ? "logged in: " : "last run of Pinwright there: ",
                    part.data().text());
        }
        return Optional.of(new Refusal.Moved(moved, traces));
    }

    private static void add(List<String> traces, String label, String text) {
        text.lines()
                .filter(line -> !line.isBlank() && traces.size() < TRACES_MAX)
                .forEach(line ->
                        traces.add(label + RoundAnswer.bounded(line.strip().replaceAll("\\s+", " "))));
    }

    private Optional<Refusal> notJournalled(Writing writing) {
        int item = round.firstStep() - 1;
        if (writing.journal().isEmpty() || stdout.item(item).word(0).equals("j")) {
            return Optional.empty();
        }
        return Optional.of(new Refusal.NotJournalled("the way back cannot be put on disk: " + said(item)));
    }

    private String said(int item) {
        String text = RoundAnswer.bounded(stderr.item(item).data().text());
        return text.isEmpty() ? "the host gave no reason" : text;
    }

    private static long number(String word) {
        return word.matches("[0-9]{1,15}") ? Long.parseLong(word) : 0;
    }
}
