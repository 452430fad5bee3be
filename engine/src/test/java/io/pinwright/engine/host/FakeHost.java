package io.pinwright.engine.host;

import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.transport.HostSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** A host in memory: files, scripted commands, faults, and a count of round trips. */
public final class FakeHost implements HostSession {

    private final Map<String, Runnable> effects = new LinkedHashMap<>();
    private final Map<String, Bytes> files = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private final List<Writing> writings = new ArrayList<>();
    private final Map<String, Function<Step.Run, StepOutcome>> commands = new LinkedHashMap<>();
    private final Map<List<String>, Answer> queries = new LinkedHashMap<>();
    private final Map<String, Bytes> journal = new TreeMap<>();
    private int roundTrips;
    private int loseAtRoundTrip = -1;
    private int loseAfterRoundTrip = -1;
    private final Set<Optional<Become>> users = new LinkedHashSet<>();
    private final Set<String> lost = new LinkedHashSet<>();
    private final Map<String, Answer> unreadable = new LinkedHashMap<>();
    private Runnable onExchange = () -> {};
    private Runnable onWrite = () -> {};
    private Optional<Refusal> lockedBy = Optional.empty();
    private Optional<String> armed = Optional.empty();
    private Runnable whenSettled = () -> {};
    private volatile boolean cancelled;

    public FakeHost file(String path, String content) {
        files.put(path, Bytes.utf8(content));
        return this;
    }

    public Optional<String> file(String path) {
        return Optional.ofNullable(files.get(path)).map(Bytes::text);
    }

    /** What a step that runs a program of this name does. */
    public FakeHost command(String name, Function<Step.Run, StepOutcome> behaviour) {
        commands.put(name, behaviour);
        return this;
    }

    public FakeHost answer(List<String> argv, Answer answer) {
        queries.put(argv, answer);
        return this;
    }

    /** The connection is lost in this round trip, counted from 1. */
    public FakeHost loseAt(int roundTrip) {
        loseAtRoundTrip = roundTrip;
        return this;
    }

    /** The connection is lost in this round trip, counted from 1, when its work is done and its answer is on the way. */
    public FakeHost loseAfter(int roundTrip) {
        loseAfterRoundTrip = roundTrip;
        return this;
    }

    /** Steps that write this file succeed and change nothing. */
    public FakeHost writesAreLost(String path) {
        lost.add(path);
        return this;
    }

    /** What else happens on the host when this file is written. */
    public FakeHost whenWritten(String path, Runnable effect) {
        effects.put(path, effect);
        return this;
    }

