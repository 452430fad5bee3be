package io.pinwright.engine;

import io.pinwright.engine.apply.Hosts;
import io.pinwright.engine.apply.Look;
import io.pinwright.engine.apply.Run;
import io.pinwright.engine.apply.Safety;
import io.pinwright.engine.apply.Unlock;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.plan.TaskPlanner;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.saved.ArgumentSource;
import io.pinwright.engine.saved.PlanCollector;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedTask;
import io.pinwright.engine.saved.SealedArguments;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.ReadSession;
import io.pinwright.engine.transport.SessionLimits;
import io.pinwright.engine.transport.Transport;
import io.pinwright.engine.undo.UndoOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plans, applies and checks playbooks on the hosts of an inventory.
 *
 * <pre>{@code
 * Engine engine = Engine.builder().modules(BuiltinModules.all()).transport(transport).build();
 * Plan plan = engine.plan(engine.playbook(path), inventory, RunOptions.defaults());
 * }</pre>
 *
 * <p>Thread-safe; several may live in one JVM. Holds no global state, prints nothing, leaves no files. A run is cancelled by
 * interrupting the thread that called it.
 */
public final class Engine {

    /** A host that moved between look and write is looked at again this often; who changes it all the time wins. */
    private static final int REPLANS_MAX = 1;

    private final ModuleRegistry modules;
    private final Function<ConnectionSettings, HostSession> sessions;
    private final Function<ConnectionSettings, List<Diagnostic>> problems;
    private final Journal journal;
    private final Clock clock;
    private final String owner;
    private final PlaybookReading reading;

