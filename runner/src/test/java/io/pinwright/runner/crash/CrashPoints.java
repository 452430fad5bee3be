package io.pinwright.runner.crash;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** All points at which one playbook's apply can be broken. Thread-safe. */
final class CrashPoints {

    private static final int AT_ONCE = 2;

    private final Path playbook;
    private final Path folder;
    private final Undisturbed undisturbed;
    private final Set<String> marks = ConcurrentHashMap.newKeySet();
    private final AtomicInteger hosts = new AtomicInteger();

    /**
     * Those of a playbook beside this class.
     *
     * @param folder for what controllers keep
     */
    CrashPoints(String playbook, Path folder) throws URISyntaxException {
        this.playbook = Path.of(
                Objects.requireNonNull(CrashPoints.class.getResource(playbook)).toURI());
        this.folder = folder;
        this.undisturbed = Undisturbed.of(this);
    }

    Undisturbed undisturbed() {
        return undisturbed;
    }

    /** A host on which nothing was done yet, and its controller. */
    CrashHost host(String name) {
        return new CrashHost(playbook, folder.resolve(hosts.incrementAndGet() + "-" + name));
    }

    /** Whether no crash left the same before. */
    boolean isNew(String mark) {
        return marks.add(mark);
    }

    /** What does not hold after a fault, wherever it strikes. */
    List<String> broken(Fault fault) {
        List<Callable<List<String>>> points = new ArrayList<>();
        for (int place = 1; place <= fault.places(undisturbed); place++) {
            points.add(new CrashPoint(this, fault, place)::broken);
        }
        return atOnce(points).stream().flatMap(List::stream).toList();
    }

    /** The answers of all, in order. */
    static <T> List<T> atOnce(List<Callable<T>> all) {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> one : pool.invokeAll(all)) {
                answers.add(one.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
