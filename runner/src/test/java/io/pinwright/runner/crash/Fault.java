package io.pinwright.runner.crash;

import io.pinwright.runner.crash.KilledController.When;
import io.pinwright.simulator.Faults;
import java.util.function.ObjIntConsumer;

/** What goes wrong at the k-th change of a host, its lock and journal included, or at the k-th exchange. */
enum Fault {
    CONNECTION_LOST_BEFORE(Faults::dropBeforeMutation, When.NEVER),
    CONNECTION_LOST_AFTER(Faults::dropAfterMutation, When.NEVER),
    CONTROLLER_KILLED_AFTER(Faults::dropAfterMutation, When.AT_LOSS),
    SHELL_KILLED_BEFORE(Faults::killBeforeMutation, When.NEVER),
    SHELL_KILLED_AFTER(Faults::killAfterMutation, When.NEVER),
    WRITE_FAILS(Faults::failMutation, When.NEVER),
    DISK_FULL_AFTER(Faults::fillDiskAfterMutation, When.NEVER),
    CONNECTION_LOST_BEFORE_EXCHANGE(Faults::dropBeforeExchange, When.NEVER),
    CONNECTION_LOST_BEFORE_ANSWER(Faults::dropBeforeAnswer, When.NEVER),
    CONNECTION_LOST_AFTER_EXCHANGE(Faults::dropAfterExchange, When.NEVER),
    CONTROLLER_KILLED_BEFORE_EXCHANGE(Faults::dropBeforeExchange, When.AT_LOSS),
    CONTROLLER_KILLED_BEFORE_ANSWER(Faults::dropBeforeAnswer, When.AT_LOSS),
    CONTROLLER_KILLED_BEFORE_PLANNED((faults, k) -> {}, When.BEFORE_PLANNED),
    CONTROLLER_KILLED_AFTER_PLANNED((faults, k) -> {}, When.AFTER_PLANNED),
    CONTROLLER_KILLED_BEFORE_ENDED((faults, k) -> {}, When.BEFORE_ENDED),
    CONTROLLER_KILLED_AFTER_ENDED((faults, k) -> {}, When.AFTER_ENDED);

    private final ObjIntConsumer<Faults> set;
    private final When killed;

    Fault(ObjIntConsumer<Faults> set, When killed) {
        this.set = set;
        this.killed = killed;
    }

    void set(Faults faults, int k) {
        set.accept(faults, k);
    }

    When killed() {
        return killed;
    }

    /** How many places there are. */
    int places(Undisturbed undisturbed) {
        if (name().endsWith("EXCHANGE") || name().endsWith("ANSWER")) {
            return undisturbed.exchanges();
        }
        return name().endsWith("PLANNED") || name().endsWith("ENDED") ? 1 : undisturbed.mutations();
    }

    /** Whether what runs on the host is cut off in the middle of a step. */
    boolean tearsSteps() {
        return this == SHELL_KILLED_BEFORE || this == SHELL_KILLED_AFTER;
    }
}