    /** What a read of this file is answered. */
    public FakeHost unreadable(String path, Answer answer) {
        unreadable.put(path, answer);
        return this;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** What else happens in each round trip, before its work. */
    public FakeHost onExchange(Runnable action) {
        onExchange = action;
        return this;
    }

    /** What else happens on the host right before it is written to. */
    public FakeHost onWrite(Runnable action) {
        onWrite = action;
        return this;
    }

    /** Another run holds its lock. */
    public FakeHost lockedBy(String run, String owner) {
        lockedBy = Optional.of(new Refusal.Locked(run, owner, 1, 60));
        return this;
    }

    /** The switch of another run is armed; what happens when the lock is taken next. */
    public FakeHost armed(String entry, Runnable whenSettled) {
        armed = Optional.of(entry);
        this.whenSettled = whenSettled;
        return this;
    }

    /** Where the host keeps its journal. */
    public static final String JOURNAL = "/var/lib/pinwright/runs/";

    /** The host's journal loses a file, or finds other bytes in it. */
    public FakeHost journal(String file, Optional<String> content) {
        content.ifPresentOrElse(
                text -> journal.put(JOURNAL + file, Bytes.utf8(text)), () -> journal.remove(JOURNAL + file));
        return this;
    }

    /** A file of the host's journal. */
    public Optional<String> journal(String file) {
        return Optional.ofNullable(journal.get(JOURNAL + file)).map(Bytes::text);
    }

    /** All files, by path. */
    public Map<String, String> files() {
        Map<String, String> all = new TreeMap<>();
        files.forEach((path, content) -> all.put(path, content.text()));
        return all;
    }

    /** Forgets what was counted and logged, and any fault to come. */
    public FakeHost rested() {
        roundTrips = 0;
        loseAtRoundTrip = -1;
        loseAfterRoundTrip = -1;
        log.clear();
        users.clear();
        return this;
    }

    /** The users that acted on it. */
    public Set<Optional<Become>> users() {
        return users;
    }

    /** The steps that ran, as they describe themselves. */
    public List<String> writes() {
        return List.copyOf(log);
    }

    /** What it was asked to write, refused or not. */
    public List<Writing> writings() {
        return List.copyOf(writings);
    }

    public int roundTrips() {
        return roundTrips;
    }

    public static StepOutcome done(String stdout) {
        return new StepOutcome(StepOutcome.Status.DONE, 0, Bytes.utf8(stdout), Bytes.EMPTY);
    }

    public static StepOutcome failed(int exit, String stderr) {
        return new StepOutcome(StepOutcome.Status.FAILED, exit, Bytes.EMPTY, Bytes.utf8(stderr));
    }

    @Override
    public HostReader reader(Optional<Become> become) {
        return writer(become);
    }

    @Override
    public HostWriter writer(Optional<Become> become) {
        return new HostWriter() {
            @Override
            public Answers read(Collection<Query> asked) {
                exchange(become);
                Answers answers = answers(asked);
                leave();
                return answers;
            }

            @Override
            public boolean confirm(String entry) {
                exchange(become);
                return true;
            }

            @Override
            public Written write(Writing writing, Collection<Query> thenRead) {
                exchange(become);
                writings.add(writing);
                if (!writing.steps().isEmpty()) {
                    onWrite.run();
                }
                if (armed.isPresent() && writing.lock().isPresent() && lockedBy.isEmpty()) {
                    armed = Optional.empty();
                    whenSettled.run();
                }
                Optional<Refusal> refusal = refusal(writing);
                if (refusal.isPresent()) {
                    leave();
                    return new Written(
                            writing.steps().stream()
                                    .map(step -> StepOutcome.NOT_RUN)
                                    .toList(),
                            answers(thenRead),
                            refusal);
                }
                List<Step> steps = writing.steps();
                writing.journal().ifPresent(FakeHost.this::keep);
                List<StepOutcome> outcomes = new ArrayList<>();
                boolean failed = false;
                for (Step step : steps) {
                    int number = outcomes.size();
                    if (!failed) {
                        writing.journal().ifPresent(entry -> progress(entry, "begin " + number));
                    }
                    outcomes.add(failed ? StepOutcome.NOT_RUN : run(step));
                    failed = failed || !outcomes.get(outcomes.size() - 1).isDone();
                    String end = (failed ? "failed " : "done ") + number;
                    writing.journal().ifPresent(entry -> progress(entry, end));
                }
                leave();
                return new Written(
                        outcomes,
                        answers(thenRead),
                        Optional.empty(),
                        writing.journal().map(entry -> JOURNAL + entry.name()));
            }
        };
    }

    /** What the way back needs, in files as a real host has them. */
    private void keep(Writing.Entry entry) {
        for (int i = 0; i < entry.undos().size(); i++) {
            List<Step> back = entry.undos().get(i).steps();
            for (int j = 0; j < back.size(); j++) {
                Payload payload = back.get(j) instanceof Step.WriteFile file
                        ? file.content()
                        : back.get(j) instanceof Step.Run run ? run.stdin() : Payload.NONE;
                journal.put(JOURNAL + entry.name() + "/" + i + "." + j, payload.bytes());
            }
        }
    }

    private void progress(Writing.Entry entry, String line) {
        journal.merge(
                JOURNAL + entry.name() + "/progress",
                Bytes.utf8(line + "\n"),
                (old, more) -> Bytes.utf8(old.text() + more.text()));
    }

    private Optional<Refusal> refusal(Writing writing) {
        if (lockedBy.isPresent() && writing.lock().isPresent()) {
            return lockedBy;
        }
        List<Guard> moved = writing.guards().stream()
                .filter(guard -> !Guard.of(guard.query(), answer(guard.query())).equals(Optional.of(guard)))
                .toList();
        return moved.isEmpty() ? Optional.empty() : Optional.of(new Refusal.Moved(moved, List.of()));
    }

    private void leave() {
        if (roundTrips == loseAfterRoundTrip) {
            throw new HostUnreachableException("the connection was lost", null, null);
        }
    }

    private void exchange(Optional<Become> become) {
        roundTrips++;
        users.add(become);
        onExchange.run();
        if (roundTrips == loseAtRoundTrip || cancelled) {
            throw new HostUnreachableException("the connection was lost", null, null);
        }
    }

    private StepOutcome run(Step step) {
        step.writes().map(effects::get).filter(java.util.Objects::nonNull).ifPresent(Runnable::run);
        log.add(step.describe());
        if (step.writes().filter(lost::contains).isPresent()) {
            return done("");
        }
        if (step instanceof Step.WriteFile write) {
            files.put(write.path(), write.content().bytes());
        } else if (step instanceof Step.WriteKernelFile write) {
            files.put(write.path(), Bytes.utf8(write.value() + "\n"));
        } else if (step instanceof Step.RemoveFile remove) {
            files.remove(remove.path());
        } else if (step instanceof Step.WaitFor wait) {
            boolean printed = queries.get(wait.argv()) instanceof Answer.Output output
                    && output.exit() == 0
                    && output.stdout().text().strip().equals(wait.output());
            return printed ? done("") : new StepOutcome(StepOutcome.Status.TIMED_OUT, -1, Bytes.EMPTY, Bytes.EMPTY);
        } else if (step instanceof Step.Run command) {
            return commands.getOrDefault(command.argv().get(0), run -> failed(127, "not found"))
                    .apply(command);
        }
        return done("");
    }

    private Answers answers(Collection<Query> asked) {
        Map<Query, Answer> answers = new LinkedHashMap<>();
        for (Query query : asked) {
            answers.put(query, answer(query));
        }
        return Answers.of(answers);
    }

    private Answer answer(Query query) {
        if (query instanceof Query.ReadFile read) {
            Bytes content = files.getOrDefault(read.path(), journal.get(read.path()));
            if (unreadable.containsKey(read.path())) {
                return unreadable.get(read.path());
            }
            return content == null ? new Answer.Absent() : new Answer.Content(content);
        }
        if (query instanceof Query.Stat stat) {
            Bytes content = files.get(stat.path());
            return content == null
                    ? new Answer.Absent()
                    : new Answer.Status(new FileStatus(
                            FileStatus.Type.FILE,
                            0644,
                            "root",
                            0,
                            "root",
                            0,
                            content.length(),
                            0,
                            Optional.empty(),
                            Optional.empty()));
        }
        if (query instanceof Query.Glob glob) {
            Map<String, Bytes> found = new LinkedHashMap<>();
            files.forEach((path, content) -> {
                if (glob.patterns().stream().anyMatch(pattern -> path.matches(regex(pattern)))) {
                    found.put(path, glob.kind() == Query.GlobKind.CONTENT ? content : Bytes.EMPTY);
                }
            });
            return new Answer.Entries(found);
        }
        return queries.getOrDefault(((Query.Run) query).argv(), new Answer.Absent());
    }

    private static String regex(String pattern) {
        return pattern.replace(".", "\\.").replace("?", "[^/]").replace("*", "[^/]*");
    }

    @Override
    public Optional<String> armed(Optional<Become> become) {
        return armed;
    }

    @Override
    public ExchangeCounts counts() {
        return new ExchangeCounts(users.size(), roundTrips, 0, 0);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