    private Engine(
            ModuleRegistry modules,
            Function<ConnectionSettings, HostSession> sessions,
            Function<ConnectionSettings, List<Diagnostic>> problems,
            Builder builder) {
        this.problems = problems;
        this.journal = builder.journal;
        this.clock = builder.clock;
        this.owner = builder.owner.replaceAll("[^A-Za-z0-9._@-]", "-");
        this.reading = new PlaybookReading(modules, builder.salt);
        this.modules = modules;
        this.sessions = sessions;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what an engine is made of. */
    public static final class Builder {

        private @Nullable ModuleRegistry modules;
        private @Nullable Transport transport;
        private @Nullable Function<ConnectionSettings, HostSession> sessions;
        private SessionLimits limits = SessionLimits.defaults();
        private Journal journal = Journal.NONE;
        private Clock clock = Clock.systemUTC();
        private String owner = System.getProperty("user.name", "unknown");
        private Salt salt = Salt.random();

        private Builder() {}

        /** The modules that playbooks may name. */
        public Builder modules(ModuleRegistry registry) {
            this.modules = registry;
            return this;
        }

        /** How hosts are reached. The caller closes it. */
        public Builder transport(Transport hosts) {
            this.transport = hosts;
            return this;
        }

        /**
         * How hosts are reached, without a transport: for tests, and for programs that have sessions of their own. Asked once a
         * host and run; the engine closes what it gives.
         */
        public Builder sessions(Function<ConnectionSettings, HostSession> opener) {
            this.sessions = opener;
            return this;
        }

        /** How long and large exchanges with hosts may get. */
        public Builder limits(SessionLimits exchanges) {
            this.limits = exchanges;
            return this;
        }

        /**
         * Where runs are written down on this side; nowhere unless it is said. Hosts keep their own journal in any case.
         */
        public Builder journal(Journal runs) {
            this.journal = runs;
            return this;
        }

        /** What time it is; the system's clock unless it is said. */
        public Builder clock(Clock time) {
            this.clock = time;
            return this;
        }

        /** Who runs, as {@code user@controller}: told to who finds a host locked. Other characters become dashes. */
        public Builder owner(String userAtController) {
            this.owner = userAtController;
            return this;
        }

        /**
         * What digests of secrets are made with. Wishes that hold secrets are told to be the same only by engines of one salt;
         * without this each engine has its own.
         */
        public Builder salt(Salt kept) {
            this.salt = kept;
            return this;
        }

        public Engine build() {
            ModuleRegistry registry = Objects.requireNonNull(modules, "an engine needs modules");
            if (sessions != null) {
                return new Engine(registry, sessions, settings -> List.of(), this);
            }
            Transport hosts = Objects.requireNonNull(transport, "an engine needs a transport or sessions");
            SessionLimits exchanges = limits;
            return new Engine(
                    registry, settings -> HostSessions.open(hosts, settings, exchanges), hosts::problems, this);
        }
    }

    /**
     * Loads and checks a playbook.
     *
     * @throws io.pinwright.engine.source.DiagnosticException with everything that is wrong with it
     */
    public Playbook playbook(Path path) {
        Diagnostics diagnostics = new Diagnostics();
        List<Playbook> playbooks = playbooks(List.of(path), diagnostics);
        diagnostics.throwIfErrors();
        return playbooks.get(0);
    }

    /** Loads and checks playbooks, collecting everything that is wrong with all of them. */
    public List<Playbook> playbooks(List<Path> paths, Diagnostics diagnostics) {
        return reading.load(paths, diagnostics);
    }

    /** Checks a playbook that is a text in memory, collecting everything that is wrong with it. */
    public Playbook playbook(Source source, Diagnostics diagnostics) {
        return reading.load(source, diagnostics);
    }

    /** Says where variables and changes come from. */
    public Explainer explainer() {
        return new Explainer(this, modules);
    }

    /** Finds what apply would do; writes nothing on any host. */
    public Plan plan(Playbook playbook, Inventory inventory, RunOptions options) {
        return new Plan(run(List.of(playbook), inventory, options, Mode.READ_ONLY, RunListener.NONE));
    }

    /** Makes every host as wished and proves it. */
    public Report apply(Playbook playbook, Inventory inventory, RunOptions options, RunListener listener) {
        return run(List.of(playbook), inventory, options, Mode.APPLY, listener);
    }

    /**
     * Runs playbooks one after another.
     *
     * @throws io.pinwright.engine.source.DiagnosticException when the files or options are wrong; no host was touched
     */
    public Report run(
            List<Playbook> playbooks, Inventory inventory, RunOptions options, Mode mode, RunListener listener) {
        return run(playbooks, inventory, options, mode, listener, Watch.NONE);
    }

    Report run(
            List<Playbook> playbooks,
            Inventory inventory,
            RunOptions options,
            Mode mode,
            RunListener listener,
            Watch watch) {
        Diagnostics diagnostics = new Diagnostics();
        List<Run.PlannedPlay> plays = new ArrayList<>();
        Reach reach = new Reach(options.connection());
        for (Playbook playbook : playbooks) {
            Inventory seen = PlayHosts.seen(inventory, playbook, diagnostics);
            PlaybookReading.Tools tools = reading.tools(playbook);
            TaskPlanner planner = new TaskPlanner(
                    modules,
                    tools.templates(),
                    tools.binder(),
                    (keywords, variables) -> reach.become(keywords, variables, tools.templates()),
                    mode,
                    watch.planner());
            HostVars hostVars = new HostVars(seen, options.extraVariables(), tools.templates());
            PlayHosts hosts = new PlayHosts(playbook, seen, options, mode, tools.templates(), hostVars);
            for (Play play : playbook.plays()) {
                plays.add(planned(play, hosts, watch, planner, diagnostics));
            }
        }
        Templates templates = Templates.create(new ControllerLookups(Path.of("").toAbsolutePath()));
        Map<String, ConnectionSettings> settings = new LinkedHashMap<>();
        for (Run.PlannedPlay play : plays) {
            play.hosts()
                    .forEach((host, variables) -> settings.computeIfAbsent(
                            host, name -> reach.settings(name, seen(variables, options), templates, diagnostics)));
        }
        addWarnings(settings, diagnostics);
        diagnostics.throwIfErrors();
        WrittenRun written = new WrittenRun(journal, info(about(playbooks)));
        Hosts hosts = mode == Mode.READ_ONLY
                ? Hosts.looking(host -> HostSessions.reading(session(settings, host)))
                : applying(settings, written, REPLANS_MAX, options);
        return Run.of(mode, plays, options.extraVariables(), hosts, options::forksFor, listener, diagnostics.warnings())
                .run()
                .ofRun(written.id());
    }

    /** What makes one host unreachable is that host's result, when it is its turn; here only what is passed over. */
    private void addWarnings(Map<String, ConnectionSettings> settings, Diagnostics diagnostics) {
        settings.values().stream()
                .flatMap(reached -> problems.apply(reached).stream())
                .filter(problem -> !problem.isError())
                .forEach(diagnostics::add);
    }

    private HostSession session(Map<String, ConnectionSettings> settings, String host) {
        return sessions.apply(Objects.requireNonNull(settings.get(host)));
    }

    private RunInfo info(List<String> about) {
        return new RunInfo(RunIds.next(clock), clock.instant().truncatedTo(ChronoUnit.SECONDS), owner, about);
    }

    private Hosts applying(
            Map<String, ConnectionSettings> settings, WrittenRun written, int replans, RunOptions options) {
        return Hosts.applying(
                host -> session(settings, host),
                new Safety(written.info(), written, clock, options.lockTimeout(), options.confirmWithin(), replans));
    }

    /**
     * Plans as {@link #run} does, and keeps the plan.
     *
     * @throws io.pinwright.engine.source.DiagnosticException when the files or options are wrong; no host was touched
     */
    public SavedRun save(List<Playbook> playbooks, Inventory inventory, RunOptions options, RunListener listener) {
        PlanCollector collector = new PlanCollector();
        Report report = run(playbooks, inventory, options, Mode.READ_ONLY, listener, Watch.keeping(collector));
        List<Integer> origins = new ArrayList<>();
        for (int i = 0; i < playbooks.size(); i++) {
            origins.addAll(Collections.nCopies(playbooks.get(i).plays().size(), i));
        }
        boolean files =
                playbooks.stream().allMatch(playbook -> playbook.directory().isPresent());
        Diagnostics diagnostics = new Diagnostics();
        ArgumentSource source = PlaybookArguments.of(
                playbooks.stream().map(Optional::of).toList(), inventory, options, modules, reading, diagnostics);
        String release = Optional.ofNullable(Engine.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new SavedRun(
                report,
                collector,
                new SavedPlan.Origin(
                        release,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        owner,
                        about(playbooks),
                        files ? Path.of("").toAbsolutePath().toString() : ""),
                origins,
                files ? source : PlaybookArguments.NOWHERE);
    }

    /**
     * Makes the changes of a saved plan, and no others; a host that is no longer what the plan was made from is refused.
     *
     * @param inventory for how the plan's hosts are reached
     * @param options of which the limit, the connection and the times count; what is applied stands in the plan. Where that refers
     *     to secrets, extra variables count for these
     * @throws io.pinwright.engine.source.DiagnosticException when the plan does not fit modules or inventory; no host was touched
     */
    public Report apply(SavedPlan plan, Inventory inventory, RunOptions options, RunListener listener) {
        Diagnostics diagnostics = new Diagnostics();
        SavedHosts hosts = SavedHosts.of(plan, inventory, options, diagnostics);
        ModuleArguments arguments = ModuleArguments.of(
                plan,
                hosts.names(),
                sealed(plan, hosts.names(), inventory, options, diagnostics),
                modules,
                reading.salt(),
                diagnostics);
        addWarnings(hosts.settings(), diagnostics);
        diagnostics.throwIfErrors();
        WrittenRun written = new WrittenRun(journal, info(plan.origin().playbooks()));
        return Run.of(
                        plan,
                        hosts.names(),
                        new PlanBinding(arguments, hosts),
                        applying(hosts.settings(), written, 0, options),
                        options::forksFor,
                        listener,
                        diagnostics.warnings())
                .run()
                .ofRun(written.id());
    }

    /** Secret arguments, evaluated again from the playbooks; these are read only where there are any. */
    private Map<SavedTask.Work, ArgumentValue> sealed(
            SavedPlan plan, Set<String> hosts, Inventory inventory, RunOptions options, Diagnostics diagnostics) {
        if (!plan.refersToSecrets()) {
            return Map.of();
        }
        return SealedArguments.of(
                plan,
                hosts,
                PlaybookArguments.of(plan, inventory, options, modules, reading, diagnostics),
                SealedArguments.When.APPLYING,
                diagnostics);
    }

    /**
     * Takes a run of the journal back: what it changed is as it was before, unless others changed it since.
     *
     * @param run as {@link io.pinwright.engine.journal.file.FileJournal#read} gives it
     * @param mode READ_ONLY shows what would be taken back; APPLY does it, as a run of its own that can be taken back in turn
     * @throws io.pinwright.engine.source.DiagnosticException when a host of the run is not in the inventory, or a connection
     *     variable is wrong; no host was touched
     */
    public Report undo(
            RecordedRun run,
            Inventory inventory,
            RunOptions options,
            UndoOptions undoOptions,
            Mode mode,
            RunListener listener) {
        return new Undoing(sessions, journal, clock, owner).undo(run, inventory, options, undoOptions, mode, listener);
    }

    private static List<String> about(List<Playbook> playbooks) {
        return playbooks.stream().map(playbook -> playbook.source().name()).toList();
    }

    /**
     * Looks at hosts without a playbook; writes nothing.
     *
     * @param pattern of hosts, as a play has it
     * @throws io.pinwright.engine.source.DiagnosticException when the pattern or a connection variable is wrong
     * @throws InterruptedException when the calling thread is interrupted
     */
    public <T> Map<String, Look.Seen<T>> look(
            Observation<T> observation, Inventory inventory, String pattern, RunOptions options)
            throws InterruptedException {
        HostsAtHand hosts = HostsAtHand.of(inventory, pattern, options);
        Map<String, Look.Target> targets = new LinkedHashMap<>();
        for (HostsAtHand.AtHand host : hosts.all()) {
            Optional<Become> become = hosts.become(host);
            ReadSession session = HostSessions.reading(sessions.apply(host.settings()));
            targets.put(host.name(), new Look.Target(session, opened -> opened.reader(become)));
        }
        return Look.at(targets, observation, options.forksFor(targets.size()));
    }

    /**
     * Looks who holds the lock of hosts, and removes what a dead run left behind; one host after another.
     *
     * @param pattern of hosts, as a play has it
     * @param force whether to end the run that holds a lock, too
     * @throws io.pinwright.engine.source.DiagnosticException when the pattern or a connection variable is wrong
     */
    public Map<String, Look.Seen<Unlock.Result>> unlock(
            Inventory inventory, String pattern, RunOptions options, boolean force) {
        return new Undoing(sessions, journal, clock, owner).unlock(inventory, pattern, options, force);
    }

    /**
     * How the hosts of a pattern are reached.
     *
     * @throws io.pinwright.engine.source.DiagnosticException when the pattern or a connection variable is wrong
     */
    public List<ConnectionSettings> connections(Inventory inventory, String pattern, RunOptions options) {
        return HostsAtHand.of(inventory, pattern, options).all().stream()
                .map(HostsAtHand.AtHand::settings)
                .toList();
    }

    static Variables seen(Map<String, ? extends @Nullable Object> host, RunOptions options) {
        return Variables.of(host).with(options.extraVariables());
    }

    private Run.PlannedPlay planned(
            Play play, PlayHosts hostsOf, Watch watch, TaskPlanner planner, Diagnostics diagnostics) {
        RunOptions options = hostsOf.options();
        Variables extra = Variables.of(options.extraVariables());
        List<Host> selected = hostsOf.of(play, diagnostics);
        List<String> names = selected.stream().map(Host::name).toList();
        Map<String, Map<String, @Nullable Object>> hosts = new LinkedHashMap<>();
        selected.stream()
                .filter(host -> watch.includes(host.name()))
                .forEach(host -> hosts.put(host.name(), hostsOf.variables(host, names)));
        boolean gathers = modules.find(GatheringFacts.MODULE).isPresent()
                && planner.flag(play.gatherFacts(), extra).orElse(true)
                && Run.isWanted(Set.of("always"), options.tags(), options.skipTags());
        return new Run.PlannedPlay(
                play,
                String.valueOf(hostsOf.templates().resolve(PlayHosts.templated(play.name()), extra)),
                hosts,
                play.rollout()
                        .resolve(word -> hostsOf.templates().resolve(PlayHosts.templated(word), extra), diagnostics),
                gathers ? Optional.of(GatheringFacts.of(play)) : Optional.empty(),
                Run.tagged(play.tasks(), options.tags(), options.skipTags()),
                planner,
                watch.keeper());
    }

    PlaybookReading reading() {
        return reading;
    }
}
